import { clean, isRight, parted } from "./sheet";

const COLUMNS = ["code", "price", "original", "weight", "barcode", "stock"];
const VALUES_MAX = 60;

interface Change {
  field: HTMLInputElement;
  before: string;
  after: string;
}

/** The table of SKUs: blocks pasted from a spreadsheet, columns filled at once, and taken back. */
export function prepareMatrix(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>("[data-matrix]")) new Matrix(table);
  for (const button of document.querySelectorAll<HTMLElement>("[data-more-values]")) {
    button.hidden = false;
    button.addEventListener("click", () => addValue(button)?.[0]?.focus());
    button.parentElement?.addEventListener("paste", (event) => pasteValues(button, event));
  }
}

class Matrix {
  private done: Change[][] = [];
  private undone: Change[][] = [];
  private readonly bulk: HTMLElement | null;

  constructor(private readonly table: HTMLTableElement) {
    this.bulk = document.querySelector<HTMLElement>("[data-bulk]");
    table.addEventListener("paste", (event) => this.paste(event));
    table.addEventListener("copy", (event) => this.copy(event));
    table.addEventListener("keydown", (event) => this.press(event));
    table.addEventListener("input", ({ target }) => {
      if (target instanceof HTMLInputElement && target.dataset.column) check(this.table, target);
    });
    table.addEventListener("pointerdown", () => this.pick([]));
    if (!this.bulk) return;
    this.bulk.hidden = false;
    this.bulk.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest<HTMLElement>("[data-fill], [data-undo]") : null;
      if (button?.dataset.fill) this.fillColumn(button.dataset.fill === "all");
      else if (button) this.undo();
    });
    this.bulk.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
      event.preventDefault();
      this.fillColumn(true);
    });
  }

  /** A block goes down and to the right of where the cursor is; where it has headings, to their columns. */
  private paste(event: ClipboardEvent): void {
    const start = cell(event.target);
    const copied = event.clipboardData?.getData("text/plain") ?? "";
    if (!start || !/[\n\t]/.test(copied.trimEnd())) return;
    event.preventDefault();
    const [columns, lines] = this.placed(parted(copied), start);
    const rows = this.rows();
    const first = rows.findIndex((row) => row.contains(start));
    const wanted: [HTMLInputElement, string][] = [];
    let kept = 0;
    lines.slice(0, rows.length - first).forEach((line, down) => {
      line.slice(0, columns.length).forEach((value, right) => {
        if (!columns[right]) return;
        const field = within(rows[first + down], columns[right]);
        if (field) wanted.push([field, value]);
        else if (value.trim()) kept += 1;
      });
    });
    this.put(wanted);
    this.tell("pasted", this.done.at(-1)?.length ?? 0);
    if (lines.length > rows.length - first) this.tell("left", lines.length - rows.length + first, true);
    if (kept) this.tell("kept", kept, true);
    this.tellWrong(wanted);
  }

  /** The column of each pasted one, and the lines without their headings. */
  private placed(lines: string[][], start: HTMLInputElement): [(string | undefined)[], string[][]] {
    const [, ...names] = [...(this.table.tHead?.rows[0]?.cells ?? [])].map((each) => each.textContent?.trim() ?? "");
    const headed = (lines[0] ?? []).map((each) => {
      const heading = each.trim();
      return COLUMNS.find((_, place) => heading && names[place]?.startsWith(heading));
    });
    if (headed.some(Boolean)) return [headed, lines.slice(1)];
    return [COLUMNS.slice(COLUMNS.indexOf(start.dataset.column ?? "")), lines];
  }

  private copy(event: ClipboardEvent): void {
    const picked = this.picked();
    if (picked.length < 2) return;
    event.preventDefault();
    event.clipboardData?.setData("text/plain", picked.map((field) => field.value).join("\n"));
  }

  private press(event: KeyboardEvent): void {
    const here = cell(event.target);
    if (!here || event.isComposing || event.altKey) return;
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key === "d") this.fillDown(here, event);
      if (key === "z" && !event.shiftKey) this.undo(here, event);
      if (key === "y" || (key === "z" && event.shiftKey)) this.redo(event);
      return;
    }
    if (key === "arrowdown" || key === "arrowup") this.step(here, key === "arrowdown" ? 1 : -1, event);
    else if (key === "enter") this.step(here, event.shiftKey ? -1 : 1, event, false);
    else if (key === "delete" && this.picked().includes(here)) this.clear(event);
    else if (key === "escape") this.pick([]);
  }

  private step(here: HTMLInputElement, by: 1 | -1, event: KeyboardEvent, mayPick = true): void {
    event.preventDefault();
    const fields = this.column(here.dataset.column);
    const next = fields[fields.indexOf(here) + by];
    if (!next) return;
    const picked = this.picked();
    if (!(mayPick && event.shiftKey)) this.pick([]);
    else if (picked.includes(next)) this.pick(picked.filter((field) => field !== here));
    else this.pick([...picked, here, next]);
    next.focus();
    next.select();
  }

  /** The value on top goes into all that are picked; where none are, into all beneath. */
  private fillDown(here: HTMLInputElement, event: KeyboardEvent): void {
    event.preventDefault();
    const all = this.column(here.dataset.column);
    const picked = this.picked();
    const into = picked.includes(here) ? all.filter((field) => picked.includes(field)) : all.slice(all.indexOf(here));
    const value = into[0]?.value ?? "";
    this.put(into.map((field) => [field, value]));
    this.tell("filled", this.done.at(-1)?.length ?? 0);
  }

  private fillColumn(whole: boolean): void {
    const column = this.bulk?.querySelector<HTMLSelectElement>("[data-fill-column]")?.value;
    const value = this.bulk?.querySelector<HTMLInputElement>("[data-fill-value]")?.value ?? "";
    const into = this.column(column).filter((field) => whole || !field.value);
    this.put(into.map((field) => [field, value]));
    this.tell("filled", this.done.at(-1)?.length ?? 0);
    this.tellWrong(into.map((field) => [field, value]));
  }

  private clear(event: KeyboardEvent): void {
    event.preventDefault();
    this.put(this.picked().map((field) => [field, ""]));
  }

  private put(wanted: [HTMLInputElement, string][]): void {
    const changes = wanted
      .map(([field, value]) => ({
        field,
        before: field.value,
        after: clean(value, field.dataset.column ?? "").slice(0, field.maxLength),
      }))
      .filter(({ before, after }) => before !== after);
    this.done.push(changes);
    this.undone = [];
    this.write(changes, "after");
  }

  /** From a cell that was typed in since, the browser itself takes back first. */
  private undo(here?: HTMLInputElement, event?: KeyboardEvent): void {
    const last = this.done.at(-1);
    if (!last || last.some(({ field, after }) => field === here && field.value !== after)) return;
    event?.preventDefault();
    this.done.pop();
    this.undone.push(last);
    this.write(last.filter(({ field, after }) => field.value === after), "before");
    this.tell("undone", last.length);
  }

  private redo(event: KeyboardEvent): void {
    const last = this.undone.pop();
    if (!last) return;
    event.preventDefault();
    this.done.push(last);
    this.write(last, "after");
  }

  private write(changes: Change[], side: "before" | "after"): void {
    for (const change of changes) {
      change.field.value = change[side];
      change.field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const button = this.bulk?.querySelector<HTMLElement>("[data-undo]");
    if (button) button.hidden = this.done.length === 0;
  }

  private tell(what: string, count: number, more = false): void {
    const place = this.bulk?.querySelector<HTMLElement>("[data-told]");
    const words = place?.dataset[what]?.replace("{count}", String(count)) ?? "";
    if (place) place.textContent = more ? `${place.textContent} ${words}` : words;
  }

  private tellWrong(wanted: [HTMLInputElement, string][]): void {
    const wrong = wanted.filter(([field]) => field.ariaInvalid === "true").length;
    if (wrong) this.tell("wrong", wrong, true);
  }

  private rows(): HTMLTableRowElement[] {
    return [...(this.table.tBodies[0]?.rows ?? [])];
  }

  private column(name = ""): HTMLInputElement[] {
    return this.rows().flatMap((row) => within(row, name) ?? []);
  }

  private picked(): HTMLInputElement[] {
    return [...this.table.querySelectorAll<HTMLInputElement>("[data-picked]")];
  }

  private pick(fields: HTMLInputElement[]): void {
    for (const field of this.picked()) delete field.dataset.picked;
    if (fields.length > 1) for (const field of fields) field.dataset.picked = "";
  }
}

function cell(target: EventTarget | null): HTMLInputElement | null {
  return target instanceof HTMLInputElement && target.dataset.column ? target : null;
}

function within(row: HTMLTableRowElement | undefined, column = ""): HTMLInputElement | null {
  return row?.querySelector<HTMLInputElement>(`[data-column="${column}"]`) ?? null;
}

/** What is wrong is said beneath the cell at once; the server says it again when it is saved. */
function check(table: HTMLTableElement, field: HTMLInputElement): void {
  const right = isRight(field.value, field.dataset.column ?? "");
  field.ariaInvalid = right ? null : "true";
  const name = `${field.name}-problem`;
  const told = document.getElementById(name) ?? document.createElement("p");
  if (right) {
    told.remove();
    return;
  }
  told.id = name;
  told.className = "field__problem";
  told.textContent = table.dataset[`wrong${field.dataset.column}`] ?? "";
  field.setAttribute("aria-describedby", name);
  field.after(told);
}

/** A copy of the last pair of fields, empty, under a token of its own. */
function addValue(button: HTMLElement): HTMLInputElement[] | undefined {
  const last = pairs(button).at(-1);
  if (!last) return undefined;
  const more = last.cloneNode(true) as HTMLElement;
  const token = `v${crypto.randomUUID()}`;
  const [name, picture, zh, en] = [...more.querySelectorAll("input")];
  if (!name || !picture || !zh || !en) return undefined;
  more.querySelector("img")?.remove();
  name.value = token;
  picture.name = `value-${token}-picture`;
  zh.name = `value-${token}-zh`;
  en.name = `value-${token}-en`;
  for (const field of [picture, zh, en]) field.value = "";
  button.before(more);
  return [zh, en];
}

function pairs(button: HTMLElement): HTMLElement[] {
  return [...(button.parentElement?.querySelectorAll<HTMLElement>(".spec__value") ?? [])];
}

/** A column of values, or two with their English, from where the cursor is; rows are added. */
function pasteValues(button: HTMLElement, event: ClipboardEvent): void {
  const lines = parted(event.clipboardData?.getData("text/plain") ?? "").slice(0, VALUES_MAX);
  const start = event.target instanceof HTMLInputElement ? event.target : null;
  const row = start?.closest<HTMLElement>(".spec__value");
  if (!start || !row || (lines.length < 2 && (lines[0]?.length ?? 0) < 2)) return;
  event.preventDefault();
  const from = pairs(button).indexOf(row);
  const column = start.name.endsWith("-en") ? 1 : 0;
  lines.forEach((line, down) => {
    const typed = pairs(button)[from + down]?.querySelectorAll<HTMLInputElement>("input:not([type=hidden])");
    const fields = typed ? [...typed] : (addValue(button) ?? []);
    line.slice(0, 2 - column).forEach((value, right) => {
      const field = fields[column + right];
      if (field) field.value = value.trim().slice(0, field.maxLength);
    });
  });
  start.dispatchEvent(new Event("input", { bubbles: true }));
}
