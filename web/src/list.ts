// All packages as pages of a table: the same content as the map, for the keyboard and for readers of screens.
import { announce, button, counted, el, whenTyped } from "./dom";
import { type Classified, categoryLabel, clusterLabel } from "./model";
import { compare } from "./tables";

const kRows = 25; // of a page

export function enhanceList(data: Classified, show: (sequence: number) => void): void {
  const home = document.getElementById("package-list");
  if (!home || data.packages.length === 0) return;
  const cells = (at: number): string[] => {
    const [name, version, sequence, family, category, verdict] = data.packages[at];
    return [name, version, clusterLabel(data, data.sequences[sequence]?.[2] ?? -1), categoryLabel(data, category),
      data.families[family] ?? "", verdict];
  };
  const names = ["package", "version", "cluster", "category", "family", "verdict"];
  const everything = data.packages.map((_, at) => ({ at, cells: cells(at) }));
  let fitting = everything, page = 0;

  const heads = names.map((name) => el("th", { scope: "col" }, name));
  const body = el("tbody");
  const shown = el("span", { class: "shown" });
  const search = el("input", { type: "search", placeholder: "Filter", "aria-label": "Filter packages" });
  const turn = (by: number) => {
    page = Math.max(0, Math.min(Math.ceil(fitting.length / kRows) - 1, page + by));
    fill();
  };
  const back = button("‹", () => turn(-1), { "aria-label": "Previous page" });
  const on = button("›", () => turn(1), { "aria-label": "Next page" });

  function fill(): void {
    const rows = fitting.slice(page * kRows, (page + 1) * kRows);
    body.replaceChildren(...rows.map((row) => el("tr", {},
      el("th", { scope: "row" }, button(row.cells[0] || "(no name)", () => show(data.packages[row.at][2]), { class: "who", title: "Show on the map" })),
      ...row.cells.slice(1).map((text) => el("td", {}, text)))));
    const first = fitting.length === 0 ? 0 : page * kRows + 1;
    shown.textContent = `${counted(first)}–${counted(page * kRows + rows.length)} of ${counted(fitting.length)}`;
    back.disabled = page === 0;
    on.disabled = (page + 1) * kRows >= fitting.length;
  }

  heads.forEach((head, column) => {
    const sort = () => {
      const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      everything.sort((a, b) => compare(a.cells[column] || null, b.cells[column] || null, direction));
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
      announce(`Sorted by ${names[column]}`);
      filter();
    };
    head.replaceChildren(button(names[column]!, sort, { class: "sort" }));
  });
  function filter(): void {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    fitting = everything.filter((row) => words.every((word) => row.cells.some((cell) => cell.toLowerCase().includes(word))));
    page = 0;
    fill();
  }
  whenTyped(search, filter);
  home.replaceChildren(
    el("div", { class: "tools" }, search, shown, back, on),
    el("div", { class: "scroll" }, el("table", { "aria-label": "Packages" }, el("thead", {}, el("tr", {}, ...heads)), body)));
  fill();
}
