import { openFinder } from "./finder";
import { open, select, step } from "./rows";

const KEPT = "console.keys";
const PATIENCE = 1200;
let jumping = 0;

const DEEDS: Record<string, () => void> = {
  j: () => step(1),
  k: () => step(-1),
  x: select,
  n: () => document.querySelector<HTMLElement>("[data-key=n]")?.click(),
  g: () => void (jumping = Date.now()),
  f: () => document.querySelector<HTMLInputElement>("[data-search]")?.select(),
  "/": openFinder,
  "?": () => document.querySelector<HTMLDialogElement>("#keys")?.showModal(),
};

/** Single keys for those who live in the console; they can be switched off (WCAG 2.1.4). */
export function prepareKeys(): void {
  const wanted = document.querySelector<HTMLInputElement>("#keys-on");
  if (wanted) {
    wanted.checked = localStorage.getItem(KEPT) !== "off";
    wanted.addEventListener("change", () =>
      localStorage.setItem(KEPT, wanted.checked ? "on" : "off"),
    );
  }
  document.addEventListener("keydown", press);
}

function press(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
  if (localStorage.getItem(KEPT) === "off" && event.key !== "Enter") return;
  if (Date.now() - jumping < PATIENCE && event.key !== "g") {
    jumping = 0;
    const there = document.querySelector<HTMLAnchorElement>(`[data-jump="${CSS.escape(event.key)}"]`);
    if (there) {
      event.preventDefault();
      there.click();
      return;
    }
  }
  if (event.key === "Enter" && event.target === document.body) open();
  const deed = DEEDS[event.key];
  if (!deed) return;
  event.preventDefault();
  deed();
}

function typing(event: KeyboardEvent): boolean {
  const place = event.target;
  if (!(place instanceof HTMLElement)) return false;
  if (place.closest("dialog[open]") || place.isContentEditable) return true;
  return place.matches("textarea, select, input:not([type=checkbox]):not([type=radio])");
}
