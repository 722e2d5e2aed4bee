// The table of the trials: best first, sorted anew by a click on a heading.

const COLUMNS = [
  { name: "trial", value: (t) => t.trial, number: true },
  {
    name: folds ? "accuracy ± deviation" : "accuracy",
    value: (t) => t.validationAccuracy,
    text: accuracyText,
    number: true,
    bestFirst: true,
  },
  ...axes.map((axis) => ({
    name: axis.name,
    value: axis.value,
    text: (t) => settingText(t, axis),
    number: axis.numeric,
  })),
  { name: "best epoch", value: (t) => t.bestEpoch ?? null, number: true },
].filter((column) => column.bestFirst || trials.some((t) => column.value(t) !== null));

const rows = new Map(trials.map((trial) => [trial, row(trial)]));
const order = { column: COLUMNS.find((column) => column.bestFirst), descending: true };

function row(trial) {
  const made = element("tr", COLUMNS.map((column) => {
    const content = column.text ? column.text(trial) : (column.value(trial) ?? "");
    return element("td", String(content), column.number ? "number" : "");
  }));
  made.classList.toggle("best", isBest(trial));
  made.classList.toggle("missing", trial.validationAccuracy === null);
  return made;
}

/** What is missing comes last in either direction. */
function sorted() {
  const { column, descending } = order;
  return [...trials].sort((a, b) => {
    const [one, other] = [column.value(a), column.value(b)];
    if (one === null || other === null) {
      return (one === null) - (other === null) || a.trial - b.trial;
    }
    const difference = column.number ? one - other : naturally(one, other);
    return (descending ? -difference : difference) || bestFirst(a, b);
  });
}

function headings() {
  const heading = document.querySelector("#trials thead");
  heading.replaceChildren(element("tr", COLUMNS.map((column) => {
    const button = element("button", column.name);
    button.type = "button";
    button.addEventListener("click", () => {
      order.descending = order.column === column ? !order.descending : column.bestFirst === true;
      order.column = column;
      sort();
    });
    const cell = element("th", button, column.number ? "number" : "");
    cell.scope = "col";
    column.heading = cell;
    return cell;
  })));
}

function sort() {
  for (const column of COLUMNS) {
    column.heading.removeAttribute("aria-sort");
  }
  order.column.heading.setAttribute("aria-sort", order.descending ? "descending" : "ascending");
  document.querySelector("#trials tbody").replaceChildren(...sorted().map((t) => rows.get(t)));
}

/** Shows the rows of some trials. The page keeps its height, lest it scroll under a drag. */
function showRows(kept) {
  const section = document.getElementById("trials");
  section.style.minHeight ||= section.offsetHeight + "px";
  const shown = new Set(kept);
  rows.forEach((line, trial) => {
    line.hidden = !shown.has(trial);
  });
}

if (trials.length > 0) {
  document.getElementById("trials").hidden = false;
  headings();
  sort();
}
