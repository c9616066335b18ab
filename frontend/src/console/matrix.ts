/** The table of SKUs: columns pasted from a spreadsheet, and values added in place. */
export function prepareMatrix(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>("[data-paste]")) {
    table.addEventListener("paste", (event) => paste(table, event));
  }
  for (const button of document.querySelectorAll<HTMLElement>("[data-more-values]")) {
    button.hidden = false;
    button.addEventListener("click", () => addValue(button));
  }
}

/** What was copied from one or several columns goes down and to the right of where the cursor is. */
function paste(table: HTMLTableElement, event: ClipboardEvent): void {
  const start = event.target;
  const copied = event.clipboardData?.getData("text/plain").replace(/\r/g, "") ?? "";
  if (!(start instanceof HTMLInputElement) || !start.dataset.column || !/[\n\t]/.test(copied)) return;
  event.preventDefault();
  const rows = [...(table.tBodies[0]?.rows ?? [])];
  const first = rows.findIndex((row) => row.contains(start));
  const cells = copied.replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  cells.forEach((line, down) => {
    const fields = [...(rows[first + down]?.querySelectorAll<HTMLInputElement>("[data-column]") ?? [])];
    const from = fields.findIndex((field) => field.dataset.column === start.dataset.column);
    line.forEach((value, right) => {
      const field = fields[from + right];
      if (!field) return;
      field.value = value.trim();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
}

/** A copy of the last, empty pair of fields under a token of its own. */
function addValue(button: HTMLElement): void {
  const last = [...(button.parentElement?.querySelectorAll<HTMLElement>(".spec__value") ?? [])].at(-1);
  if (!last) return;
  const more = last.cloneNode(true) as HTMLElement;
  const token = `v${crypto.randomUUID()}`;
  const [name, picture, zh, en] = [...more.querySelectorAll("input")];
  if (!name || !picture || !zh || !en) return;
  more.querySelector("img")?.remove();
  name.value = token;
  picture.name = `value-${token}-picture`;
  zh.name = `value-${token}-zh`;
  en.name = `value-${token}-en`;
  for (const field of [picture, zh, en]) field.value = "";
  button.before(more);
  zh.focus();
}
