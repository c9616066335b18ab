/** A colour is typed, picked from the browser's palette, or the readable one beside it is taken over. */
const COLOUR = /^#[0-9a-f]{6}$/i;

function take(name: string | undefined, colour: string | undefined): void {
  const field = document.querySelector<HTMLInputElement>(`#${name}`);
  if (!field || !colour) return;
  field.value = colour;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

export function prepareColours(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-take]");
    if (button) take(button.dataset.take, button.dataset.colour);
  });

  for (const picker of document.querySelectorAll<HTMLInputElement>("[data-picks]")) {
    const field = document.querySelector<HTMLInputElement>(`#${picker.dataset.picks}`);
    const follow = (): void => {
      if (field && COLOUR.test(field.value)) picker.value = field.value;
    };
    follow();
    picker.hidden = false;
    field?.addEventListener("change", follow);
    picker.addEventListener("change", () => take(picker.dataset.picks, picker.value));
  }
}
