import "./zoom.css";

const NEAREST = 4;

/** A picture as large as it is, in a dialog: a click, plus and minus or the buttons bring it nearer,
 *  the arrow keys and the finger move it, Escape closes. */
export function lookClosely(link: HTMLAnchorElement): void {
  const [larger = "+", smaller = "-", closing = "x"] = (link.dataset.zoom ?? "").split("|");
  const small = link.querySelector("img");
  const dialog = document.createElement("dialog");
  const sheet = document.createElement("div");
  const picture = document.createElement("img");
  const bar = document.createElement("p");
  dialog.className = "zoom";
  dialog.setAttribute("aria-label", small?.alt ?? "");
  sheet.className = "zoom__sheet";
  sheet.tabIndex = 0;
  bar.className = "zoom__bar";
  picture.alt = small?.alt ?? "";
  picture.src = link.href;
  let near = 1;

  const set = (to: number, x = 0.5, y = 0.5): void => {
    near = Math.min(NEAREST, Math.max(1, to));
    sheet.toggleAttribute("data-near", near > 1);
    const fit = Math.min(innerWidth / (picture.naturalWidth || 1), innerHeight / (picture.naturalHeight || 1));
    picture.style.width = near > 1 ? `${picture.naturalWidth * fit * near}px` : "";
    sheet.scrollTo(x * sheet.scrollWidth - innerWidth / 2, y * sheet.scrollHeight - innerHeight / 2);
    less.disabled = near === 1;
    more.disabled = near === NEAREST;
  };
  const button = (words: string, act: () => void): HTMLButtonElement => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", act);
    bar.append(made);
    return made;
  };
  const less = button(smaller, () => set(near / 2));
  const more = button(larger, () => set(near * 2));
  button(closing, () => dialog.close());
  sheet.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    if (near > 1) set(1);
    else set(2, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  });
  dialog.addEventListener("keydown", ({ key }) => {
    if (key === "+" || key === "=") set(near * 2);
    if (key === "-") set(near / 2);
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus({ preventScroll: true });
  });
  sheet.append(picture);
  dialog.append(sheet, bar);
  document.body.append(dialog);
  dialog.showModal();
  set(1);
  sheet.focus();
}
