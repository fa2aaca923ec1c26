// The map: each distinct sequence of calls is a point, near those like it.
import { announce, button, counted, el, whenTyped } from "./dom";
import { showNames } from "./frame";
import { type Classified, categoryLabel, clusterLabel } from "./model";
import { hideTip, showTip } from "./tips";

const kColours = 8;
const kMostGroups = 64; // named in the legend; all others are grey
const kShapes = ["circle", "square", "triangle", "diamond"] as const;

type Grouping = "cluster" | "category" | "family";

export interface MapView {
  /** Shows a sequence and its packages; with `move` the map goes there. */
  select(sequence: number, move: boolean): void;
}

class Map2d implements MapView {
  private readonly canvas = el("canvas", { tabindex: "0", role: "application",
    "aria-label": "Map of sequences of calls. Arrow keys go to the next point, plus and minus zoom, Escape lets go. The list of packages has the same content." });
  private readonly legend = el("ul", { class: "legend", "aria-label": "Groups on the map" });
  private readonly panel = el("aside", { class: "panel", "aria-label": "Selected point" });
  private readonly packagesOf: number[][];
  private grouping: Grouping = "cluster";
  private groupOf: number[] = []; // of each sequence: position in `groups`, -1 for grey
  private groups: { label: string; size: number; x: number; y: number }[] = [];
  private readonly hidden = new Set<number>();
  private found: Set<number> | null = null; // sequences that the search found
  private colours: string[] = [];
  private grey = "";
  private ink = "";
  private paper = "";
  private zoom = 1;
  private centre = { x: 0, y: 0 };
  private size = { width: 0, height: 0 };
  private hovered = -1;
  private selected = -1;
  private waiting = false;

  constructor(private readonly data: Classified, home: HTMLElement) {
    this.packagesOf = data.sequences.map(() => []);
    data.packages.forEach((one, at) => this.packagesOf[one[2]]?.push(at));
    home.replaceChildren(this.tools(), el("div", { class: "stage" }, this.canvas, this.panel), this.legend);
    this.regroup("cluster");
    this.readColours();
    this.listen();
    this.tell(-1);
    new ResizeObserver(() => this.resize()).observe(this.canvas);
  }

  select(sequence: number, move: boolean): void {
    this.selected = sequence;
    const point = this.data.sequences[sequence];
    if (point && move) {
      this.centre = { x: point[0], y: point[1] };
      this.zoom = Math.max(this.zoom, 3);
      this.canvas.scrollIntoView({ block: "nearest" });
    }
    this.tell(sequence);
    this.redraw();
  }

  private tools(): HTMLElement {
    const by = el("select", { "aria-label": "Colour by" },
      el("option", { value: "cluster" }, "Colour by cluster"),
      el("option", { value: "category" }, "Colour by category"),
      el("option", { value: "family" }, "Colour by family"));
    by.addEventListener("change", () => this.regroup(by.value as Grouping));
    const search = el("input", { type: "search", placeholder: "Find a package or a call", "aria-label": "Find a package or a call on the map" });
    const count = el("span", { class: "shown" });
    whenTyped(search, () => {
      this.search(search.value.trim().toLowerCase());
      count.textContent = this.found ? `${counted(this.found.size)} sequences` : "";
    });
    return el("div", { class: "tools" }, by, search, count,
      button("+", () => this.zoomBy(1.5), { "aria-label": "Zoom in" }),
      button("−", () => this.zoomBy(1 / 1.5), { "aria-label": "Zoom out" }),
      button("Whole map", () => { this.zoom = 1; this.centre = { x: 0, y: 0 }; this.redraw(); }));
  }

  /** The value that a sequence is grouped by, and its name. */
  private valueOf(sequence: number): number {
    const first = this.data.packages[this.packagesOf[sequence][0]];
    if (this.grouping === "cluster") return this.data.sequences[sequence][2];
    if (!first) return -1;
    return this.grouping === "family" ? first[3] : first[4];
  }

  private nameOf(value: number): string {
    if (this.grouping === "cluster") return clusterLabel(this.data, value);
    if (this.grouping === "category") return categoryLabel(this.data, value);
    return this.data.families[value] ?? "";
  }

  private regroup(grouping: Grouping): void {
    this.grouping = grouping;
    this.hidden.clear();
    const sizes = new Map<number, number>();
    const values = this.data.sequences.map((_, at) => this.valueOf(at));
    values.forEach((value, at) => sizes.set(value, (sizes.get(value) ?? 0) + this.data.sequences[at][3]));
    const named = [...sizes.keys()].filter((value) => value >= 0).sort((a, b) => sizes.get(b)! - sizes.get(a)! || a - b);
    // Clusters and categories keep their colour whatever their size.
    const shown = grouping === "family" ? named.slice(0, kMostGroups) : named.filter((value) => value < kMostGroups).sort((a, b) => a - b);
    const position = new Map(shown.map((value, at) => [value, at]));
    this.groups = shown.map((value) => ({ label: this.nameOf(value), size: sizes.get(value)!, x: 0, y: 0 }));
    this.groupOf = values.map((value) => position.get(value) ?? -1);
    this.groupOf.forEach((group, at) => {
      const one = this.data.sequences[at], home = this.groups[group];
      if (home) home.x += (one[0] * one[3]) / home.size, home.y += (one[1] * one[3]) / home.size;
    });
    this.drawLegend();
    this.redraw();
  }

  private drawLegend(): void {
    const entry = (label: string, at: number, size: number) => {
      const toggle = button("", () => {
        this.hidden.has(at) ? this.hidden.delete(at) : this.hidden.add(at);
        toggle.setAttribute("aria-pressed", String(!this.hidden.has(at)));
        this.redraw();
      }, { "aria-pressed": "true", title: label });
      const mark = el("i", { class: at < 0 ? "mark grey" : `mark b${at % kColours} ${kShapes[Math.floor(at / kColours) % kShapes.length]}` });
      toggle.append(mark, el("span", {}, label), el("small", {}, counted(size)));
      return el("li", {}, toggle);
    };
    const rest = this.data.sequences.reduce((sum, one, at) => sum + (this.groupOf[at] < 0 ? one[3] : 0), 0);
    this.legend.replaceChildren(...this.groups.map((group, at) => entry(group.label, at, group.size)));
    const homeless = this.grouping === "cluster" && this.data.clusters.length <= kMostGroups;
    if (rest > 0) this.legend.append(entry(homeless ? "in no cluster" : "all others", -1, rest));
  }

  private search(word: string): void {
    this.found = null;
    if (word !== "") {
      const calls = new Set(this.data.calls.map((call, at) => (call.toLowerCase().includes(word) ? at : -1)));
      const fits = (at: number) => this.data.sequences[at][4].some((call) => calls.has(call)) ||
        this.packagesOf[at].some((one) => this.data.packages[one][0].toLowerCase().includes(word));
      this.found = new Set(this.data.sequences.map((_, at) => at).filter(fits));
      announce(`${this.found.size} sequences found`);
    }
    this.redraw();
  }

  private readColours(): void {
    const style = getComputedStyle(document.documentElement);
    const variable = (name: string) => style.getPropertyValue("--" + name).trim();
    this.colours = Array.from({ length: kColours }, (_, at) => variable("c" + at));
    this.grey = variable("strong");
    this.ink = variable("ink");
    this.paper = variable("paper");
  }

  private listen(): void {
    const pointers = new Map<number, PointerEvent>();
    let moved = 0;
    this.canvas.addEventListener("pointerdown", (event) => {
      pointers.set(event.pointerId, event);
      moved = 0;
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      const before = pointers.get(event.pointerId);
      if (!before) return this.hover(event);
      const others = [...pointers.values()].filter((one) => one.pointerId !== event.pointerId);
      if (others[0]) {
        const distance = (one: PointerEvent) => Math.hypot(one.offsetX - others[0]!.offsetX, one.offsetY - others[0]!.offsetY);
        this.zoomBy(distance(event) / Math.max(1, distance(before)));
      } else {
        this.pan(event.offsetX - before.offsetX, event.offsetY - before.offsetY);
      }
      moved += Math.abs(event.offsetX - before.offsetX) + Math.abs(event.offsetY - before.offsetY);
      pointers.set(event.pointerId, event);
    });
    const release = (event: PointerEvent) => {
      if (pointers.delete(event.pointerId) && moved < 5 && event.type === "pointerup") {
        this.select(this.nearest(event.offsetX, event.offsetY), false);
      }
    };
    this.canvas.addEventListener("pointerup", release);
    this.canvas.addEventListener("pointercancel", release);
    this.canvas.addEventListener("pointerleave", () => this.hover(null));
    this.canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoomBy(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
    }, { passive: false });
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("theme", () => {
      this.readColours();
      this.redraw();
    });
  }

  private key(event: KeyboardEvent): void {
    const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (step) this.step(step[0]!, step[1]!);
    else if (event.key === "+" || event.key === "=") this.zoomBy(1.5);
    else if (event.key === "-") this.zoomBy(1 / 1.5);
    else if (event.key === "Escape") this.select(-1, false);
    else return;
    event.preventDefault();
  }

  /** To the nearest point that lies more in this direction than beside it. */
  private step(dx: number, dy: number): void {
    const from = this.data.sequences[this.selected] ?? [this.centre.x, this.centre.y];
    let best = -1, shortest = Infinity;
    this.data.sequences.forEach((one, at) => {
      if (at === this.selected || !this.visible(at)) return;
      const along = (one[0] - from[0]) * dx + (one[1] - from[1]) * dy;
      const beside = Math.abs((one[0] - from[0]) * dy) + Math.abs((one[1] - from[1]) * dx);
      if (along <= 1e-9 || beside > along * 1.5) return;
      if (along + 2 * beside < shortest) shortest = along + 2 * beside, best = at;
    });
    if (best < 0) return;
    this.select(best, false);
    const { x, y } = this.place(best);
    if (x < 0 || y < 0 || x > this.size.width || y > this.size.height) this.select(best, true);
  }

  private scale(): number {
    return (Math.min(this.size.width, this.size.height) / 2 - 16) * this.zoom;
  }

  private onScreen(x: number, y: number): { x: number; y: number } {
    const scale = this.scale();
    return { x: this.size.width / 2 + (x - this.centre.x) * scale, y: this.size.height / 2 - (y - this.centre.y) * scale };
  }

  private place(at: number): { x: number; y: number } {
    return this.onScreen(this.data.sequences[at][0], this.data.sequences[at][1]);
  }

  private radius(at: number): number {
    return Math.min(12, 2.6 + 0.9 * Math.log2(this.data.sequences[at][3])) * Math.min(2, Math.sqrt(this.zoom));
  }

  private pan(dx: number, dy: number): void {
    const scale = this.scale();
    this.centre.x = Math.max(-1.2, Math.min(1.2, this.centre.x - dx / scale));
    this.centre.y = Math.max(-1.2, Math.min(1.2, this.centre.y + dy / scale));
    this.redraw();
  }

  private zoomBy(factor: number, x = this.size.width / 2, y = this.size.height / 2): void {
    const before = this.scale();
    this.zoom = Math.max(0.8, Math.min(400, this.zoom * factor));
    const shift = 1 / before - 1 / this.scale();
    this.centre.x += (x - this.size.width / 2) * shift;
    this.centre.y -= (y - this.size.height / 2) * shift;
    this.redraw();
  }

  private visible(at: number): boolean {
    return !this.hidden.has(this.groupOf[at]);
  }

  private nearest(x: number, y: number): number {
    let best = -1, shortest = 14;
    this.data.sequences.forEach((_, at) => {
      if (!this.visible(at)) return;
      const place = this.place(at);
      const distance = Math.hypot(place.x - x, place.y - y) - this.radius(at) / 2;
      if (distance < shortest) shortest = distance, best = at;
    });
    return best;
  }

  private hover(event: PointerEvent | null): void {
    const at = event ? this.nearest(event.offsetX, event.offsetY) : -1;
    this.canvas.classList.toggle("over", at >= 0);
    if (at >= 0 && event) showTip(this.summary(at), event.clientX, event.clientY);
    else hideTip();
    if (at !== this.hovered) {
      this.hovered = at;
      this.redraw();
    }
  }

  /** Name, cluster and calls in a few lines. */
  private summary(at: number): string {
    const one = this.data.sequences[at];
    const names = this.packagesOf[at].slice(0, 3).map((which) => this.data.packages[which].slice(0, 2).join(" "));
    if (one[3] > names.length) names.push(`and ${counted(one[3] - names.length)} more`);
    return `${names.join(", ")}\n${clusterLabel(this.data, one[2])}\n${this.steps(at).slice(0, 8).join("\n")}${one[4].length > 8 ? "\n…" : ""}`;
  }

  /** The calls with repetitions counted. */
  private steps(at: number): string[] {
    const out: { call: number; times: number }[] = [];
    for (const call of this.data.sequences[at][4]) {
      const last = out[out.length - 1];
      if (last?.call === call) ++last.times;
      else out.push({ call, times: 1 });
    }
    return out.map((step) => this.data.calls[step.call] + (step.times > 1 ? ` ×${step.times}` : ""));
  }

  private tell(at: number): void {
    const one = this.data.sequences[at];
    if (!one) {
      this.panel.replaceChildren(el("p", { class: "hint" },
        "Each point is a sequence of API calls; larger ones are shared by more packages. Point at one to read it, press to keep it here. Drag to move, scroll to zoom."));
      return;
    }
    const names = this.packagesOf[at].map((which) => this.data.packages[which].slice(0, 2).join(" "));
    const first = this.data.packages[this.packagesOf[at][0]];
    const cluster = one[2] < 0 ? el("span", {}, clusterLabel(this.data, -1)) : el("a", { href: `#cluster-${one[2]}` }, clusterLabel(this.data, one[2]));
    const calls = el("ol", { class: "calls" }, ...this.steps(at).map((step) => el("li", {}, step)));
    const behaviours = first ? first[6].map((which) => el("li", {}, this.data.behaviours[which])) : [];
    this.panel.replaceChildren(
      el("h3", {}, names[0] ?? "no package"),
      el("p", {}, cluster),
      el("p", { class: "hint" }, first ? [categoryLabel(this.data, first[4]), first[5], this.data.families[first[3]] ?? ""].filter(Boolean).join(" · ") : ""),
      ...(names.length > 1 ? [button(`${counted(names.length)} packages`, () => showNames(`${counted(names.length)} packages with this sequence`, names), { class: "who" })] : []),
      ...(behaviours.length > 0 ? [el("ul", { class: "does", "aria-label": "Behaviours" }, ...behaviours)] : []),
      calls,
      ...(one[5] ? [el("p", { class: "hint" }, "There are more calls than are kept here.")] : []),
    );
    announce(`${names[0] ?? ""}, ${names.length} packages, ${clusterLabel(this.data, one[2])}`);
  }

  private resize(): void {
    const box = this.canvas.getBoundingClientRect();
    const ratio = window.devicePixelRatio || 1;
    this.size = { width: box.width, height: box.height };
    this.canvas.width = Math.round(box.width * ratio);
    this.canvas.height = Math.round(box.height * ratio);
    this.draw();
  }

  private redraw(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.draw();
    });
  }

  private draw(): void {
    const context = this.canvas.getContext("2d");
    if (!context) return;
    const ratio = window.devicePixelRatio || 1;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.size.width, this.size.height);
    const byGroup: number[][] = [];
    this.groupOf.forEach((group, at) => this.visible(at) && (byGroup[group + 1] ??= []).push(at));
    byGroup.forEach((members, position) => {
      const group = position - 1;
      context.fillStyle = group < 0 ? this.grey : this.colours[group % kColours]!;
      const shape = group < 0 ? "circle" : kShapes[Math.floor(group / kColours) % kShapes.length]!;
      for (const faint of [true, false]) {
        context.globalAlpha = faint ? 0.08 : 0.72;
        context.beginPath();
        for (const at of members) {
          if (faint === (this.found === null || this.found.has(at))) continue;
          const { x, y } = this.place(at);
          if (x < -12 || y < -12 || x > this.size.width + 12 || y > this.size.height + 12) continue;
          trace(context, shape, x, y, this.radius(at));
        }
        context.fill();
      }
    });
    context.globalAlpha = 1;
    if (this.grouping === "cluster") this.drawNumbers(context);
    context.strokeStyle = this.ink;
    for (const [at, width] of [[this.hovered, 1.5], [this.selected, 2.5]] as const) {
      if (at < 0 || !this.data.sequences[at]) continue;
      const { x, y } = this.place(at);
      context.lineWidth = width;
      context.beginPath();
      context.arc(x, y, this.radius(at) + 3, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  /** Each cluster's number above its middle, as in the legend. */
  private drawNumbers(context: CanvasRenderingContext2D): void {
    context.font = "600 12px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = this.paper;
    context.fillStyle = this.ink;
    this.groups.forEach((group, at) => {
      if (this.hidden.has(at)) return;
      const { x, y } = this.onScreen(group.x, group.y);
      const number = group.label.split(" ", 1)[0]!;
      context.strokeText(number, x, y - 14);
      context.fillText(number, x, y - 14);
    });
  }
}

function trace(context: CanvasRenderingContext2D, shape: (typeof kShapes)[number], x: number, y: number, r: number): void {
  if (shape === "circle") {
    context.moveTo(x + r, y);
    context.arc(x, y, r, 0, 2 * Math.PI);
  } else if (shape === "square") {
    context.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
  } else {
    const corners = shape === "triangle" ? [[0, -1.2], [1.1, 0.8], [-1.1, 0.8]] : [[0, -1.3], [1.1, 0], [0, 1.3], [-1.1, 0]];
    corners.forEach(([dx, dy], at) => (at === 0 ? context.moveTo(x + dx! * r, y + dy! * r) : context.lineTo(x + dx! * r, y + dy! * r)));
    context.closePath();
  }
}

export function drawMap(data: Classified): MapView | null {
  const home = document.getElementById("map-view");
  return home && data.sequences.length > 0 ? new Map2d(data, home) : null;
}
