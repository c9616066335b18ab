/** What the editor edits, as the server keeps it, and the way back from every step. */
export type Texts = Record<string, string>;
export type Values = Record<string, unknown>;

export interface Block {
  id: string;
  kind: string;
  values: Values;
  off: boolean;
  audience: string;
  from_at: string | null;
  until_at: string | null;
  hours: [string, string] | null;
  regions: string;
  outside: boolean;
  by_interest: boolean;
}

export interface Content {
  title: Texts;
  line: Texts;
  blocks: Block[];
}

export interface Field {
  name: string;
  title: string;
  hint: string;
  control: string;
  required: boolean;
  most?: number;
  options?: [string, string][];
  fields?: Field[];
}

export interface Kind {
  name: string;
  title: string;
  hint: string;
  fields: Field[];
}

export interface Product {
  id: string;
  title: string;
  picture: string;
  price: string;
}

export interface Data {
  /** So many blocks a page holds. */
  most: number;
  content: Content;
  revision: number;
  problems: { field: string; message: string; mild?: boolean }[];
  kinds: Kind[];
  categories: [string, string][];
  tags: [string, string][];
  brands: [string, string][];
  goods: Product[];
}

const STEPS_MAX = 100;
const ONE_STEP_MS = 1200;

/** Steps back and forth. Letters typed into one field within a second are one step. */
export class History {
  private past: string[] = [];
  private future: string[] = [];
  private last = "";
  private at = 0;

  /** To be called before something is changed; `place` names the field that is typed into. */
  note(content: Content, place = ""): void {
    const now = Date.now();
    if (place && place === this.last && now - this.at < ONE_STEP_MS) {
      this.at = now;
      return;
    }
    this.past.push(JSON.stringify(content));
    if (this.past.length > STEPS_MAX) this.past.shift();
    this.future = [];
    this.last = place;
    this.at = now;
  }

  back(content: Content): Content | undefined {
    return this.step(this.past, this.future, content);
  }

  forth(content: Content): Content | undefined {
    return this.step(this.future, this.past, content);
  }

  get canGoBack(): boolean {
    return this.past.length > 0;
  }

  get canGoForth(): boolean {
    return this.future.length > 0;
  }

  private step(from: string[], to: string[], content: Content): Content | undefined {
    const kept = from.pop();
    if (kept === undefined) return undefined;
    to.push(JSON.stringify(content));
    this.last = "";
    return JSON.parse(kept) as Content;
  }
}

export function emptyValue(field: Field): unknown {
  if (field.control === "items") return [];
  if (field.control === "words" || field.control === "body") return {};
  if (field.control === "choice") return field.options?.[0]?.[0] ?? "";
  if (field.control === "percent") return 50;
  if (field.control === "goods") return { by: "rule", products: [], count: 8, sort: "default" };
  return "";
}

export function emptyValues(fields: Field[]): Values {
  return Object.fromEntries(fields.map((field) => [field.name, emptyValue(field)]));
}

export function newBlock(kind: Kind): Block {
  return {
    id: crypto.randomUUID(),
    kind: kind.name,
    values: emptyValues(kind.fields),
    off: false,
    audience: "everyone",
    from_at: null,
    until_at: null,
    hours: null,
    regions: "",
    outside: false,
    by_interest: false,
  };
}
