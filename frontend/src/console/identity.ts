/** The brand's form: what it says now is shown at two widths. */
const PAUSE = 500;
const SHOWN = ["name.zh", "name.en", "primary", "accent", "font", "logo", "logo_dark", "mark", "share"];

export function prepareIdentity(around: HTMLElement): void {
  const form = around.closest("form");
  if (!form) return;
  let waiting = 0;
  let shown = "";
  const look = (): void => {
    const told = new URLSearchParams();
    const said = new FormData(form);
    for (const name of SHOWN) {
      const value = said.get(name) ?? said.get(name.replace(".", "_"));
      if (typeof value === "string" && value && said.get(`${name}-gone`) !== "1") told.set(name, value);
    }
    const address = `${around.dataset.looking}?${told}`;
    if (address === shown) return;
    shown = address;
    for (const frame of around.querySelectorAll<HTMLIFrameElement>("[data-look]")) frame.src = address;
  };
  const soon = (): void => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(look, PAUSE);
  };
  form.addEventListener("input", soon);
  new MutationObserver(soon).observe(form, { subtree: true, attributeFilter: ["value", "src"] });
  look();
}
