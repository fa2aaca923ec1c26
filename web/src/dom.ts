// Building elements. Text only ever becomes text nodes: names of packages are hostile.

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function button(label: string, act: () => void, attributes: Record<string, string> = {}): HTMLButtonElement {
  const made = el("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", act);
  return made;
}

export function all<T extends Element = HTMLElement>(selector: string, within: ParentNode = document): T[] {
  return Array.from(within.querySelectorAll<T>(selector));
}

/** Calls `act` once typing has paused. */
export function whenTyped(input: HTMLInputElement, act: () => void): void {
  let timer = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(act, 80);
  });
}

/** Said to readers of screens, shown to nobody. */
export function announce(text: string): void {
  let region = document.getElementById("said");
  if (!region) {
    region = el("div", { id: "said", class: "unseen", "aria-live": "polite" });
    document.body.append(region);
  }
  region.textContent = text;
}

export function readData<T>(): T {
  return JSON.parse(document.getElementById("data")?.textContent || "{}") as T;
}

export const counted = (value: number): string => value.toLocaleString("en-US");
