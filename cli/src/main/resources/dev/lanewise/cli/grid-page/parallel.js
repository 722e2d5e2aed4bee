// All trials over all hyper-parameters that vary: an axis for each, a line for each trial. Keeping
// the lines that pass a part of an axis keeps their rows in the table.

const NARROWEST_AXIS = 96;
const BAND = 0.7; // of the way from one value of a list to the next
const MOST_CHOICES = 60;

function parallel() {
  const section = document.getElementById("parallel");
  if (accuracies.length === 0 || axes.length < 2) {
    return;
  }
  const [known, missing] = knownAndMissing();
  const drawnTrials = [...missing, ...known];
  const all = [...axes.map((axis) => (axis.continuous ? axis : spread(axis))), ACCURACY];
  const upright = (width) => width < all.length * NARROWEST_AXIS;
  section.querySelector(".note").textContent = sentences(
    all.some((axis) => !axis.continuous) && "Lines through the same value lie side by side.",
    "The best are on top.",
    missing.length > 0 && "A line that ends before the last axis has no accuracy.",
    "Drag along an axis, or choose below, to keep only the trials that pass there; the table"
      + " follows.",
  );
  const shape = {
    maxWidth: Math.max(640, all.length * 190),
    height: (width) => (upright(width) ? 30 + all.length * 66 : 440),
    option: (width, colours) => ({
      parallel: upright(width)
        ? { layout: "vertical", left: 24, right: 24, top: 34, bottom: 34 }
        : { layout: "horizontal", left: 56, right: 56, top: 40, bottom: 24 },
      parallelAxis: all.map((axis, dim) =>
        parallelAxis(axis, dim, upright(width) ? width - 48 : 376, upright(width), colours)),
      series: {
        type: "parallel",
        lineStyle: { opacity: Math.max(0.2, Math.min(0.9, 10 / Math.sqrt(trials.length))) },
        activeOpacity: 0.9,
        inactiveOpacity: 0.04,
        progressive: 0,
        data: drawnTrials.map((trial) => parallelLine(trial, all, colours)),
      },
    }),
  };
  const { box, drawn } = chart(section, () => shape, true);
  box.setAttribute("aria-label",
    "Parallel coordinates of all trials; below are choices for what to keep, then the table");
  drawn.on("axisareaselected", () => {
    const series = drawn.getModel().getSeriesByIndex(0);
    const active = series.getRawIndicesByActiveState("active");
    const normal = series.getRawIndicesByActiveState("normal");
    const kept = normal.length > 0 ? trials : active.map((i) => drawnTrials[i]);
    section.querySelector("output").textContent =
      kept.length < trials.length ? "kept " + kept.length + " of " + trials.length + " trials" : "";
    showRows(kept);
  });
  choices(section, all, drawn);
}

/** The last axis. */
const ACCURACY = {
  key: "validationAccuracy",
  name: "accuracy",
  numeric: true,
  continuous: true,
  logarithmic: false,
  values: [...new Set(accuracies)].sort((a, b) => a - b),
  of: (trial) => trial.validationAccuracy,
};

/** A list's axis on which the trials of value i lie side by side about i + 0.5, the best on top. */
function spread(axis) {
  const place = new Map();
  for (const value of axis.values) {
    const there = trials.filter((t) => axis.value(t) === value).sort(bestFirst);
    there.forEach((trial, i) =>
      place.set(trial, axis.of(trial) + 0.5 + BAND * (0.5 - (i + 0.5) / there.length)));
  }
  return { ...axis, of: (trial) => place.get(trial) };
}

function parallelAxis(axis, dim, room, upright, colours) {
  const look = axis.continuous ? axisLook(axis, colours) : listLook(axis, room, upright, colours);
  return {
    ...look,
    dim,
    id: axis.key,
    nameLocation: upright ? "start" : "end",
    nameGap: upright ? 0 : 16,
    nameTextStyle: {
      ...look.nameTextStyle,
      ...(upright
        ? { align: "left", verticalAlign: "bottom", padding: [0, 0, 4, 0] }
        : { align: "center" }),
      ...halo(colours),
    },
    axisLabel: { ...look.axisLabel, ...halo(colours) },
    axisTick: { show: axis.continuous, lineStyle: { color: colours.quiet } },
    realtime: trials.length <= 1000,
    areaSelectStyle: {
      width: 22, borderWidth: 1, borderColor: colours.ink, color: colours.quiet, opacity: 0.25,
    },
  };
}

/** What keeps a text legible upon lines. */
function halo(colours) {
  return { textBorderColor: colours.page, textBorderWidth: 3 };
}

/** The names of a list's values, or each second, third and so on if there is no room for all. */
function listLook(axis, room, upright, colours) {
  const { data, ...look } = axisLook(axis, colours);
  const longest = Math.max(...data.map((label) => label.length));
  const every = Math.ceil((data.length * (upright ? longest * 7 + 10 : 16)) / room);
  const label = (place) => ((place - 0.5) % every === 0 ? data[place - 0.5] : "");
  look.axisLabel = { ...look.axisLabel, formatter: label, hideOverlap: false };
  return { ...look, type: "value", min: 0, max: data.length, interval: 0.5 };
}

function parallelLine(trial, all, colours) {
  const missing = trial.validationAccuracy === null;
  return {
    value: all.map((axis) => axis.of(trial) ?? NaN),
    lineStyle: {
      color: missing ? colours.missing : accuracyColour(trial.validationAccuracy, colours),
      ...(isBest(trial) ? { width: 4, opacity: 1 } : { width: 1.5 }),
    },
    told: () => trialLines(trial),
  };
}

/** The keyboard's way to brush. */
function choices(section, all, drawn) {
  const form = section.querySelector("form");
  const { axis, from, to } = form.elements;
  form.addEventListener("submit", (event) => event.preventDefault());
  const select = (chosen, intervals) =>
    drawn.dispatchAction({ type: "axisAreaSelect", parallelAxisId: chosen.key, intervals });
  const fill = () => {
    const places = someOf(all[axis.value].values);
    const texts = places.map(all[axis.value] === ACCURACY ? accuracyDigits : text);
    options(from, texts, 0);
    options(to, texts, texts.length - 1);
  };
  const keep = () => {
    const chosen = all[axis.value];
    const places = someOf(chosen.values);
    const ends = [from, to].map((end) => Number(end.value)).sort((a, b) => a - b);
    const [low, high] = chosen.continuous ? ends.map((i) => places[i]) : [ends[0], ends[1] + 1];
    select(chosen, [[low, high]]);
    drawn.resize(); // draws the choice on its axis
  };
  options(axis, all.map((a) => a.name), all.length - 1);
  axis.addEventListener("change", fill);
  from.addEventListener("change", keep);
  to.addEventListener("change", keep);
  form.elements.all.addEventListener("click", () => {
    all.forEach((each) => select(each, []));
    drawn.resize();
    fill();
  });
  fill();
}

/** The values themselves if they are few, else some of them, evenly by rank, both ends included. */
function someOf(values) {
  if (values.length <= MOST_CHOICES) {
    return values;
  }
  const step = (values.length - 1) / (MOST_CHOICES - 1);
  return Array.from({ length: MOST_CHOICES }, (_, i) => values[Math.round(i * step)]);
}

parallel();
