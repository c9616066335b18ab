/** Filters that are not set stay out of the address, and exports take what is on the screen. */
export function prepareFilters(): void {
  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, parameters } = (event as CustomEvent).detail as {
      elt: Element;
      parameters: Record<string, unknown>;
    };
    if (elt.id !== "filters") return;
    for (const [name, value] of Object.entries(parameters)) {
      if (value === "") delete parameters[name];
    }
  });
  document.addEventListener("click", (event) => {
    const place = event.target instanceof Element ? event.target : null;
    const opener = place?.closest<HTMLElement>(".filters__open");
    if (opener) toggle(opener);
    const exporter = place?.closest<HTMLButtonElement>("[data-export]");
    if (exporter) exporter.formAction = exportAddress(exporter);
  });
  document.addEventListener("htmx:afterSwap", ({ target }) => {
    if (target instanceof HTMLElement && target.id === "list") announce(target);
  });
}

function toggle(opener: HTMLElement): void {
  const form = opener.closest<HTMLElement>(".filters");
  if (!form) return;
  const open = form.toggleAttribute("data-open");
  opener.setAttribute("aria-expanded", String(open));
}

function exportAddress(button: HTMLButtonElement): string {
  const query = new URLSearchParams(location.search);
  query.delete("page");
  query.set("as", button.dataset.export ?? "xlsx");
  return `${button.form?.getAttribute("action") ?? ""}?${query}`;
}

/** For those who do not see the table change. */
function announce(list: HTMLElement): void {
  const told = document.querySelector("#list-told");
  if (told) told.textContent = list.querySelector("[data-told]")?.textContent?.trim() ?? "";
}
