import htmx from "htmx.org";

const FIELDS = ".dialog__body :is(input:not([type=hidden], [type=checkbox], [type=radio], [type=file]), select, textarea)";

/** Questions open in a dialog; what is done there is seen on the page behind it, which stays. */
export function prepareDialogs(): void {
  document.addEventListener("htmx:afterSwap", ({ target }) => {
    if (target instanceof HTMLDialogElement && !target.open) ask(target);
    if (target instanceof HTMLElement && target.id === "main") tell(target);
  });
  document.addEventListener("console:done", (event) => {
    document.querySelector<HTMLDialogElement>("#dialog")?.close();
    go((event as CustomEvent<{ go: string }>).detail.go);
  });
  document.addEventListener("click", (event) => {
    const place = event.target instanceof Element ? event.target : null;
    if (place?.closest("[data-closes]")) place.closest("dialog")?.close();
    const opener = place?.closest<HTMLElement>("[data-opens]");
    if (opener) event.preventDefault();
    if (opener) document.querySelector<HTMLDialogElement>(`#${opener.dataset.opens}`)?.showModal();
    closeDrops(place);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const place = event.target instanceof Element ? event.target : null;
    place?.closest("details.drop[open]")?.querySelector("summary")?.focus();
    closeDrops(null);
  });
  for (const dialog of document.querySelectorAll("dialog")) {
    // A click on the shade, which is the dialog itself outside its content, closes it.
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog && !dialog.querySelector("form[data-dirty]")) dialog.close();
    });
  }
}

/** With the cursor where one begins to type: what is needed and not chosen already comes first. */
function ask(dialog: HTMLDialogElement): void {
  dialog.showModal();
  const fields = [...dialog.querySelectorAll<HTMLInputElement>(FIELDS)];
  const needed = fields.find((each) => each.required && (each.matches("input, textarea") || each.value === ""));
  const first = needed ?? fields[0];
  first?.focus();
  if (first?.matches("input")) first.select();
}

/** The same page is fetched in place, so that nobody loses where they stood in it. */
function go(address: string): void {
  const there = new URL(address, location.href);
  if (there.pathname !== location.pathname) {
    location.assign(there);
    return;
  }
  void htmx.ajax("get", there.pathname + there.search, {
    target: "#main",
    swap: "outerHTML",
    select: "#main",
  });
}

/** What the server says about the deed comes with the page; it is shown where toasts are. */
function tell(main: HTMLElement): void {
  const notice = main.querySelector<HTMLElement>("#notice");
  const tone = notice?.dataset.tone;
  const name = tone === "bad" || tone === "warn" ? "#told-bad" : "#told-good";
  const words = document.querySelector<HTMLTemplateElement>(name);
  if (!notice || !words) return;
  const toast = words.content.cloneNode(true) as DocumentFragment;
  const text = toast.querySelector("p");
  if (text) text.textContent = notice.textContent;
  document.querySelector("#toasts")?.append(toast);
}

function closeDrops(inside: Element | null): void {
  for (const drop of document.querySelectorAll<HTMLDetailsElement>("details.drop[open]")) {
    if (!inside || !drop.contains(inside)) drop.open = false;
  }
}
