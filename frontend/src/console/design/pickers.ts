/** Choosing a picture of the media library and choosing a product. */
import type { Product } from "./content";
import { button, dialog, el, input, labelled, say } from "./parts";

export interface Media {
  key: string;
  url: string;
  film: string;
  name: string;
  alt: string;
  words: { zh: string; en: string };
}

const PAGE = 48;
const ACCEPTED = { pictures: "image/jpeg,image/png,image/webp", films: "video/mp4,video/webm" };

/** A dialog over the media library: searched, leafed through, or something new brought. */
export function pickMedia(
  kind: "pictures" | "films",
  chosen: (media: Media) => void,
  { several = false }: { several?: boolean } = {},
): void {
  const { body, close } = dialog(say(kind === "films" ? "film" : "choose"));
  const grid = el("div", "design__media");
  const more = button(say("more"), () => void load());
  let seen = 0;
  let asked = 0;
  const take = (media: Media, tile?: HTMLElement): void => {
    if (several && tile) tile.setAttribute("aria-pressed", "true");
    else close();
    chosen(media);
  };
  const load = async (anew = false): Promise<void> => {
    const mine = ++asked;
    if (anew) seen = 0;
    const answer = await fetch(`/console/pick/${kind}?before=${seen}&q=${encodeURIComponent(words.value)}`);
    const found = answer.ok ? ((await answer.json()) as Media[]) : [];
    if (mine !== asked) return;
    if (anew) grid.replaceChildren();
    seen += found.length;
    more.hidden = found.length < PAGE;
    for (const media of found) {
      const one = button("", () => take(media, one), "");
      if (media.url) one.append(el("img", "", { src: media.url, alt: media.alt || media.name || media.key, loading: "lazy" }));
      if (kind === "films" || !media.url) one.append(el("span", "design__media-name", {}, media.name || media.alt || media.key));
      grid.append(one);
    }
    if (grid.children.length === 0) grid.append(el("p", "text-soft", {}, say("nothing")));
  };
  const words = input("search", "", () => void load(true));
  const file = el("input", "input input--file", { type: "file", accept: ACCEPTED[kind] });
  const wrong = el("p", "design__problems", { role: "alert" });
  file.addEventListener("change", async () => {
    const picked = file.files?.[0];
    if (!picked) return;
    const form = new FormData();
    form.append("file", picked);
    const answer = await fetch("/console/pick/media", { method: "POST", body: form });
    const told = (await answer.json().catch(() => ({}))) as Media & { message?: string; kind?: string };
    if (answer.ok && told.kind === kind.slice(0, -1)) take(told);
    else wrong.textContent = told.message ?? say("failed");
  });
  body.append(labelled(say("find"), words), labelled(say("upload"), file), wrong);
  if (several) body.append(el("p", "text-soft", {}, say("several")));
  body.append(grid, more);
  void load();
}

export function pickPicture(chosen: (key: string) => void): void {
  pickMedia("pictures", (media) => chosen(media.key));
}

export function pickProduct(chosen: (product: Product) => void): void {
  const { body, close } = dialog(say("pick"));
  const list = el("div", "design__found");
  let asked = 0;
  const look = async (typed: string): Promise<void> => {
    const mine = ++asked;
    const answer = await fetch(`/console/pick/goods?q=${encodeURIComponent(typed)}`);
    const found = answer.ok ? ((await answer.json()) as Product[]) : [];
    if (mine !== asked) return;
    list.replaceChildren(
      ...found.map((product) => {
        const one = button("", () => {
          close();
          chosen(product);
        }, "design__product");
        one.append(...shown(product));
        return one;
      }),
    );
  };
  const words = input("search", "", (typed) => void look(typed));
  body.append(labelled(say("search"), words), list);
  void look("");
}

export function shown(product: Product): HTMLElement[] {
  return [
    ...(product.picture ? [el("img", "", { src: product.picture, alt: "" })] : []),
    el("span", "", {}, product.title),
    el("span", "tabular", {}, product.price),
  ];
}
