/** The editor of a shop page: blocks in their order, the fields of one of them, the page beside. */
import type { Block, Content, Data, Kind, Texts } from "./content";
import { History, newBlock } from "./content";
import { type Desk, controls } from "./fields";
import { Looking } from "./looking";
import { button, el, input, labelled, named, localOf, momentOf, say, select, tool } from "./parts";
import { type Problem, Saving } from "./saving";

const WORDS = [
  { name: "title", title: say("title"), hint: "", control: "words", required: true, most: 60 },
  { name: "line", title: say("line"), hint: "", control: "words", required: false, most: 160 },
];

class Editor implements Desk {
  readonly data = JSON.parse(document.getElementById("design-data")?.textContent ?? "{}") as Data;
  readonly products = new Map(this.data.goods.map((each) => [each.id, each]));
  private content: Content = this.data.content;
  private readonly kinds = new Map(this.data.kinds.map((each) => [each.name, each]));
  private readonly history = new History();
  private readonly saving: Saving;
  private readonly looking: Looking;
  private chosen = "";
  private dragged = "";
  private problems: Problem[] = [];

  constructor(private readonly root: HTMLElement) {
    const url = root.dataset.url ?? "";
    this.looking = new Looking(root.dataset.preview ?? "", this.part("look"), this.part("frame"));
    this.saving = new Saving(url, this.data.revision, () => this.content, this.part("said"), (problems) => {
      this.problems = problems;
      this.list();
      this.looking.again();
    });
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

  private add(kind: Kind): void {
    const block = newBlock(kind);
    const after = this.content.blocks.findIndex((each) => each.id === this.chosen);
    this.change("", () => this.content.blocks.splice(after < 0 ? this.content.blocks.length : after + 1, 0, block));
    this.choose(block.id);
  }

  private list(): void {
    const focused = document.activeElement?.getAttribute("data-key");
    this.part("list").replaceChildren(...this.content.blocks.map((block, at) => this.row(block, at)));
    if (focused) this.part("list").querySelector<HTMLElement>(`[data-key="${focused}"]`)?.focus();
  }

  private row(block: Block, at: number): HTMLElement {
    const title = this.title(block);
    const name = button(title, () => this.choose(block.id), "design__name");
    name.setAttribute("aria-current", String(block.id === this.chosen));
    const keyed = (key: string, made: HTMLButtonElement): HTMLButtonElement => {
      made.dataset.key = `${block.id}-${key}`;
      return made;
    };
    const up = keyed("up", tool("↑", `${say("up")}: ${title}`, () => this.move(at, at - 1)));
    const down = keyed("down", tool("↓", `${say("down")}: ${title}`, () => this.move(at, at + 1)));
    up.disabled = at === 0;
    down.disabled = at === this.content.blocks.length - 1;
    const copy = keyed("copy", tool("+", `${say("copy")}: ${title}`, () => this.copy(block, at)));
    const gone = keyed("gone", tool("×", `${say("remove")}: ${title}`, () => this.remove(at)));
    const grip = el("span", "design__tool design__grip", { "aria-hidden": "true" }, "⠿");
    const row = el("li", "design__block", { draggable: "true" }, grip, name, up, down, copy, gone);
    row.classList.toggle("design__block--on", block.id === this.chosen);
    row.classList.toggle("design__block--off", block.off);
    row.classList.toggle("design__block--wrong", this.problems.some((each) => each.field.startsWith(`blocks.${at}.`)));
    this.dragging(row, block, at);
    return row;
  }

  private dragging(row: HTMLElement, block: Block, at: number): void {
    row.addEventListener("dragstart", () => (this.dragged = block.id));
    row.addEventListener("dragover", (event) => {
      event.preventDefault();
      row.classList.add("design__block--over");
    });
    row.addEventListener("dragleave", () => row.classList.remove("design__block--over"));
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      this.move(this.content.blocks.findIndex((each) => each.id === this.dragged), at);
    });
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
    const panel = this.root.querySelector<HTMLElement>("[data-form-panel]");
    panel?.focus({ preventScroll: true });
    if (panel && panel.getBoundingClientRect().top > window.innerHeight * 0.8) panel.scrollIntoView({ block: "start" });
  }

  private title(block: Block): string {
    const kind = this.kinds.get(block.kind)?.title ?? block.kind;
    const words = (block.values.title as Texts | undefined) ?? {};
    return [kind, words.zh ?? words.en].filter(Boolean).join(" · ");
  }

  private form(): void {
    const block = this.content.blocks.find((each) => each.id === this.chosen);
    const kind = block && this.kinds.get(block.kind);
    this.root.querySelector("[data-form-title]")!.textContent = kind ? kind.title : say("page");
    if (!block || !kind) {
      this.part("form").replaceChildren(controls(this, WORDS, this.content as never, "page"));
      return;
    }
    const place = this.content.blocks.indexOf(block);
    const wrong = this.problems.filter((each) => each.field.startsWith(`blocks.${place}.`));
    const told = el("ul", "design__problems", {}, ...wrong.map((each) => el("li", "", {}, each.message)));
    const fields = controls(this, kind.fields, block.values, block.id);
    this.part("form").replaceChildren(el("p", "form__hint", {}, kind.hint), told, fields, this.around(block));
  }

  private around(block: Block): HTMLElement {
    const set = (act: () => void): void => this.change("", act);
    const audiences: [string, string][] = ["everyone", "new", "returning", "guests", "members"].map((each) => [each, say(each)]);
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
    const outside: [string, string][] = [["", say("inside")], ["1", say("outside")]];
    const hours = el("div", "design__row", {}, labelled(say("from"), hour(begin, 0)), labelled(say("to"), hour(end, 1)));
    return el(
      "fieldset",
      "field design__fields design__item",
      {},
      el("legend", "field__label", {}, say("who")),
      named(say("who"), select(audiences, block.audience, (value) => set(() => (block.audience = value)))),
      labelled(say("regions"), input("text", block.regions ?? "", (value) => this.change(`${block.id}.regions`, () => (block.regions = value)))),
      el("p", "form__hint", {}, say("regionsHint")),
      named(say("regions"), select(outside, block.outside ? "1" : "", (value) => set(() => (block.outside = value === "1")))),
      labelled(say("from"), input("datetime-local", localOf(block.from_at), (v) => set(() => (block.from_at = momentOf(v))))),
      labelled(say("until"), input("datetime-local", localOf(block.until_at), (v) => set(() => (block.until_at = momentOf(v))))),
      el("p", "field__label", {}, say("hours")),
      hours,
      el("label", "choice", {}, byInterest, el("span", "", {}, say("byInterest"))),
      el("label", "choice", {}, off, el("span", "", {}, say("off"))),
    );
  }

  private publishing(url: string): void {
    const panel = document.querySelector<HTMLElement>("[data-publish]");
    panel?.querySelector("[data-do-publish]")?.addEventListener("click", () => void this.publish(url, panel));
  }

  private async publish(url: string, panel: HTMLElement): Promise<void> {
    if (!(await this.saving.now())) return;
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
      return;
    }
    const lines = [...(said.problems ?? [])].map((each) => `${this.where(each.field)}: ${each.message}`);
    const list = panel.querySelector("[data-problems]");
    list?.replaceChildren(...(lines.length ? lines : [said.message ?? ""]).map((each) => el("li", "", {}, each)));
  }

  private where(field: string): string {
    const block = this.content.blocks[Number(/^blocks\.(\d+)/.exec(field)?.[1] ?? NaN)];
    return block ? this.title(block) : say("page");
  }

  private keys(): void {
    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      event.preventDefault();
      this.step(event.shiftKey ? this.history.forth(this.content) : this.history.back(this.content));
    });
  }
}

const root = document.querySelector<HTMLElement>("[data-design]");
if (root?.dataset.mayEdit !== undefined) new Editor(root);
else if (root) new Looking(root.dataset.preview ?? "", root.querySelector("[data-look]")!, root.querySelector("[data-frame]")!);
