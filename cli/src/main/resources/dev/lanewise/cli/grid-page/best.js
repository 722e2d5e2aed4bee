// The head of the page: what was searched, and the best trial.

const SEARCHES = { random: "Random search", halving: "Successive halving" };
const STATUSES = {
  done: "done",
  interrupted: "interrupted: only what had ended is here",
  diverged: "diverged: no trial has a result",
};

function head() {
  const data = report.data;
  const title = (SEARCHES[report.search] ?? "Grid search") + " on " + data.name;
  document.title = title;
  document.getElementById("title").textContent = title;
  const facts = document.getElementById("facts");
  const backend = report.backend + (report.vectorBits > 0 ? " " + report.vectorBits + " bits" : "");
  facts.append(
    ", " + (STATUSES[report.status] ?? report.status) + ". ",
    count(trials.length, "trial") +
      (folds ? ", each on " + report.folds + " folds," : "") +
      " in " + report.seconds.toFixed(1) + " s, " + count(report.threads, "thread") + ", " +
      backend + ". ",
    data.trainSize + " training, " + data.validationSize + " validation, " + data.testSize +
      " test samples of " + data.inputs + " inputs, " + data.classes + " classes.",
  );
}

function count(n, noun) {
  return n + " " + noun + (n === 1 ? "" : "s");
}

function bestTrial() {
  const section = document.getElementById("best");
  const best = report.best;
  if (!best) {
    section.append(element("p", noBest()));
    section.append(common());
    return;
  }
  const figures = element("dl", [], "figures");
  figures.append(
    figure(folds ? "validation accuracy, mean of the folds" : "validation accuracy",
      accuracyDigits(best.validationAccuracy) + deviationText(best)),
    figure("test accuracy", accuracyDigits(best.testAccuracy)),
    figure(best.status === "interrupted" ? "trial, interrupted" : "trial", String(best.trial)),
  );
  section.append(figures);
  if (axes.length > 0) {
    section.append(element("p", settings(best, axes)));
  }
  section.append(common());
  if (folds) {
    section.append(element("p",
      best.weightsSha256
        ? "The test accuracy is that of a net with these settings, trained again on all rows."
        : "It was not trained again on all rows, so there is no model and no test accuracy."));
  } else {
    section.append(
      element("p", best.status === "interrupted" ? "To train it to its end:" : "To train it alone:"),
      element("pre", command(best)),
      element("p", [
        "with what else the grid was given: sizes of the parts, the path of a folder, ",
        element("code", "--normalize", "whole"), ", ", element("code", "--sampling", "whole"), ", ",
        element("code", "--early-stopping", "whole"), ".",
      ], "note"),
    );
  }
  if (best.weightsSha256) {
    const sum = element("p", "Weights SHA-256 " + best.weightsSha256, "note");
    sum.style.overflowWrap = "anywhere";
    section.append(sum);
  }
}

function noBest() {
  if (trials.length === 0) {
    return "None: no trial had ended.";
  }
  const failed = trials.filter((t) => t.status === "failed").length;
  const diverged = trials.filter((t) => t.status === "diverged").length;
  if (diverged === trials.length) {
    return "None: every trial diverged. Smaller learning rates may help.";
  }
  return "None: of " + count(trials.length, "trial") + " " + diverged + " diverged and " + failed
    + " failed.";
}

function figure(name, value) {
  return element("div", [element("dt", name), element("dd", value)]);
}

function settings(trial, parameters) {
  return parameters.flatMap((parameter, i) => [
    element("span", parameter.name + " " + settingText(trial, parameter), "whole"),
    i < parameters.length - 1 ? ", " : ".",
  ]);
}

/** The hyper-parameters that are the same in all trials. */
function common() {
  const same = HYPER_PARAMETERS.filter((p) => !axes.some((axis) => axis.key === p.key));
  if (trials.length === 0 || same.length === 0) {
    return element("p", []);
  }
  const start = trials.length > 1 ? "In all trials: " : "Settings: ";
  return element("p", [start, ...settings(trials[0], same)], "note");
}

/** The command that trains a trial's net by itself: what differs from the defaults of train. */
function command(trial) {
  const parts = ["lanewise train"];
  if (report.data.name !== "sample") {
    parts.push(" --data " + quoted(report.data.name));
  }
  for (const parameter of HYPER_PARAMETERS) {
    const value = setting(trial, parameter);
    if (value !== parameter.standard) {
      parts.push(" ", element("span", parameter.option + " " + quoted(String(value)), "whole"));
    }
  }
  return parts;
}

/** A word as a POSIX shell takes it. */
function quoted(word) {
  return /^[\w.\/:+-]+$/.test(word) ? word : "'" + word.replaceAll("'", "'\\''") + "'";
}

head();
bestTrial();
