/** A product turned by hand: dragging over it and the arrow keys of the slider say the same.
 *  Nothing ever turns by itself. */
export function beginTurning(button: HTMLElement): void {
  const slide = button.closest<HTMLElement>("[data-turn]");
  const picture = slide?.querySelector<HTMLImageElement>("img");
  const bar = slide?.querySelector<HTMLElement>(".turn__bar");
  const slider = bar?.querySelector<HTMLInputElement>("input");
  if (!slide || !picture || !bar || !slider) return;
  const keys = (slide.dataset.turn ?? "").split(" ");
  const width = picture.currentSrc.match(/-(\d+)\.webp/)?.[1] ?? "640";
  const sides = keys.map((key) => {
    const side = new Image();
    side.src = `/media/${key}-${width}.webp`;
    return side;
  });

  const show = (): void => {
    const at = Number(slider.value) - 1;
    const side = sides[at];
    if (side?.complete) picture.src = side.src;
    else side?.addEventListener("load", () => Number(slider.value) - 1 === at && (picture.src = side.src), { once: true });
    const words = slider.dataset.words ?? "";
    slider.setAttribute("aria-valuetext", words.replace("{number}", slider.value).replace("{count}", String(keys.length)));
  };
  picture.removeAttribute("srcset");
  picture.draggable = false;
  button.hidden = true;
  bar.hidden = false;
  slide.dataset.turning = "";
  slider.addEventListener("input", show);
  drag(slide, picture, (by) => {
    const at = (((Number(slider.value) - 1 + by) % keys.length) + keys.length) % keys.length;
    slider.value = String(at + 1);
    show();
  });
  show();
  slider.focus({ preventScroll: true });
}

/** Once across the picture is once around. */
function drag(slide: HTMLElement, picture: HTMLImageElement, turn: (by: number) => void): void {
  const sides = (slide.dataset.turn ?? "").split(" ").length;
  let from: number | null = null;
  picture.addEventListener("pointerdown", (event) => {
    from = event.clientX;
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const step = picture.clientWidth / sides;
    const by = Math.trunc((event.clientX - from) / step);
    if (by === 0) return;
    from += by * step;
    turn(by);
  });
  for (const kind of ["pointerup", "pointercancel"]) picture.addEventListener(kind, () => (from = null));
}
