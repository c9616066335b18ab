/** Choosing a picture of the media library and choosing a product. */
import type { Product } from "./content";
import { button, dialog, el, input, labelled, say } from "./parts";

interface Picture {
  key: string;
  url: string;
  alt: string;
}

const PAGE = 48;

export function pickPicture(chosen: (key: string) => void): void {
  const { body, close } = dialog(say("choose"));
  const grid = el("div", "design__media");
  const more = button(say("more"), () => void load());
  let seen = 0;
  const take = (picture: Picture): void => {
    close();
    chosen(picture.key);
  };
  const load = async (): Promise<void> => {
    const answer = await fetch(`/console/pick/pictures?before=${seen}`);
    const found = answer.ok ? ((await answer.json()) as Picture[]) : [];
    seen += found.length;
    more.hidden = found.length < PAGE;
    for (const picture of found) {
      const one = button("", () => take(picture), "");
      one.append(el("img", "", { src: picture.url, alt: picture.alt || picture.key, loading: "lazy" }));
      grid.append(one);
    }
  };
  const file = el("input", "input input--file", { type: "file", accept: "image/jpeg,image/png,image/webp" });
  const wrong = el("p", "design__problems", { role: "alert" });
  file.addEventListener("change", async () => {
    const picked = file.files?.[0];
    if (!picked) return;
    const form = new FormData();
    form.append("file", picked);
    const answer = await fetch("/console/pick/pictures", { method: "POST", body: form });
    const told = (await answer.json()) as Picture & { message?: string };
    if (answer.ok) take(told);
    else wrong.textContent = told.message ?? say("failed");
  });
  body.append(labelled(say("upload"), file), wrong, grid, more);
  void load();
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
