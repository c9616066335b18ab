/** Small pieces of the page that the editor builds; words come from the server, in both languages. */
function words(): Record<string, string> {
  const told = document.getElementById("design-words") ?? document.getElementById("pick-words");
  return JSON.parse(told?.textContent ?? "{}") as Record<string, string>;
}

let known: Record<string, string> | null = null;

export function say(name: string, facts: Record<string, string | number> = {}): string {
  known ??= words();
  return (known[name] ?? name).replace(/\{(\w+)\}/g, (_, key: string) => String(facts[key] ?? ""));
}

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  look: string,
  attributes: Record<string, string> = {},
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (look) made.className = look;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
}

export function button(title: string, act: () => void, look = "btn btn--quiet btn--small"): HTMLButtonElement {
  const made = el("button", look, { type: "button" }, title);
  made.addEventListener("click", act);
  return made;
}

const DRAWN = "http://www.w3.org/2000/svg";

/** A line drawing of the sheet that the frame around the page draws from. */
function icon(name: string): SVGSVGElement {
  const sheet = document.querySelector("use")?.getAttribute("href")?.split("#")[0] ?? "";
  const [drawing, use] = [document.createElementNS(DRAWN, "svg"), document.createElementNS(DRAWN, "use")];
  drawing.setAttribute("class", "icon icon--small");
  drawing.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sheet}#${name}`);
  drawing.append(use);
  return drawing;
}

/** A button with a drawing in place of words; the words are for the ear and the pointer. */
export function tool(sign: string, title: string, act: () => void): HTMLButtonElement {
  const made = el("button", "design__tool", { type: "button", "aria-label": title, title }, icon(sign));
  made.addEventListener("click", act);
  return made;
}

let fields = 0;

/** A label over a control. */
export function labelled(title: string | (Node | string)[], control: HTMLElement, hint = ""): HTMLElement {
  control.id ||= `design-field-${++fields}`;
  const label = el("label", "field__label", { for: control.id }, ...[title].flat());
  const made = el("div", "field", {}, label, control);
  if (hint) made.append(el("p", "field__hint", {}, hint));
  return made;
}

export function select(options: [string, string][], value: string, change: (value: string) => void): HTMLSelectElement {
  const made = el("select", "select");
  for (const [each, title] of options) made.append(el("option", "", { value: each }, title));
  made.value = value;
  made.addEventListener("change", () => change(made.value));
  return made;
}

/** For what stands beneath words that are no label of its own. */
export function named<Control extends HTMLElement>(words: string, control: Control): Control {
  control.setAttribute("aria-label", words);
  return control;
}

export function input(type: string, value: string, change: (value: string) => void): HTMLInputElement {
  const made = el("input", "input", { type });
  made.value = value;
  made.addEventListener("input", () => change(made.value));
  return made;
}

/** Where what is wrong with a field is told: the path by which the server names it. */
export function placed<Control extends HTMLElement>(path: string, control: Control): Control {
  control.dataset.place = path;
  return control;
}

const SHOP_MINUTES = 8 * 60; // the shop's time is China's, all the year

/** A moment as a field for date and time shows it, in the shop's time. */
export function localOf(moment: string | null): string {
  const at = moment ? Date.parse(moment) : NaN;
  return Number.isNaN(at) ? "" : new Date(at + SHOP_MINUTES * 60_000).toISOString().slice(0, 16);
}

/** The time of day as the shop's own clock shows it, whatever clock the browser has. */
export function timeOf(moment: Date): string {
  return new Date(moment.getTime() + SHOP_MINUTES * 60_000).toISOString().slice(11, 16);
}

export function momentOf(local: string): string | null {
  return local ? `${local.length === 16 ? `${local}:00` : local}+08:00` : null;
}

/** A dialog that asks for one thing and goes. */
export function dialog(title: string): { body: HTMLElement; close: () => void } {
  const body = el("div", "dialog__body");
  const head = el("h2", "dialog__title", {}, title);
  const made = el("dialog", "dialog", { "aria-label": title }, el("div", "dialog__head", {}, head), body);
  const close = (): void => made.close();
  made.append(el("div", "dialog__foot", {}, button(say("close"), close)));
  made.addEventListener("close", () => made.remove());
  document.body.append(made);
  made.showModal();
  return { body, close };
}
