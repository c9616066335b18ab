/** The editor of a shop page: blocks in their order, the fields of one of them, the page beside. */
import { carried, carry } from "./carrying";
import type { Block, Content, Data, Field, Kind, Texts } from "./content";
import { History, newBlock } from "./content";
import { Begun } from "./begun";
import { type Desk, controls } from "./fields";
import { Looking } from "./looking";
import { button, el, input, labelled, named, localOf, momentOf, placed, say, select, tool } from "./parts";
import { type Problem, Saving } from "./saving";

const PRESS_MS = 200; // nothing moves under the finger that has just left a field for a button

const WORDS: Field[] = [
  { name: "title", title: say("title"), hint: "", control: "words", required: true, most: 60 },
  { name: "line", title: say("line"), hint: "", control: "words", required: false, most: 160 },
];

/** For whom and when it is shown, as far as that is not everybody and always. */
function limits(block: Block): string[] {
  const day = (moment: string | null): string => localOf(moment).slice(5).replace("T", " ");
  const days = block.from_at || block.until_at ? `${day(block.from_at)} – ${day(block.until_at)}`.trim() : "";
  const regions = block.regions ? [block.regions, block.outside ? say("outside") : ""].filter(Boolean).join(" ") : "";
  const audience = block.audience === "everyone" ? "" : say(block.audience);
  return [block.off ? say("off") : "", audience, regions, days, block.hours?.join("–") ?? ""].filter(Boolean);
}

class Editor implements Desk {
  readonly data = JSON.parse(document.getElementById("design-data")?.textContent ?? "{}") as Data;
  readonly products = new Map(this.data.goods.map((each) => [each.id, each]));
  private content: Content = this.data.content;
  private readonly kinds = new Map(this.data.kinds.map((each) => [each.name, each]));
  private readonly history = new History();
  private readonly saving: Saving;
  private readonly looking: Looking;
  private chosen = "";
  private readonly begun = new Begun();
  private problems: Problem[] = this.data.problems;

  constructor(private readonly root: HTMLElement) {
    const url = root.dataset.url ?? "";
    this.looking = new Looking(root.dataset.preview ?? "", this.part("look"), this.part("frame"));
    this.saving = new Saving(url, this.data.revision, () => this.content, this.part("said"), (problems) => {
      this.problems = problems;
      this.list();
      this.tell();
      this.looking.again();
    });
    this.part("form").addEventListener("focusout", ({ target }) => this.leave(target));
    this.part("back").addEventListener("click", () => this.back());
    this.tools();
    this.adding();
    this.draw();
    this.publishing(url);
    this.keys();
    window.addEventListener("beforeunload", (event) => {
      if (this.saving.dirty) event.preventDefault();
    });
  }

  change(place: string, act: () => void, anew = false): void {
    this.history.note(this.content, place);
    act();
    this.saving.soon();
    this.tools();
    if (anew) this.draw();
    else this.list();
  }

  begin(place: string): void {
    this.begun.begin(place);
  }

  /** What is wrong with a new field is said once it was left. */
  private leave(field: EventTarget | null): void {
    const place = field instanceof Element ? field.closest<HTMLElement>("[data-place]")?.dataset.place : "";
    if (!place || !this.begun.leave(place)) return;
    window.setTimeout(() => {
      this.mark();
      this.tell();
    }, PRESS_MS);
  }

  /** On a narrow screen the fields stand below the blocks: back to the one they belong to. */
  private back(): void {
    const row = this.part("list").querySelector(".design__block--on") ?? this.part("list");
    row.scrollIntoView({ block: "center" });
    row.querySelector<HTMLElement>(".design__name")?.focus({ preventScroll: true });
  }

  /** Without what only a block that is still being filled in lacks. */
  private shown(): Problem[] {
    return this.problems.filter(({ field }) => !this.begun.spares(this.named(field)));
  }

  /** The field by its block and not by the block's number, which changes. */
  private named(field: string): string {
    return field.replace(/^blocks\.(\d+)/, (all, at: string) => this.content.blocks[Number(at)]?.id ?? all);
  }

  private part(name: string): HTMLElement {
    return this.root.querySelector<HTMLElement>(`[data-${name}]`) as HTMLElement;
  }

  private draw(): void {
    this.list();
    this.form();
  }

  private tools(): void {
    const back = button(say("undo"), () => this.step(this.history.back(this.content)));
    const forth = button(say("redo"), () => this.step(this.history.forth(this.content)));
    back.disabled = !this.history.canGoBack;
    forth.disabled = !this.history.canGoForth;
    const page = button(say("page"), () => this.choose(""));
    this.part("tools").replaceChildren(page, back, forth);
  }

  private step(content: Content | undefined): void {
    if (!content) return;
    this.content = content;
    this.saving.soon();
    this.tools();
    this.draw();
  }

  private adding(): void {
    const offered = el("div", "design__adding");
    for (const kind of this.data.kinds) {
      const one = button(`+ ${kind.title}`, () => this.add(kind));
      one.title = kind.hint;
      offered.append(one);
    }
    this.part("add").append(el("p", "field__label", {}, say("add")), offered);
  }

  /** Beyond what a page holds the server would keep nothing. */
  private full(): boolean {
    const full = this.content.blocks.length >= this.data.most;
    if (full) this.part("said").textContent = say("full", { most: this.data.most });
    return full;
  }

  private add(kind: Kind): void {
    if (this.full()) return;
    const block = newBlock(kind);
    this.begin(block.id);
    const after = this.content.blocks.findIndex((each) => each.id === this.chosen);
    this.change("", () => this.content.blocks.splice(after < 0 ? this.content.blocks.length : after + 1, 0, block));
    this.choose(block.id);
  }

  private list(): void {
    if (carried(this.part("list"))) return;
    const focused = document.activeElement?.getAttribute("data-key");
    this.part("list").replaceChildren(...this.content.blocks.map((block, at) => this.row(block, at)));
    this.mark();
    if (focused) this.part("list").querySelector<HTMLElement>(`[data-key="${focused}"]`)?.focus();
  }

  /** The blocks in which something is wrong. */
  private mark(): void {
    const wrong = this.shown().filter(({ mild }) => !mild);
    [...this.part("list").children].forEach((row, at) => {
      row.classList.toggle("design__block--wrong", wrong.some(({ field }) => field.startsWith(`blocks.${at}.`)));
    });
  }

  private row(block: Block, at: number): HTMLElement {
    const [kind, words, title] = [this.kindOf(block), this.wordsOf(block), this.title(block)];
    const name = button("", () => this.choose(block.id), "design__name");
    const told = [words ? kind : "", ...limits(block)].filter(Boolean).join(" · ");
    name.append(el("span", "design__title", {}, words || kind), el("span", "design__limits", {}, told));
    name.setAttribute("aria-current", String(block.id === this.chosen));
    const keyed = (key: string, made: HTMLButtonElement): HTMLButtonElement => {
      made.dataset.key = `${block.id}-${key}`;
      return made;
    };
    const up = keyed("up", tool("up", `${say("up")}: ${title}`, () => this.move(at, at - 1)));
    const down = keyed("down", tool("down", `${say("down")}: ${title}`, () => this.move(at, at + 1)));
    up.disabled = at === 0;
    down.disabled = at === this.content.blocks.length - 1;
    const copy = keyed("copy", tool("copy", `${say("copy")}: ${title}`, () => this.copy(block, at)));
    const gone = keyed("gone", tool("trash", `${say("remove")}: ${title}`, () => this.remove(at)));
    const grip = el("span", "design__tool design__grip", { "aria-hidden": "true" }, "⠿");
    const row = el("li", "design__block", {}, grip, name, up, down, copy, gone);
    row.classList.toggle("design__block--on", block.id === this.chosen);
    row.classList.toggle("design__block--off", block.off);
    carry(this.part("list"), row, grip, (to) => this.move(this.content.blocks.indexOf(block), to));
    return row;
  }

  private move(from: number, to: number): void {
    const block = this.content.blocks[from];
    if (!block || from === to || to < 0 || to >= this.content.blocks.length) return this.list();
    this.change("", () => {
      this.content.blocks.splice(from, 1);
      this.content.blocks.splice(to, 0, block);
    });
    const facts = { block: this.title(block), place: to + 1, count: this.content.blocks.length };
    this.part("said").textContent = say("dragged", facts);
  }

  private copy(block: Block, at: number): void {
    if (this.full()) return;
    const twin = { ...(JSON.parse(JSON.stringify(block)) as Block), id: crypto.randomUUID() };
    this.change("", () => this.content.blocks.splice(at + 1, 0, twin));
    this.choose(twin.id);
  }

  private remove(at: number): void {
    this.change("", () => this.content.blocks.splice(at, 1));
    this.choose(this.content.blocks[Math.min(at, this.content.blocks.length - 1)]?.id ?? "");
  }

  private choose(id: string): void {
    this.chosen = id;
    this.draw();
    this.part("list").querySelector(".design__block--on")?.scrollIntoView({ block: "nearest" });
    const panel = this.root.querySelector<HTMLElement>("[data-form-panel]");
    panel?.focus({ preventScroll: true });
    const top = panel?.getBoundingClientRect().top ?? 0;
    if (top < 0 || top > window.innerHeight * 0.8) panel?.scrollIntoView({ block: "start" });
  }

  private kindOf(block: Block): string {
    return this.kinds.get(block.kind)?.title ?? block.kind;
  }

  private wordsOf(block: Block): string {
    const words = (block.values.title as Texts | undefined) ?? {};
    const [own, other] = document.documentElement.lang.startsWith("zh") ? [words.zh, words.en] : [words.en, words.zh];
    return own || other || "";
  }

  private title(block: Block): string {
    return [this.kindOf(block), this.wordsOf(block)].filter(Boolean).join(" · ");
  }

  private form(): void {
    const block = this.content.blocks.find((each) => each.id === this.chosen);
    const kind = block && this.kinds.get(block.kind);
    this.root.querySelector("[data-form-title]")!.textContent = kind ? kind.title : say("page");
    if (!block || !kind) {
      this.part("form").replaceChildren(controls(this, WORDS, this.content as never, "page"));
    } else {
      const fields = controls(this, kind.fields, block.values, block.id);
      this.part("form").replaceChildren(el("p", "form__hint", {}, kind.hint), fields, this.around(block));
    }
    this.tell();
  }

  /** What is wrong stands beneath its field; the cursor stays where it is. */
  private tell(): void {
    const form = this.part("form");
    for (const each of form.querySelectorAll("[data-wrong]")) each.remove();
    for (const each of form.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
    const at = this.content.blocks.findIndex((each) => each.id === this.chosen);
    const head = at < 0 ? "" : `blocks.${at}.`;
    for (const { field, message, mild } of this.shown()) {
      if (at < 0 ? field.startsWith("blocks") : !field.startsWith(head)) continue;
      const place = this.place(`${at < 0 ? "page" : this.chosen}.${field.slice(head.length)}`);
      const told = el("p", mild ? "field__problem design__mild" : "field__problem", { "data-wrong": "" }, message);
      (place ?? form).append(told);
      const control = place?.querySelector<HTMLElement>("input, select, textarea, button");
      if (!mild) control?.setAttribute("aria-invalid", "true");
      told.id = `design-wrong-${field.replaceAll(".", "-")}`;
      control?.setAttribute("aria-describedby", told.id);
    }
  }

  /** The control of that field, or the group that it stands in. */
  private place(path: string): HTMLElement | null {
    for (let each = path; each.includes("."); each = each.slice(0, each.lastIndexOf("."))) {
      const found = this.part("form").querySelector<HTMLElement>(`[data-place="${each}"]`);
      if (found) return found;
    }
    return null;
  }

  private around(block: Block): HTMLElement {
    const set = (act: () => void): void => this.change("", act);
    const audiences: [string, string][] = ["everyone", "new", "returning", "guests", "members", "price_minded"].map((each) => [each, say(each)]);
    const [begin, end] = block.hours ?? ["", ""];
    const hour = (value: string, at: 0 | 1): HTMLInputElement =>
      input("time", value, (typed) => {
        const both: [string, string] = [...(block.hours ?? ["", ""])];
        both[at] = typed;
        set(() => (block.hours = both[0] || both[1] ? both : null));
      });
    const off = el("input", "checkbox checkbox-sm", { type: "checkbox" });
    off.checked = block.off;
    off.addEventListener("change", () => set(() => (block.off = off.checked)));
    const byInterest = el("input", "checkbox checkbox-sm", { type: "checkbox" });
    byInterest.checked = block.by_interest ?? false;
    byInterest.addEventListener("change", () => set(() => (block.by_interest = byInterest.checked)));
    const sides: [string, string][] = [["", say("inside")], ["1", say("outside")]];
    const side = named(say("regions"), select(sides, block.outside ? "1" : "", (value) => set(() => (block.outside = value === "1"))));
    side.hidden = !block.regions;
    const regions = input("text", block.regions ?? "", (value) => {
      this.change(`${block.id}.regions`, () => (block.regions = value));
      side.hidden = !value.trim();
    });
    const hours = el("div", "design__two", {}, labelled(say("from"), hour(begin, 0)), labelled(say("to"), hour(end, 1)));
    return el(
      "fieldset",
      "field design__fields design__item",
      {},
      el("legend", "field__label", {}, say("who")),
      named(say("who"), select(audiences, block.audience, (value) => set(() => (block.audience = value)))),
      placed(`${block.id}.regions`, labelled(say("regions"), regions, say("regionsHint"))),
      side,
      labelled(say("from"), input("datetime-local", localOf(block.from_at), (v) => set(() => (block.from_at = momentOf(v))))),
      placed(`${block.id}.until_at`, labelled(say("until"), input("datetime-local", localOf(block.until_at), (v) => set(() => (block.until_at = momentOf(v)))))),
      el("p", "field__label", {}, say("hours")),
      placed(`${block.id}.hours`, el("div", "field", {}, hours)),
      el("label", "choice", {}, byInterest, el("span", "", {}, say("byInterest"))),
      el("label", "choice", {}, off, el("span", "", {}, say("off"))),
    );
  }

  private publishing(url: string): void {
    const panel = document.querySelector<HTMLElement>("[data-publish]");
    const press = panel?.querySelector<HTMLButtonElement>("[data-do-publish]");
    press?.addEventListener("click", () => {
      press.disabled = true;
      void this.publish(url, panel as HTMLElement)
        .catch(() => this.refused(panel as HTMLElement, say("unpublished")))
        .then((gone) => (press.disabled = gone === true));
    });
  }

  /** Resolves to whether the page is left. */
  private async publish(url: string, panel: HTMLElement): Promise<boolean> {
    this.begun.over();
    if (!(await this.saving.now())) return this.refused(panel, say("unpublished"));
    const of = (id: string): string => panel.querySelector<HTMLInputElement>(`#${id}`)?.value ?? "";
    const body = JSON.stringify({
      revision: this.saving.revision,
      from_at: of("publish-from"),
      until_at: of("publish-until"),
    });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${url}/publication`, { method: "POST", headers, body });
    const said = (await answer.json()) as { go?: string; message?: string; problems?: Problem[] };
    if (said.go) {
      window.location.assign(said.go);
      return true;
    }
    const problems = said.problems ?? [];
    this.list();
    this.tell();
    return this.refused(panel, ...(problems.length ? problems.map((each) => this.leading(each)) : [said.message ?? say("unpublished")]));
  }

  private refused(panel: HTMLElement, ...lines: (Node | string)[]): boolean {
    panel.querySelector("[data-problems]")?.replaceChildren(...lines.map((each) => el("li", "", {}, each)));
    return false;
  }

  /** What is wrong in a block leads to it. */
  private leading({ field, message }: Problem): Node | string {
    const words = `${this.where(field)}: ${message}`;
    const block = this.content.blocks[Number(/^blocks\.(\d+)/.exec(field)?.[1] ?? NaN)];
    if (!block) return words;
    const lead = (): void => {
      this.choose(block.id);
      this.place(this.named(field))?.querySelector<HTMLElement>("input, select, textarea, button")?.focus();
    };
    return button(words, lead, "text-link text-left");
  }

  /** The block, and within it the field, each by the name that staff read. */
  private where(field: string): string {
    const [head, at, ...steps] = field.split(".");
    const block = head === "blocks" ? this.content.blocks[Number(at)] : undefined;
    const told = [block ? this.title(block) : say("page")];
    let fields = block ? (this.kinds.get(block.kind)?.fields ?? []) : WORDS;
    for (const step of block ? steps : [head]) {
      const known = fields.find((each) => each.name === step);
      if (known) told.push(known.title);
      else if (/^\d+$/.test(step ?? "")) told.push(`${told.pop()} ${Number(step) + 1}`);
      fields = known?.fields ?? fields;
    }
    return told.join(" · ");
  }

  private keys(): void {
    document.addEventListener("keydown", (event) => {
      const key = event.key.toLowerCase();
      if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== "z" && key !== "y")) return;
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      event.preventDefault();
      this.step(event.shiftKey || key === "y" ? this.history.forth(this.content) : this.history.back(this.content));
    });
  }
}

const root = document.querySelector<HTMLElement>("[data-design]");
if (root?.dataset.mayEdit !== undefined) new Editor(root);
else if (root) new Looking(root.dataset.preview ?? "", root.querySelector("[data-look]")!, root.querySelector("[data-frame]")!);
