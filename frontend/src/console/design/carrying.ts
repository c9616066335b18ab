/** Rows that are carried by their grip, with a mouse, a finger or a pen. What is near an edge scrolls. */
const EDGE = 48;
const STEP = 10;

export function carried(list: HTMLElement): boolean {
  return list.dataset.carried !== undefined;
}

/** `dropped` is told the place, the old one when it was let go without one. */
export function carry(list: HTMLElement, row: HTMLElement, grip: HTMLElement, dropped: (to: number) => void): void {
  grip.addEventListener("pointerdown", (event) => {
    if (event.button || carried(list)) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    new Carrying(list, row, grip, event.clientY, dropped);
  });
}

class Carrying {
  private readonly rows: HTMLElement[];
  private readonly from: number;
  private to: number;
  private frame = 0;
  private readonly ends = new AbortController();

  constructor(
    private readonly list: HTMLElement,
    private readonly row: HTMLElement,
    grip: HTMLElement,
    private y: number,
    private readonly dropped: (to: number) => void,
  ) {
    this.rows = [...list.children] as HTMLElement[];
    this.from = this.to = this.rows.indexOf(row);
    list.dataset.carried = "";
    row.classList.add("design__block--carried");
    const listening = { signal: this.ends.signal };
    grip.addEventListener("pointermove", (event) => (this.y = event.clientY), listening);
    grip.addEventListener("pointerup", () => this.end(this.to), listening);
    grip.addEventListener("pointercancel", () => this.end(this.from), listening);
    const given = (event: KeyboardEvent): void => {
      if (event.key === "Escape") this.end(this.from);
    };
    document.addEventListener("keydown", given, listening);
    this.follow();
  }

  private follow(): void {
    this.scroll();
    this.aim();
    this.frame = requestAnimationFrame(() => this.follow());
  }

  private scroll(): void {
    const box = this.list.getBoundingClientRect();
    const [top, bottom] = [Math.max(box.top, 0) + EDGE, Math.min(box.bottom, window.innerHeight) - EDGE];
    const by = this.y < top ? -STEP : this.y > bottom ? STEP : 0;
    if (!by) return;
    const before = this.list.scrollTop;
    this.list.scrollTop += by;
    const out = by < 0 ? box.top < 0 : box.bottom > window.innerHeight;
    if (this.list.scrollTop === before && out) window.scrollBy(0, by);
  }

  private aim(): void {
    const passed = (row: HTMLElement): boolean => {
      const box = row.getBoundingClientRect();
      return this.y > box.top + box.height / 2;
    };
    const above = this.rows.filter((row) => row !== this.row && passed(row)).length;
    this.to = above;
    this.rows.forEach((row, at) => {
      row.classList.toggle("design__block--before", at === this.to && this.to < this.from);
      row.classList.toggle("design__block--after", at === this.to && this.to > this.from);
    });
  }

  private end(to: number): void {
    this.ends.abort();
    cancelAnimationFrame(this.frame);
    delete this.list.dataset.carried;
    this.dropped(to);
  }
}
