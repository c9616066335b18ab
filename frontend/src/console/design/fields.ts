/** One control for each kind of field. `change` is told the place, so that typing is one step back. */
import type { Data, Field, Product, Texts, Values } from "./content";
import { emptyValues } from "./content";
import { button, el, input, labelled, localOf, momentOf, placed, say, select, tool } from "./parts";
import { spotBoard } from "./spots";
import { pickMedia, pickPicture, pickProduct, shown } from "./pickers";

export interface Desk {
  data: Data;
  products: Map<string, Product>;
  /** Note the step, do it, save. `anew` draws the form again. */
  change(place: string, act: () => void, anew?: boolean): void;
  /** Something new stands there, which is still to be filled in. */
  begin(place: string): void;
}

interface Wish {
  by: string;
  products: string[];
  category: string;
  tag: string;
  brand: string;
  sort: string;
  price_min: number | null;
  price_max: number | null;
  count: number;
}

export function controls(desk: Desk, fields: Field[], values: Values, place: string): HTMLElement {
  const made = el("div", "design__fields");
  for (const field of fields) {
    const path = `${place}.${field.name}`;
    made.append(placed(path, control(desk, field, values, path)));
  }
  return made;
}

function control(desk: Desk, field: Field, values: Values, place: string): HTMLElement {
  const set = (value: unknown, anew = false): void => desk.change(place, () => (values[field.name] = value), anew);
  const plain = String(values[field.name] ?? "");
  const title = titled(field);
  switch (field.control) {
    case "words":
    case "body":
      return texts(desk, field, values, place);
    case "picture":
      return picture(field, plain, set);
    case "film":
      return film(field, plain, set);
    case "choice":
      return labelled(field.title, select(field.options ?? [], plain, (value) => set(value)), field.hint);
    case "percent":
      return labelled(field.title, whole(Number(values[field.name] ?? 50), (value) => set(value ?? 50), 100), field.hint);
    case "moment":
      return labelled(title, input("datetime-local", localOf(plain), (value) => set(momentOf(value) ?? "")), field.hint);
    case "goods":
      return goods(desk, field, values, place);
    case "items":
      return items(desk, field, values, place);
    default:
      return labelled(title, input("text", plain, (value) => set(value)), field.hint);
  }
}

/** What may stay empty says so. */
function titled(field: Field): (Node | string)[] {
  return field.required ? [field.title] : [field.title, " ", el("span", "field__optional", {}, say("optional"))];
}

function texts(desk: Desk, field: Field, values: Values, place: string): HTMLElement {
  const told = { ...(values[field.name] as Texts | undefined) };
  const both = el("fieldset", "field design__both", {}, el("legend", "field__label", {}, ...titled(field)));
  for (const language of ["zh", "en"]) {
    const change = (typed: string): void =>
      desk.change(`${place}.${language}`, () => {
        told[language] = typed;
        values[field.name] = { ...told };
      });
    const long = field.control === "body";
    const line = long ? el("textarea", "textarea", { rows: "6" }) : el("input", "input", { type: "text" });
    line.value = told[language] ?? "";
    line.maxLength = field.most ?? 120;
    line.lang = language === "zh" ? "zh-CN" : "en";
    line.addEventListener("input", () => change(line.value));
    line.setAttribute("aria-label", `${field.title} (${say(language)})`);
    line.setAttribute("placeholder", say(language));
    both.append(line);
  }
  if (field.hint) both.append(el("p", "field__hint", {}, field.hint));
  return both;
}

function picture(field: Field, key: string, set: (value: string, anew: boolean) => void): HTMLElement {
  const row = el("div", "design__picture");
  row.append(key ? el("img", "", { src: `/media/${key}-160.webp`, alt: "" }) : el("span", "text-soft", {}, say("none")));
  const choose = button(say("choose"), () => pickPicture((picked) => set(picked, true)));
  choose.setAttribute("aria-label", `${field.title}: ${say("choose")}`);
  row.append(choose);
  return el("div", "field", {}, el("span", "field__label", {}, ...titled(field)), row);
}

function film(field: Field, file: string, set: (value: string, anew: boolean) => void): HTMLElement {
  const row = el("div", "design__picture");
  const shown = el("video", "preview preview--small", { controls: "", preload: "none", src: `/media/film/${file}` });
  row.append(file ? shown : el("span", "text-soft", {}, say("nofilm")));
  const choose = button(say("film"), () => pickMedia("films", (media) => set(media.film.split("/").at(-1) ?? "", true)));
  choose.setAttribute("aria-label", `${field.title}: ${say("film")}`);
  row.append(choose);
  return el("div", "field", {}, el("span", "field__label", {}, ...titled(field)), row);
}

function whole(value: number | null, change: (value: number | null) => void, most: number): HTMLInputElement {
  const made = input("number", value === null ? "" : String(value), (typed) => change(typed === "" ? null : Math.round(Number(typed)) || 0));
  made.min = "0";
  made.max = String(most);
  return made;
}

function items(desk: Desk, field: Field, values: Values, place: string): HTMLElement {
  const list = (values[field.name] ??= []) as Values[];
  const made = el("fieldset", "field design__fields", {}, el("legend", "field__label", {}, field.title));
  const act = (change: () => void): void => desk.change("", change, true);
  if (values.picture && field.fields?.some((each) => each.name === "across")) made.append(pointing(desk, field, values, place));
  list.forEach((each, at) => {
    const name = `${field.title} ${at + 1}`;
    const up = tool("up", `${say("up")}: ${name}`, () => act(() => swap(list, at, at - 1)));
    const down = tool("down", `${say("down")}: ${name}`, () => act(() => swap(list, at, at + 1)));
    const gone = tool("trash", `${say("remove")}: ${name}`, () => act(() => list.splice(at, 1)));
    up.disabled = at === 0;
    down.disabled = at === list.length - 1;
    const head = el("div", "design__row", {}, el("strong", "flex-1", {}, String(at + 1)), up, down, gone);
    made.append(placed(`${place}.${at}`, el("div", "design__item", {}, head, controls(desk, field.fields ?? [], each, `${place}.${at}`))));
  });
  const more = button(`${say("one")}: ${field.title}`, () => {
    desk.begin(`${place}.${list.length}`);
    act(() => list.push(emptyValues(field.fields ?? [])));
  });
  more.disabled = list.length >= (field.most ?? 12);
  made.append(more);
  return made;
}

/** The points of a picture, which the figures beneath follow. */
function pointing(desk: Desk, field: Field, values: Values, place: string): HTMLElement {
  const spots = values[field.name] as Values[];
  return spotBoard({
    picture: String(values.picture),
    spots,
    most: field.most ?? 12,
    moved: (at, act) => {
      desk.change(`${place}.${at}.spot`, act);
      for (const name of ["across", "down"]) {
        const typed = document.querySelector<HTMLInputElement>(`[data-place="${place}.${at}.${name}"] input`);
        if (typed) typed.value = String(spots[at]?.[name] ?? "");
      }
    },
    added: (across, down) => {
      desk.begin(`${place}.${spots.length}`);
      desk.change("", () => spots.push({ ...emptyValues(field.fields ?? []), across, down }), true);
    },
  });
}

function goods(desk: Desk, field: Field, values: Values, place: string): HTMLElement {
  const wish = (values[field.name] ??= { by: "rule", products: [] }) as Wish;
  const set = (act: () => void, anew = false): void => desk.change(anew ? "" : place, act, anew);
  const made = el("fieldset", "field design__fields", {}, el("legend", "field__label", {}, field.title));
  const ways: [string, string][] = [["rule", say("rule")], ["hand", say("hand")]];
  made.append(labelled(say("way"), select(ways, wish.by, (value) => set(() => (wish.by = value), true))));
  made.append(...(wish.by === "hand" ? byHand(desk, wish, set) : byRule(desk, wish, set)));
  return made;
}

function byHand(desk: Desk, wish: Wish, set: (act: () => void, anew?: boolean) => void): HTMLElement[] {
  const rows = (wish.products ?? []).map((id, at) => {
    const product = desk.products.get(id);
    const name = product?.title ?? say("gone");
    const up = tool("up", `${say("up")}: ${name}`, () => set(() => swap(wish.products, at, at - 1), true));
    const gone = tool("trash", `${say("remove")}: ${name}`, () => set(() => wish.products.splice(at, 1), true));
    up.disabled = at === 0;
    const inside = product ? shown(product) : [el("span", "text-soft", {}, name)];
    return el("div", "design__product", {}, ...inside, up, gone);
  });
  const add = button(say("pick"), () =>
    pickProduct((product) => {
      desk.products.set(product.id, product);
      set(() => (wish.products = [...(wish.products ?? []), product.id]), true);
    }),
  );
  return [...rows, add];
}

function byRule(desk: Desk, wish: Wish, set: (act: () => void) => void): HTMLElement[] {
  const any: [string, string] = ["", say("any")];
  const sorts: [string, string][] = [
    ["default", say("default")],
    ["sales", say("sales")],
    ["new", say("newest")],
    ["price_up", say("cheap")],
    ["price_down", say("dear")],
  ];
  return [
    labelled(say("category"), select([any, ...desk.data.categories], wish.category ?? "", (v) => set(() => (wish.category = v)))),
    labelled(say("tag"), select([any, ...desk.data.tags], wish.tag ?? "", (v) => set(() => (wish.tag = v)))),
    labelled(say("brand"), select([any, ...desk.data.brands], wish.brand ?? "", (v) => set(() => (wish.brand = v)))),
    labelled(say("sort"), select(sorts, wish.sort ?? "default", (v) => set(() => (wish.sort = v)))),
    el(
      "div",
      "design__two",
      {},
      labelled(say("lowest"), whole(wish.price_min ?? null, (v) => set(() => (wish.price_min = v)), 1_000_000)),
      labelled(say("highest"), whole(wish.price_max ?? null, (v) => set(() => (wish.price_max = v)), 1_000_000)),
    ),
    labelled(say("count"), whole(wish.count ?? 8, (v) => set(() => (wish.count = v ?? 8)), 24)),
  ];
}

export function swap<T>(list: T[], one: number, other: number): void {
  const [a, b] = [list[one], list[other]];
  if (a === undefined || b === undefined) return;
  list[one] = b;
  list[other] = a;
}
