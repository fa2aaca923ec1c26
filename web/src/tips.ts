// What a mark of a chart says: when pointed at, and by the arrow keys.
import { all, announce, el } from "./dom";

const tip = el("div", { class: "tip", hidden: "" });

export function showTip(text: string, x: number, y: number): void {
  tip.textContent = text;
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(x + 14, window.innerWidth - box.width - 8))}px`;
  tip.style.top = `${y + 18 + box.height > window.innerHeight ? Math.max(4, y - box.height - 10) : y + 18}px`;
}

export function hideTip(): void {
  tip.hidden = true;
}

/** Left and right go from mark to mark, home and end to the first and the last. */
function walkable(drawing: HTMLElement): void {
  const marks = all<SVGElement>("[data-tip]", drawing).filter((mark) => mark.tagName !== "text");
  if (marks.length === 0) return;
  let at = -1;
  const leave = () => {
    marks[at]?.classList.remove("at");
    hideTip();
  };
  drawing.tabIndex = 0;
  drawing.setAttribute("role", "group");
  drawing.setAttribute("aria-label", "Chart; arrow keys go through its values");
  drawing.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") return leave();
    const next = event.key === "Home" ? 0 : event.key === "End" ? marks.length - 1 : step === undefined ? -2 : at + step;
    if (next === -2) return;
    event.preventDefault();
    leave();
    at = Math.max(0, Math.min(marks.length - 1, next));
    const mark = marks[at]!;
    mark.classList.add("at");
    const box = mark.getBoundingClientRect();
    showTip(mark.dataset.tip ?? "", box.x + box.width / 2, box.y + box.height / 2);
    announce(mark.dataset.tip ?? "");
  });
  drawing.addEventListener("blur", leave);
}

/** Pointing at a node of a graph brings out its edges. */
function tracedGraph(svg: SVGSVGElement): void {
  const edges = all<SVGElement>("[data-from]", svg);
  const trace = (node: string | undefined) => {
    svg.classList.toggle("traced", node !== undefined);
    for (const edge of edges) edge.classList.toggle("on", edge.dataset.from === node || edge.dataset.to === node);
  };
  for (const node of all<SVGElement>("[data-node]", svg)) {
    node.addEventListener("pointerenter", () => trace(node.dataset.node));
    node.addEventListener("pointerleave", () => trace(undefined));
  }
}

export function enhanceCharts(): void {
  document.body.append(tip);
  for (const svg of all<SVGSVGElement>("svg.chart")) {
    // The browser's own tooltip comes late and cannot be styled; without this script it is what there is.
    for (const title of all<SVGTitleElement>("title", svg)) {
      const mark = title.parentElement as SVGElement | null;
      if (!mark || (mark as Element) === svg) continue;
      mark.dataset.tip = title.textContent ?? "";
      title.remove();
    }
    svg.addEventListener("pointermove", (event) => {
      const mark = (event.target as Element).closest<SVGElement>("[data-tip]");
      if (mark) showTip(mark.dataset.tip ?? "", event.clientX, event.clientY);
      else hideTip();
    });
    svg.addEventListener("pointerleave", hideTip);
    if (svg.parentElement) walkable(svg.parentElement);
    tracedGraph(svg);
  }
}
