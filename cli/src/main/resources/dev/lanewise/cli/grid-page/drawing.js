// What the charts have in common: colours, sizes, when they are drawn, and elements of the page.

/** Viridis, from its dark to its light end; even steps look even, to the colour-blind too. */
const VIRIDIS = [
  "#440154", "#482475", "#414487", "#355f8d", "#2a788e", "#21918c",
  "#22a884", "#44bf70", "#7ad151", "#bddf26", "#fde725",
];

/**
 * The colours of the page as it is now. The best accuracy stands out most from the background; the
 * end of the scale that would drown in it is left out.
 */
function theme() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue("--" + name).trim();
  return {
    page: colour("page"),
    ink: colour("ink"),
    quiet: colour("quiet"),
    missing: colour("missing"),
    scale: colour("scheme") === "dark" ? VIRIDIS.slice(2) : VIRIDIS.slice(0, -1).reverse(),
    font: style.fontFamily,
  };
}

const lowest = Math.min(...accuracies);
const highest = Math.max(...accuracies);

/** The colour of an accuracy between the lowest and the highest. */
function accuracyColour(accuracy, colours) {
  const share = highest > lowest ? (accuracy - lowest) / (highest - lowest) : 1;
  return echarts.color.lerp(share, colours.scale);
}

const redraws = [];

/**
 * A chart in a section, drawn now and whenever its width or the colours change. `shape()` has its
 * `maxWidth`, `height(width)` and `option(width, theme)`, the option of ECharts. If it `keeps`,
 * what was chosen in it stays when it is drawn again.
 */
function chart(section, shape, keeps = false) {
  const box = section.querySelector(".chart");
  section.hidden = false;
  const drawn = echarts.init(box, null, { renderer: "svg", width: 1, height: 1 });
  let width = 0;
  const draw = () => {
    const { maxWidth, height, option } = shape();
    box.style.maxWidth = maxWidth + "px";
    width = box.clientWidth;
    const size = { width, height: Math.round(height(width)) };
    box.style.height = size.height + "px";
    drawn.resize(size);
    drawn.setOption(base(theme(), option(width, theme())), !keeps);
  };
  draw();
  new ResizeObserver(() => box.clientWidth !== width && draw()).observe(box);
  redraws.push(draw);
  return { box, drawn, draw };
}

function redrawAll() {
  redraws.forEach((draw) => draw());
}

function base(colours, option) {
  return {
    animation: false,
    backgroundColor: "transparent",
    textStyle: { fontFamily: colours.font, color: colours.ink },
    tooltip: {
      confine: true,
      backgroundColor: colours.page,
      borderColor: colours.quiet,
      textStyle: { color: colours.ink, fontSize: 13 },
      formatter: (item) => lines(item.data?.told?.() ?? []),
    },
    ...option,
  };
}

/** What an axis of any chart looks like. */
function axisLook(axis, colours) {
  const look = {
    name: axis.name,
    nameTextStyle: { color: colours.ink, fontSize: 13 },
    axisLine: { show: true, lineStyle: { color: colours.quiet } },
    axisTick: { show: false },
    splitLine: { show: false },
    // The font once more: ECharts measures labels without the one that holds for the whole chart.
    axisLabel: {
      color: colours.ink, fontFamily: colours.font, fontSize: 12, hideOverlap: true,
    },
  };
  if (!axis.continuous) {
    return { ...look, type: "category", data: axis.values.map(text) };
  }
  look.axisLabel.formatter = text;
  if (axis.logarithmic) {
    const [exponent, last] = [axis.values[0], axis.values.at(-1)].map(Math.log10);
    return { ...look, type: "log", min: 10 ** Math.floor(exponent), max: 10 ** Math.ceil(last) };
  }
  return { ...look, type: "value", scale: true };
}

/** What a chart says of a trial. */
function trialLines(trial) {
  return [
    "trial " + trial.trial + ": " + accuracyText(trial),
    ...axes.map((axis) => axis.name + " " + settingText(trial, axis)),
  ];
}

function lines(texts) {
  return element("div", texts.map((line) => element("div", line)));
}

function sentences(...texts) {
  return texts.filter((text) => text).join(" ");
}

/** An element with text or nodes in it, one or a list; no text is ever read as HTML. */
function element(name, content, className) {
  const made = document.createElement(name);
  made.append(...[content].flat());
  if (className) {
    made.className = className;
  }
  return made;
}

function options(select, texts, chosen) {
  select.replaceChildren(...texts.map((label, i) => new Option(label, i, false, i === chosen)));
}

function paper(on) {
  document.documentElement.classList.toggle("printing", on);
  document.body.style.width = on ? "180mm" : "";
  redrawAll();
}

addEventListener("beforeprint", () => paper(true));
addEventListener("afterprint", () => paper(false));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
