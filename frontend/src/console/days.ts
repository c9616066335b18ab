const DATED = ".field input[type=date], .field input[type=datetime-local]";

/** A browser writes days in its own way, and 11/12 is two days of the year: beneath the field it is
 * said in words which one is meant. */
export function prepareDays(): void {
  sayAll(document);
  document.addEventListener("htmx:afterSwap", ({ target }) => sayAll(target as Element));
  document.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement && target.matches(DATED)) say(target);
  });
}

function sayAll(root: ParentNode): void {
  root.querySelectorAll<HTMLInputElement>(DATED).forEach(say);
}

function say(field: HTMLInputElement): void {
  const beside = field.nextElementSibling;
  const said = beside?.matches(".field__day") ? beside : document.createElement("output");
  said.className = "field__day";
  said.textContent = inWords(field);
  if (said !== beside) field.after(said);
}

/** Read and written as universal time: what was typed is the shop's day, wherever the reader is. */
function inWords(field: HTMLInputElement): string {
  if (Number.isNaN(field.valueAsNumber)) return "";
  const timed = field.type === "datetime-local" ? ({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const) : {};
  const written = { year: "numeric", month: "long", day: "numeric", weekday: "long", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(document.documentElement.lang, { ...written, ...timed }).format(field.valueAsNumber);
}
