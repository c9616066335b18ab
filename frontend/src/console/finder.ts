/** One key from anywhere to anything; the arrows choose among what the server found. */
export function prepareFinder(): void {
  const words = document.querySelector<HTMLInputElement>("#finder-words");
  if (!words) return;
  words.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? 1 : -1);
    }
    if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      chosen()?.click();
    }
  });
  document.addEventListener("htmx:afterSwap", ({ target }) => {
    if (target instanceof HTMLElement && target.id === "found") choose(0);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    openFinder();
  });
}

export function openFinder(): void {
  const dialog = document.querySelector<HTMLDialogElement>("#finder");
  if (!dialog) return;
  if (!dialog.open) dialog.showModal();
  dialog.querySelector<HTMLInputElement>("#finder-words")?.select();
}

function options(): HTMLAnchorElement[] {
  return [...document.querySelectorAll<HTMLAnchorElement>("#found a[role=option]")];
}

function chosen(): HTMLAnchorElement | undefined {
  return options().find((each) => each.ariaSelected === "true");
}

/** The next or the previous one, round and round; 0 begins at the top. */
function choose(by: -1 | 0 | 1): void {
  const all = options();
  const at = by === 0 ? 0 : (all.findIndex((each) => each.ariaSelected === "true") + by + all.length) % all.length;
  all.forEach((each, number) => (each.ariaSelected = String(number === at)));
  all[at]?.scrollIntoView({ block: "nearest" });
  document.querySelector("#finder-words")?.setAttribute("aria-activedescendant", all[at]?.id ?? "");
}
