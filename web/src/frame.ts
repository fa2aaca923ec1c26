// Around the content: light and dark, where the reader is, and the list of packages behind a number.
import { all, button, counted, el, whenTyped } from "./dom";

const kMostShown = 2000; // names in a list of packages

function themeButton(): void {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const change = button("", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    label();
    document.dispatchEvent(new Event("theme"));
  }, { class: "theme" });
  const label = () => (change.textContent = isDark() ? "Light" : "Dark");
  dark.addEventListener("change", () => {
    label();
    document.dispatchEvent(new Event("theme"));
  });
  label();
  document.querySelector("nav")?.append(change);
}

function currentSection(): void {
  const links = new Map(all<HTMLAnchorElement>("nav a").map((link) => [link.hash.slice(1), link]));
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        links.forEach((link) => link.removeAttribute("aria-current"));
        links.get(entry.target.id)?.setAttribute("aria-current", "true");
      }
    },
    { rootMargin: "-10% 0px -80% 0px" },
  );
  for (const id of links.keys()) {
    const target = document.getElementById(id);
    if (target) seen.observe(target);
  }
}

function positions(runs: string): number[] {
  const out: number[] = [];
  for (const run of runs.split(",")) {
    const [first, last] = run.split("-").map(Number);
    for (let at = first!; at <= (last ?? first!); ++at) out.push(at);
  }
  return out;
}

/** Opens a list of names that can be searched and copied. */
export function showNames(title: string, names: string[]): void {
  const list = el("ul");
  const more = el("p", { class: "shown" });
  const input = el("input", { type: "search", placeholder: "Filter", "aria-label": "Filter packages" });
  const fill = () => {
    const word = input.value.toLowerCase();
    const fitting = names.filter((name) => name.toLowerCase().includes(word));
    list.replaceChildren(...fitting.slice(0, kMostShown).map((name) => el("li", {}, name)));
    more.textContent = fitting.length > kMostShown ? `and ${counted(fitting.length - kMostShown)} more` : "";
  };
  const dialog = el("dialog", { "aria-label": title });
  const copy = button("Copy", () => void navigator.clipboard.writeText(names.join("\n")).then(() => (copy.textContent = "Copied")));
  dialog.append(
    el("h2", {}, title),
    el("div", { class: "tools" }, input, copy, button("Close", () => dialog.close())),
    list,
    more,
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  whenTyped(input, fill);
  fill();
  document.body.append(dialog);
  dialog.showModal();
}

export function packageLists(packages: string[]): void {
  for (const span of all<HTMLSpanElement>("span[data-who]")) {
    const who = span.dataset.who ?? "";
    const number = span.textContent ?? "";
    const open = () => {
      const row = span.closest("tr")?.cells[0]?.textContent ?? "";
      const at = positions(who);
      showNames(`${row}: ${counted(at.length)} packages`, at.map((position) => packages[position] ?? ""));
    };
    span.replaceChildren(button(number, open, { class: "who", title: "Which packages" }));
  }
}

export function enhanceFrame(): void {
  document.documentElement.classList.add("scripted");
  themeButton();
  currentSection();
}
