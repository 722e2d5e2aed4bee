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
  section.append(element("p", howToTrain(best)));
  if (context.command.length > 0) {
    section.append(element("pre", command()));
  }
  if (best.weightsSha256) {
    const sum = element("span", best.weightsSha256, "digits");
    section.append(element("p", ["Weights SHA-256 ", sum], "note"));
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

/** The settings that are the same in all trials. */
function common() {
  const same = SETTINGS.filter((p) => !axes.some((axis) => axis.key === p.key));
  if (trials.length === 0 || same.length === 0) {
    return element("p", []);
  }
  const start = trials.length > 1 ? "In all trials: " : "Settings: ";
  const { dataSha256, lanewiseVersion, javaVersion } = trials[0].settings;
  return element("p", [
    start, ...settings(trials[0], same),
    " Lanewise " + lanewiseVersion + ", Java " + javaVersion + "; data SHA-256 ",
    element("span", dataSha256, "digits"), ".",
  ], "note");
}

function howToTrain(best) {
  if (!best.weightsSha256) {
    return "It was not trained again on all rows, so there is no model and no test accuracy.";
  }
  const again = folds
    ? "The test accuracy is that of a net with these settings, trained again on all rows, for the"
      + " mean of the folds' best epochs. "
    : "";
  if (context.command.length === 0) {
    return again + "No command of train takes these rows alone: training and validation part do"
      + " not follow one another in the files.";
  }
  return again + (best.status === "interrupted"
    ? "To train it alone, as far as its best epoch:"
    : "To train it alone:");
}

/** The command, broken between its options only. */
function command() {
  return context.command.flatMap((part, i) => [i > 0 ? " " : "", element("span", part, "whole")]);
}

head();
bestTrial();
