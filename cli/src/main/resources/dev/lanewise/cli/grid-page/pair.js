// Validation accuracy over two hyper-parameters: a heat map of lists, a scatter of anything else.

const FIRST_CHOICE = ["learningRate", "reg", "hidden", "epochs"];

function pair() {
  const section = document.getElementById("pair");
  if (accuracies.length === 0 || axes.length < 2) {
    return;
  }
  section.querySelector("h2").textContent = "Validation accuracy over two hyper-parameters";
  const form = section.querySelector("form");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  let [x, y] = [...axes].sort((a, b) => rank(a) - rank(b));
  let shape = pairShape(x, y);
  const { box, draw } = chart(section, () => shape);
  const tell = () => {
    options(form.elements.x, axes.map((a) => a.name), axes.indexOf(x));
    options(form.elements.y, axes.map((a) => a.name), axes.indexOf(y));
    section.querySelector(".note").textContent = shape.note;
    box.setAttribute("aria-label",
      "Validation accuracy over " + x.name + " and " + y.name + "; the table has all figures");
  };
  form.addEventListener("change", (event) => {
    const chosen = axes[event.target.value];
    if (event.target.name === "x") {
      [x, y] = [chosen, chosen === y ? x : y];
    } else {
      [x, y] = [chosen === x ? y : x, chosen];
    }
    shape = pairShape(x, y);
    tell();
    draw();
  });
  tell();
}

/** Which axes are shown first. */
function rank(axis) {
  const place = FIRST_CHOICE.indexOf(axis.key);
  return place < 0 ? FIRST_CHOICE.length + axes.indexOf(axis) : place;
}

function pairShape(x, y) {
  return x.continuous || y.continuous ? scatter(x, y) : heatMap(x, y);
}

/** The trials of each combination of two lists, best first. */
function cells(x, y) {
  const byPlace = new Map();
  for (const trial of [...trials].sort(bestFirst)) {
    const place = x.of(trial) + " " + y.of(trial);
    if (!byPlace.has(place)) {
      byPlace.set(place, []);
    }
    byPlace.get(place).push(trial);
  }
  return [...byPlace.values()];
}

function heatMap(x, y) {
  const filled = cells(x, y).reverse();
  const [columns, rows] = [x.values.length, y.values.length];
  const missing = filled.filter(([first]) => first.validationAccuracy === null);
  return {
    maxWidth: 120 + columns * 130,
    height: () => 120 + rows * Math.max(20, Math.min(56, 640 / rows)),
    note: sentences(
      axes.length > 2 && "Each cell is its best trial, over all other hyper-parameters.",
      trials.some(isBest) && "The frame marks the best trial.",
      missing.length > 0 && "Grey cells have no accuracy.",
      filled.length < columns * rows && "Where there is no cell nothing was tried.",
    ),
    option: (width, colours) => {
      const cellWidth = (width - 110) / columns;
      const labels = cellWidth >= 44 && rows <= 32;
      const cell = (there) => heatMapCell(there, x, y, colours, cellWidth);
      const known = filled.filter(([first]) => first.validationAccuracy !== null);
      const { grid, xAxis, yAxis } = frame(x, y, colours);
      return {
        grid,
        xAxis: { ...xAxis, axisLine: { show: false } },
        yAxis: { ...yAxis, axisLine: { show: false } },
        visualMap: legend(colours),
        series: [
          { type: "heatmap", data: known.map(cell), label: { show: labels } },
          { type: "heatmap", data: missing.map(cell), label: { show: labels } },
          bestFrame(filled.filter((there) => there.some(isBest)), x, y, colours),
        ],
      };
    },
  };
}

function heatMapCell(there, x, y, colours, width) {
  const [first] = there;
  const accuracy = first.validationAccuracy;
  const missing = width > 70 ? accuracyText(first) : "–";
  const colour = accuracy === null ? colours.missing : accuracyColour(accuracy, colours);
  return {
    value: [x.of(first), y.of(first), accuracy ?? 0],
    itemStyle: {
      color: colour,
      borderColor: colours.page,
      borderWidth: 1,
    },
    label: {
      formatter: accuracy === null ? missing : accuracyDigits(accuracy),
      color: echarts.color.lum(colour, 1) > 0.5 ? "#000000" : "#ffffff",
    },
    emphasis: { disabled: true },
    told: () => [
      ...(there.length > 1 ? ["best of " + count(there.length, "trial")] : []),
      ...trialLines(first),
    ],
  };
}

/**
 * A frame within the cell of the best trial, above all cells so that none paints over it: a line of
 * the ink between two of the page, which stand out from every colour of the scale.
 */
function bestFrame(best, x, y, colours) {
  return {
    type: "custom",
    silent: true,
    z: 3,
    data: best.map(([first]) => [x.of(first), y.of(first)]),
    renderItem: (_, api) => {
      const [centreX, centreY] = api.coord([api.value(0), api.value(1)]);
      const [width, height] = api.size([1, 1]);
      const line = Math.min(3, width / 8, height / 8);
      const inset = 1.5 * line;
      const shape = {
        x: centreX - width / 2 + inset,
        y: centreY - height / 2 + inset,
        width: width - 2 * inset,
        height: height - 2 * inset,
      };
      const rectangle = (stroke, lineWidth) =>
        ({ type: "rect", shape, style: { fill: "none", stroke, lineWidth } });
      return {
        type: "group",
        children: [rectangle(colours.page, 3 * line), rectangle(colours.ink, line)],
      };
    },
  };
}

function scatter(x, y) {
  const [known, missing] = knownAndMissing();
  return {
    maxWidth: 960,
    height: (width) => Math.max(340, Math.min(560, width * 0.6)),
    note: sentences(
      "Each dot is a trial.",
      trials.some(isBest) && "The ring marks the best.",
      missing.length > 0 && "A cross has no accuracy.",
    ),
    option: (width, colours) => ({
      ...frame(x, y, colours),
      visualMap: legend(colours),
      series: [
        {
          type: "scatter",
          progressive: 0,
          data: known.map((trial) => ({
            value: [x.of(trial), y.of(trial), trial.validationAccuracy],
            ...dot(trial, accuracyColour(trial.validationAccuracy, colours), colours.page, width),
          })),
        },
        crosses(missing, (trial) => [x.of(trial), y.of(trial)], colours),
        ring((trial) => [x.of(trial), y.of(trial)], colours),
      ],
    }),
  };
}

pair();
