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
  document.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLSelectElement) askWhatApplies(target.form);
  });
  document.addEventListener("htmx:afterSwap", ({ target }) => {
    if (target instanceof HTMLDialogElement) askWhatApplies(target.querySelector("form"));
  });
  askWhatApplies(document.querySelector<HTMLFormElement>("form.form"));
  // One mistake: the cursor stands in its field. Several: at the list that leads to each.
  const mistakes = document.querySelector<HTMLElement>("form.form [data-mistakes]");
  const several = mistakes && mistakes.dataset.mistakes !== "1" ? mistakes : null;
  (several ?? document.querySelector<HTMLElement>("form.form [aria-invalid]") ?? mistakes)?.focus();
}

/** A question that only goes with one answer to another is hidden with any other answer. */
function askWhatApplies(form: HTMLFormElement | null): void {
  for (const field of form?.querySelectorAll<HTMLElement>("[data-only-for]") ?? []) {
    const other = form?.elements.namedItem(field.dataset.onlyFor ?? "");
    if (other instanceof HTMLSelectElement) field.hidden = other.value !== field.dataset.onlyAs;
  }
}
