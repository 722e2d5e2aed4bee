// The report of a grid search, its trials, and the hyper-parameters that vary among them.

const report = JSON.parse(document.getElementById("report").textContent, exactSeed);

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

/** Keeps the digits of a seed that a number of JavaScript cannot hold. */
function exactSeed(key, value, context) {
  return key === "seed" && !Number.isSafeInteger(value) ? (context?.source ?? value) : value;
}

/** The hyper-parameters, as options of train, which need not be given where they are as here. */
const HYPER_PARAMETERS = [
  { key: "hidden", name: "hidden", option: "--hidden", standard: "100" },
  { key: "learningRate", name: "learning rate", option: "--learning-rate", standard: 1e-3 },
  { key: "lrDecay", name: "lr decay", option: "--lr-decay", standard: 1 },
  { key: "epochs", name: "epochs", option: "--epochs", standard: 10 },
  { key: "reg", name: "reg", option: "--reg", standard: 0 },
  { key: "batchSize", name: "batch size", option: "--batch-size", standard: 100 },
  { key: "optimizer", name: "optimizer", option: "--optimizer", standard: "sgd" },
  { key: "activation", name: "activation", option: "--activation", standard: "relu" },
  { key: "lossFunction", name: "loss", option: "--loss", standard: "softmax" },
  { key: "weightScale", name: "weight scale", option: "--weight-scale", standard: 1e-3 },
  { key: "dropout", name: "dropout", option: "--dropout", standard: 0 },
  { key: "seed", name: "seed", option: "--seed", standard: 0 },
];
const LOGARITHMIC = ["learningRate", "reg", "weightScale"];
const LONGEST_LIST = { grid: 64, drawn: 20 };

/** A setting as train takes it. */
function setting(trial, parameter) {
  const value = trial[parameter.key];
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

function accuracyDigits(accuracy) {
  return accuracy === null ? "none" : accuracy.toFixed(4);
}

function deviationText(trial) {
  return Number.isFinite(trial.deviation) ? " ± " + trial.deviation.toFixed(4) : "";
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
 * A hyper-parameter that varies. `values` are its values, ascending, and `of` gives a trial's place
 * on its axis: the value itself on a continuous one, the index in `values` on a list.
 */
function axis(parameter) {
  const asNumber = (trial) => Number(setting(trial, parameter));
  const numeric = parameter.key !== "seed" && trials.every((t) => Number.isFinite(asNumber(t)));
  const value = (trial) => (numeric ? asNumber(trial) : setting(trial, parameter));
  const values = [...new Set(trials.map(value))].sort(numeric ? (a, b) => a - b : naturally);
  const continuous = numeric && !isList(values.length);
  const index = new Map(values.map((v, i) => [v, i]));
  return {
    ...parameter,
    values,
    numeric,
    continuous,
    logarithmic: numeric && values[0] > 0 && LOGARITHMIC.includes(parameter.key),
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
const axes = HYPER_PARAMETERS.filter(differing).map(axis);
const accuracies = trials.map((t) => t.validationAccuracy).filter((a) => a !== null);

/** Trials with an accuracy, the best last so that it is drawn above the others; those without. */
function knownAndMissing() {
  const sorted = [...trials].sort(bestFirst).reverse();
  const has = (trial) => trial.validationAccuracy !== null;
  return [sorted.filter(has), sorted.filter((trial) => !has(trial))];
}
