/** Where the reader stands with the keyboard stays when that part of the page is exchanged: the element
 * of the answer that is what the old one was takes the focus, or the part where there is none. */
export function prepareStanding(): void {
  document.addEventListener("focusin", note);
  document.addEventListener("htmx:beforeSwap", remember);
  document.addEventListener("htmx:oobBeforeSwap", remember);
  document.addEventListener("htmx:afterSwap", standAgain);
  document.addEventListener("htmx:oobAfterSwap", standAgain);
  document.addEventListener("htmx:afterSettle", standAgain);
  // A closed dialog gives the focus to what opened it, unless that was exchanged behind it.
  document.addEventListener("close", () => requestAnimationFrame(stand), { capture: true });
}

interface Place {
  id: string;
  looks: string;
  /** Of several that look the same, which. */
  nth: number;
  part: string;
}

let stood: Element | null = null;
let place: Place | null = null;

function note({ target }: FocusEvent): void {
  if (target instanceof Element && !target.closest("dialog")) stood = target;
}

function remember(): void {
  const at = document.activeElement;
  if (!stood?.isConnected) return;
  if (at !== stood && !at?.closest("dialog")) stood = place = null;
  if (!stood) return;
  const looks = looksOf(stood);
  const nth = alike(stood.tagName, looks).indexOf(stood);
  place = { id: stood.id, looks, nth, part: stood.closest("main")?.id ?? "" };
}

/** At once, so that no key goes astray; and in a frame, for what only shows when its script ran. */
function standAgain(): void {
  stand();
  requestAnimationFrame(stand);
}

function stand(): void {
  if (!stood || document.activeElement !== document.body) return;
  if (!stood.isConnected && place) stood = found(place) ?? document.getElementById(place.part);
  if (stood instanceof HTMLElement) stood.focus({ preventScroll: true });
}

function found({ id, looks, nth }: Place): Element | null {
  if (id) return document.getElementById(id);
  const same = alike(looks.slice(0, looks.indexOf(" ")), looks);
  return same[nth] ?? same.at(-1) ?? null;
}

function alike(tag: string, looks: string): Element[] {
  const all = Array.from(document.querySelectorAll(tag));
  return all.filter((each) => !each.closest("dialog") && looksOf(each) === looks);
}

function looksOf(element: Element): string {
  const said = ["href", "name", "value", "type", "aria-label"].map((name) => element.getAttribute(name) ?? "");
  return [element.tagName, ...said, element.textContent.trim()].join(" ");
}
