// Sorting and filtering of tables that are already in the page.
import { all, announce, button, counted, el, whenTyped } from "./dom";
import { tableButtons } from "./save";

const kFilterFrom = 8; // rows; fewer are seen at a glance

function keyOf(row: HTMLTableRowElement, column: number): number | string | null {
  const cell = row.cells[column];
  if (!cell) return null;
  if (cell.dataset.value !== undefined) return Number(cell.dataset.value);
  const text = (cell.textContent || "").trim();
  return text === "" ? null : text;
}

/** Numbers before text; what is empty comes last whichever way. */
export function compare(a: number | string | null, b: number | string | null, direction: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === "number" && typeof b === "number") return (a - b) * direction;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return String(a).localeCompare(String(b), "en", { numeric: true }) * direction;
}

function sortable(table: HTMLTableElement): void {
  const heads = Array.from(table.tHead?.rows[0]?.cells ?? []);
  const body = table.tBodies[0];
  if (!body || body.rows.length < 2) return;
  heads.forEach((head, column) => {
    const name = head.textContent || "";
    const sort = () => {
      const descending = head.getAttribute("aria-sort") === "ascending" ||
        (head.getAttribute("aria-sort") === null && head.classList.contains("n"));
      const direction = descending ? -1 : 1;
      const rows = Array.from(body.rows).map((row) => ({ row, key: keyOf(row, column) }));
      rows.sort((a, b) => compare(a.key, b.key, direction));
      body.append(...rows.map((entry) => entry.row));
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      announce(`Sorted by ${name}, ${descending ? "descending" : "ascending"}`);
    };
    head.replaceChildren(button(name, sort, { class: "sort" }));
  });
}

function filterable(table: HTMLTableElement, tools: HTMLElement): void {
  const rows = Array.from(table.tBodies[0]?.rows ?? []);
  if (rows.length < kFilterFrom) return;
  const input = el("input", { type: "search", placeholder: "Filter", "aria-label": "Filter rows" });
  const shown = el("span", { class: "shown" });
  whenTyped(input, () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const text = (row.textContent || "").toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) ++count;
    }
    shown.textContent = words.length > 0 ? `${counted(count)} of ${counted(rows.length)}` : "";
    announce(`${count} rows`);
  });
  tools.prepend(input, shown);
}

export function enhanceTables(): void {
  for (const section of all("section.table")) {
    const table = section.querySelector("table");
    if (!table) continue;
    const tools = el("div", { class: "tools" }, ...tableButtons(table, section.id));
    filterable(table, tools);
    sortable(table);
    table.parentElement?.before(tools);
  }
}
