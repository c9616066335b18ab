/** Leaving a long form with changes in it asks first. */
export function prepareForms(): void {
  document.addEventListener("input", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form");
    form?.setAttribute("data-dirty", "");
  });
  document.addEventListener("submit", (event) => {
    (event.target as Element).removeAttribute("data-dirty");
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-guarded][data-dirty]")) event.preventDefault();
  });
  // The first field with a problem gets the cursor, so that nobody has to look for it.
  document.querySelector<HTMLElement>("form.form [aria-invalid]")?.focus();
}
