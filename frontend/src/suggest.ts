/** The search box offers words, categories and goods while one types (an ARIA combobox). Without
 *  this script it is a plain form. */

const PAUSE = 120;

export function suggest(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("input[name=q]");
  const box = form.parentElement?.querySelector<HTMLElement>("[data-suggestions]");
  if (!field || !box) return;
  let timer = 0;
  let asking: AbortController | undefined;
  let at = -1;

  const options = () => [...box.querySelectorAll<HTMLAnchorElement>("[role=option]")];
  const show = (open: boolean) => {
    box.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    if (!open) choose(-1);
  };
  const choose = (to: number) => {
    at = to;
    options().forEach((option, place) => option.setAttribute("aria-selected", String(place === to)));
    const chosen = options()[to];
    if (chosen) {
      field.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const typed = field.value.trim();
    const url = typed ? `/search/suggestions?q=${encodeURIComponent(typed)}` : "/search/beginnings";
    try {
      const answer = await fetch(url, { signal: asking.signal, credentials: "same-origin" });
      if (!answer.ok) return;
      box.innerHTML = await answer.text();
      choose(-1);
      show(document.activeElement === field && options().length > 0);
    } catch {
      // The next letter asked again, or there is no network: the form works without.
    }
  };

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "suggestions");
  field.setAttribute("aria-expanded", "false");
  field.autocomplete = "off";
  field.addEventListener("input", (event) => {
    if ((event as InputEvent).isComposing) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), PAUSE);
  });
  field.addEventListener("compositionend", () => void ask());
  field.addEventListener("focus", () => void ask());
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const count = options().length;
    if (event.key === "Escape" && !box.hidden) {
      event.preventDefault();
      show(false);
    } else if (!box.hidden && count && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(at < 0 && step < 0 ? count - 1 : (at + step + count) % count);
    } else if (event.key === "Enter" && !box.hidden && options()[at]) {
      event.preventDefault();
      options()[at]?.click();
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!form.parentElement?.contains(event.target as Node)) show(false);
  });
  form.parentElement?.addEventListener("focusout", (event) => {
    const to = event.relatedTarget as Node | null;
    if (to && !form.parentElement?.contains(to)) show(false);
  });
}
