// What the charts with two axes are made of: dots, crosses, a ring, axes, the scale of colours.

const CROSS = "path://M0,0L10,10M0,10L10,0";

function dot(trial, color, borderColor, width) {
  return {
    symbolSize: Math.max(4, Math.min(11, width / 4 / Math.sqrt(trials.length))),
    itemStyle: { color, borderColor, borderWidth: 1, opacity: 1 },
    told: () => trialLines(trial),
  };
}

/** Around the best trial. */
function ring(place, colours) {
  return {
    type: "scatter",
    silent: true,
    symbolSize: 19,
    itemStyle: { color: "none", borderColor: colours.ink, borderWidth: 2, opacity: 1 },
    data: trials.filter(isBest).map((trial) => ({ value: place(trial) })),
  };
}

function crosses(missing, place, colours) {
  return {
    type: "scatter",
    symbol: CROSS,
    symbolSize: 9,
    itemStyle: { color: "none", borderColor: colours.quiet, borderWidth: 1.5, opacity: 1 },
    data: missing.map((trial) => ({ value: place(trial), told: () => trialLines(trial) })),
  };
}

/** Two axes with their names: one below, one above the labels of the other. */
function frame(x, y, colours) {
  const [across, up] = [axisLook(x, colours), axisLook(y, colours)];
  return {
    grid: { left: 4, right: 24, top: 66, bottom: 34, containLabel: true },
    xAxis: { ...across, nameLocation: "middle", nameGap: 30 },
    yAxis: {
      ...up,
      nameLocation: "end",
      nameGap: 12,
      nameTextStyle: { ...up.nameTextStyle, align: "left" },
    },
  };
}

/** The scale of colours, above the chart. */
function legend(colours) {
  return {
    type: "continuous",
    show: highest > lowest,
    seriesIndex: 0,
    dimension: 2,
    min: lowest,
    max: highest,
    formatter: accuracyDigits,
    text: [accuracyDigits(highest), "validation accuracy  " + accuracyDigits(lowest)],
    inRange: { color: colours.scale },
    orient: "horizontal",
    left: 0,
    top: 0,
    padding: 0,
    itemWidth: 12,
    itemHeight: 120,
    textStyle: { color: colours.ink, fontSize: 12 },
  };
}
