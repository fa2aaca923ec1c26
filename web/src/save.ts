// What a reader takes along: CSV of tables, SVG and PNG of figures.
import { all, announce, button, el } from "./dom";

function save(name: string, content: Blob): void {
  const link = el("a", { download: name, href: URL.createObjectURL(content) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** A field that no spreadsheet takes for a formula; numbers stay numbers. */
function field(text: string, isNumber: boolean): string {
  const safe = !isNumber && /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
}

export function csvOf(rows: { text: string; isNumber: boolean }[][]): string {
  return rows.map((row) => row.map((cell) => field(cell.text, cell.isNumber)).join(",") + "\r\n").join("");
}

function tableRows(table: HTMLTableElement): { text: string; isNumber: boolean }[][] {
  return all<HTMLTableRowElement>("tr", table)
    .filter((row) => !row.hidden)
    .map((row) =>
      Array.from(row.cells).map((cell) => {
        const value = cell.dataset.value;
        return { text: value ?? (cell.textContent || "").trim(), isNumber: value !== undefined };
      }),
    );
}

export function tableButtons(table: HTMLTableElement, name: string): HTMLElement[] {
  const csv = () => csvOf(tableRows(table));
  const copy = button("Copy", async () => {
    try {
      await navigator.clipboard.writeText(csv());
      announce("Copied");
      copy.textContent = "Copied";
    } catch {
      copy.textContent = "Not allowed";
    }
    setTimeout(() => (copy.textContent = "Copy"), 1500);
  });
  return [copy, button("CSV", () => save(name + ".csv", new Blob([csv()], { type: "text/csv" })))];
}

/** The drawing with the colours of this moment, on its own. */
function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [x, y, width, height] = (svg.getAttribute("viewBox") || "0 0 720 300").split(" ").map(Number);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const colours = getComputedStyle(document.documentElement);
  const names = ["paper", "ink", "soft", "line", "strong", "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"];
  const variables = names.map((name) => `--${name}:${colours.getPropertyValue("--" + name).trim()}`).join(";");
  const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
  style.textContent = `svg{${variables};font:12px system-ui,sans-serif}${document.getElementById("marks")?.textContent ?? ""}`;
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [key, value] of Object.entries({ class: "paper", x, y, width, height })) ground.setAttribute(key, String(value));
  copy.prepend(style, ground);
  for (const mark of all<SVGElement>("[data-tip]", copy)) {
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = mark.dataset.tip ?? "";
    mark.append(title);
    mark.removeAttribute("data-tip");
  }
  return new XMLSerializer().serializeToString(copy);
}

function savePng(svg: SVGSVGElement, name: string): void {
  const image = new Image();
  const address = URL.createObjectURL(new Blob([standalone(svg)], { type: "image/svg+xml" }));
  image.onload = () => {
    const canvas = el("canvas", { width: String(image.width * 2), height: String(image.height * 2) });
    const context = canvas.getContext("2d");
    context?.scale(2, 2);
    context?.drawImage(image, 0, 0);
    canvas.toBlob((made) => made && save(name + ".png", made), "image/png");
    URL.revokeObjectURL(address);
  };
  image.src = address;
}

export function figureButtons(): void {
  for (const figure of all("figure[id]")) {
    const svg = figure.querySelector<SVGSVGElement>("svg.chart");
    if (!svg) continue;
    const tools = el(
      "span",
      { class: "tools" },
      button("SVG", () => save(figure.id + ".svg", new Blob([standalone(svg)], { type: "image/svg+xml" }))),
      button("PNG", () => savePng(svg, figure.id)),
    );
    figure.querySelector("figcaption")?.append(tools);
  }
}
