let last: HTMLInputElement | null = null;

/** Selecting rows by mouse, by Shift and by keyboard; the bar with what can be done to them. */
export function prepareRows(): void {
  document.addEventListener("click", (event) => {
    const box = event.target;
    if (box instanceof HTMLInputElement && box.name === "row" && box.form?.id === "bulk") {
      if (event.shiftKey && last) selectBetween(last, box);
      last = box;
    }
  });
  document.addEventListener("click", (event) => {
    const mover = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-move]") : null;
    if (mover) move(mover);
  });
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement)) return;
    const every = document.querySelector<HTMLInputElement>("#bulk-all");
    if (every && box !== every) every.checked = false;
    if (box.matches("[data-all]")) for (const each of boxes()) each.checked = box.checked;
    if (box.matches("[data-all], [name=row]")) count();
  });
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-all-match]")) return;
    const every = document.querySelector<HTMLInputElement>("#bulk-all");
    if (every) every.checked = true;
    count();
  });
  document.addEventListener("htmx:afterSwap", () => count());
  count();
}

/** Moves the mark to the next or previous row. */
export function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>(".list [data-row]")];
  const at = rows.findIndex((row) => "at" in row.dataset);
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
  if (!next) return;
  delete rows[at]?.dataset.at;
  next.dataset.at = "";
  next.scrollIntoView({ block: "nearest" });
  next.querySelector<HTMLElement>("a, input")?.focus({ preventScroll: true });
}

export function select(): void {
  marked()?.querySelector<HTMLInputElement>("[name=row]")?.click();
}

export function open(): void {
  const address = marked()?.dataset.url;
  if (address) location.assign(address);
}

/** One place up or down in a list that can be put in order; the button keeps the focus. */
function move(button: HTMLElement): void {
  const one = button.closest("li");
  if (!one) return;
  if (button.dataset.move === "-1") one.previousElementSibling?.before(one);
  else one.nextElementSibling?.after(one);
  button.focus();
}

function marked(): HTMLElement | null {
  return document.querySelector<HTMLElement>(".list [data-row][data-at]");
}

function boxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("input[name=row][form=bulk]")];
}

function selectBetween(one: HTMLInputElement, other: HTMLInputElement): void {
  const all = boxes();
  const ends = [all.indexOf(one), all.indexOf(other)].sort((a, b) => a - b);
  for (const box of all.slice(ends[0], (ends[1] ?? 0) + 1)) box.checked = other.checked;
  count();
}

function count(): void {
  const bar = document.querySelector<HTMLElement>("#bulk");
  if (!bar) return;
  const all = boxes();
  const chosen = all.filter((box) => box.checked).length;
  bar.toggleAttribute("data-some", chosen > 0);
  const words = bar.querySelector<HTMLElement>("[data-selected]");
  const every = document.querySelector<HTMLInputElement>("#bulk-all")?.checked ?? false;
  const picked = (words?.dataset.selected ?? "").replace("{count}", String(chosen));
  if (words) words.textContent = every ? (words.dataset.selectedAll ?? "") : picked;
  const more = bar.querySelector<HTMLElement>("[data-all-match]");
  if (more) more.hidden = every || chosen === 0;
  const whole = document.querySelector<HTMLInputElement>("[data-all]");
  if (whole) {
    whole.checked = chosen > 0 && chosen === all.length;
    whole.indeterminate = chosen > 0 && chosen < all.length;
  }
}
