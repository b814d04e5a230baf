// Tables: the row under the cursor is marked, a click moves it there, and all of it is kept as CSV.
(() => {
  "use strict";
  const kit = window.playground;
  if (kit.table) return;

  const quoted = (cell) => (/[",\n]/.test(cell) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell));
  // English headers and whole numbers, so that a file reads alike everywhere.
  const csv = ({ columns, rows, constants }) =>
    [[...columns, ...Object.keys(constants)], ...rows.map((row) => [...row, ...Object.values(constants)])]
      .map((line) => `${line.map(quoted).join(",")}\n`).join("");
  const keep = (value) => kit.save(`${value.file}.csv`, new Blob([csv(value)], { type: "text/csv" }));
  const row = (tag, texts, attributes = {}) => kit.make("tr", attributes,
    ...texts.map((text) => kit.make(tag, { text })));
  // A number and its standard error stand in one cell.
  const columnsOf = ({ columns, errors }) => columns.map((name, at) => ({ name, at, error: columns.indexOf(errors[name]) }))
    .filter(({ name }) => !Object.values(errors).includes(name));
  const text = (cells, { at, error }, tab) => kit.number(cells[at], tab)
    + (error >= 0 && cells[error] !== "" ? ` ± ${kit.number(Number(cells[error].toPrecision(2)))}` : "");

  kit.table = (element, props, trigger, watch) => {
    let lines = [];
    const draw = () => lines.forEach((line, index) => line.toggleAttribute(
      "data-here", Boolean(props.value.axis) && index === kit.at(props.group, props.value.axis)));
    const body = (value) => {
      const shown = columnsOf(value);
      lines = value.rows.map((cells, index) => row("td", shown.map((column) => text(cells, column, props.group)),
        value.axis ? { onclick: () => kit.move(props.group, value.axis, index) } : {}));
      const shared = Object.entries(value.constants)
        .map(([name, one]) => `${kit.words(name, props.group)}: ${kit.number(one, props.group)}`).join("; ");
      return [
        kit.make("div", { class: "pg-table", tabindex: 0, role: "region", "aria-label": kit.words(props.heading, props.group) }, kit.make("table", {},
          kit.make("thead", {}, row("th", shown.map(({ name }) => kit.words(name, props.group)))), kit.make("tbody", {}, ...lines))),
        kit.make("p", { class: "pg-note", text: shared }),
        kit.make("button", { type: "button", class: "pg-link", text: kit.words("Table as CSV"), onclick: () => keep(value) }),
      ];
    };
    const show = (view, value) => {
      lines = [];
      const parts = value && value.rows ? body(value) : [kit.missing(value)];
      view.root.replaceChildren(...[kit.heading(props), ...parts].filter(Boolean));
      view.redraw();
    };
    kit.follow(element, props, watch, show, draw);
  };
})();
