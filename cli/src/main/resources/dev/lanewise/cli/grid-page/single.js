// Validation accuracy against the only hyper-parameter that varies.

function single() {
  const section = document.getElementById("pair");
  if (accuracies.length === 0 || axes.length !== 1) {
    return;
  }
  const [only] = axes;
  const x = only.numeric ? { ...only, continuous: true, of: only.value } : only;
  const [known, missing] = knownAndMissing();
  const spread = (trial) => trial.deviation || 0;
  const low = Math.min(...known.map((t) => t.validationAccuracy - spread(t)));
  const high = Math.max(...known.map((t) => t.validationAccuracy + spread(t)));
  const floor = Math.max(0, low - Math.max(0.002, (high - low) * 0.15));
  section.querySelector("h2").textContent = "Validation accuracy by " + x.name;
  section.querySelector(".note").textContent = sentences(
    trials.some(isBest) && "The ring marks the best trial.",
    folds && "Lines: one deviation of the folds up and down.",
    missing.length > 0 && "A cross on the axis has no accuracy.",
  );
  const shape = {
    maxWidth: 760,
    height: (width) => Math.max(280, Math.min(400, width * 0.55)),
    option: (width, colours) => {
      const y = { name: "validation accuracy", continuous: true };
      const option = frame(x, y, colours);
      option.grid.top = 32;
      option.yAxis.min = floor;
      option.yAxis.axisLabel.showMinLabel = false;
      option.series = [
        deviations(known, x, colours),
        {
          type: "scatter",
          progressive: 0,
          data: known.map((trial) => ({
            value: [x.of(trial), trial.validationAccuracy],
            ...dot(trial, colours.quiet, colours.page, width),
          })),
        },
        { ...crosses(missing, (trial) => [x.of(trial), floor], colours), symbolOffset: [0, -8] },
        ring((trial) => [x.of(trial), trial.validationAccuracy], colours),
      ];
      return option;
    },
  };
  const { box } = chart(section, () => shape);
  box.setAttribute("aria-label",
    "Validation accuracy by " + x.name + "; the table has all figures");
}

function deviations(known, x, colours) {
  return {
    type: "custom",
    silent: true,
    data: known
      .filter((trial) => trial.deviation > 0)
      .map((trial) => {
        const { validationAccuracy: mean, deviation } = trial;
        return [x.of(trial), mean - deviation, mean + deviation];
      }),
    encode: { x: 0, y: [1, 2] },
    renderItem: (_, api) => {
      const [x1, y1] = api.coord([api.value(0), api.value(1)]);
      const [x2, y2] = api.coord([api.value(0), api.value(2)]);
      return { type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: colours.quiet } };
    },
  };
}

single();
