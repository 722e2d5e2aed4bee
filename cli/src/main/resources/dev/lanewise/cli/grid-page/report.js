// The report of a grid search, its trials, and the settings that vary among them.

const report = JSON.parse(document.getElementById("report").textContent, exact);

/** What the command line adds: names of settings, and how the best trial is trained alone. */
const context = JSON.parse(document.getElementById("context").textContent);

/** The trials that ended; the best one too where it was interrupted. */
const trials = (report.trials.some(isBest) || !report.best
  ? report.trials
  : [...report.trials, report.best]
).map(withoutResult);
const folds = report.folds > 0;

/** A trial that diverged may have had an accuracy before; that counts for nothing. */
function withoutResult(trial) {
  const ended = ["done", "interrupted"].includes(trial.status);
  return ended ? trial : { ...trial, validationAccuracy: null };
}

/** Keeps the digits of a whole number, such as a seed, that a number of JavaScript cannot hold. */
function exact(key, value, context) {
  const whole = typeof value === "number" && /^-?\d+$/.test(context?.source ?? "");
  return whole && !Number.isSafeInteger(value) ? context.source : value;
}

/** The settings: key in the report, name, whether a quantity, whether drawn by its logarithm. */
const SETTINGS = context.settings;
const LONGEST_LIST = { grid: 64, drawn: 20 };

/** A setting as train takes it; a dash where it does not count for the trial. */
function setting(trial, parameter) {
  const value = trial[parameter.key] ?? trial.settings[parameter.key] ?? "-";
  return Array.isArray(value) ? value.join("-") || "none" : value;
}

/** A setting as people read it. */
function settingText(trial, parameter) {
  return text(setting(trial, parameter));
}

/** At most four digits of a number; anything else as it is. */
function text(value) {
  if (typeof value !== "number" || Number.isInteger(value)) {
    return String(value);
  }
  const rounded = Number(value.toPrecision(4));
  return Math.abs(rounded) < 0.01 ? rounded.toExponential() : String(rounded);
}

/** An accuracy, or why there is none. */
function accuracyText(trial) {
  if (trial.validationAccuracy === null) {
    return trial.status === "done" ? "none" : trial.status;
  }
  const end = trial.status === "interrupted" ? ", interrupted" : "";
  return accuracyDigits(trial.validationAccuracy) + deviationText(trial) + end;
}

/**
 * Four decimals, as the command line rounds them: half up, from the shortest decimal number of the
 * double. toFixed would round the double itself, so that 0.82975, which is a little less, is 0.8297.
 */
function accuracyDigits(accuracy) {
  if (accuracy === null) {
    return "none";
  }
  const tenThousandths = accuracy < 1e-5 ? 0 : Math.round(Number(accuracy + "e4"));
  return (tenThousandths / 1e4).toFixed(4);
}

function deviationText(trial) {
  return Number.isFinite(trial.deviation) ? " ± " + accuracyDigits(trial.deviation) : "";
}

/** The highest accuracy first, then what the search calls best, then as they were tried. */
function bestFirst(a, b) {
  return (
    (b.validationAccuracy ?? -1) - (a.validationAccuracy ?? -1) ||
    isBest(b) - isBest(a) ||
    a.trial - b.trial
  );
}

function isBest(trial) {
  return trial.trial === report.best?.trial;
}

/**
 * A setting that varies. `values` are its values, ascending, and `of` gives a trial's place
 * on its axis: the value itself on a continuous one, the index in `values` on a list.
 */
function axis(parameter) {
  const asNumber = (trial) => Number(setting(trial, parameter));
  const numeric = parameter.quantity && trials.every((t) => Number.isFinite(asNumber(t)));
  const value = (trial) => (numeric ? asNumber(trial) : setting(trial, parameter));
  const values = [...new Set(trials.map(value))].sort(numeric ? (a, b) => a - b : naturally);
  const continuous = numeric && !isList(values.length);
  const index = new Map(values.map((v, i) => [v, i]));
  return {
    ...parameter,
    values,
    numeric,
    continuous,
    logarithmic: numeric && values[0] > 0 && parameter.logarithmic,
    value,
    of: continuous ? value : (trial) => index.get(value(trial)),
  };
}

/** Whether so many values are a list's: those of a grid are, those drawn at random may be. */
function isList(count) {
  return (report.search ?? "grid") === "grid"
    ? count <= LONGEST_LIST.grid
    : count <= LONGEST_LIST.drawn && count * 2 <= trials.length;
}

/** Orders texts with numbers in them as people would: none, 50, 100, 100-50. */
function naturally(a, b) {
  const key = (value) => (value === "none" ? "" : String(value));
  return key(a).localeCompare(key(b), "en", { numeric: true });
}

const differing = (parameter) => new Set(trials.map((t) => setting(t, parameter))).size > 1;
const axes = SETTINGS.filter(differing).map(axis);
const accuracies = trials.map((t) => t.validationAccuracy).filter((a) => a !== null);

/** Trials with an accuracy, the best last so that it is drawn above the others; those without. */
function knownAndMissing() {
  const sorted = [...trials].sort(bestFirst).reverse();
  const has = (trial) => trial.validationAccuracy !== null;
  return [sorted.filter(has), sorted.filter((trial) => !has(trial))];
}
