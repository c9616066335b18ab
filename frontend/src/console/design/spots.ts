/** Points on a picture: each is pulled to its place or moved by the arrow keys, a click adds one. */
import type { Values } from "./content";
import { el, say } from "./parts";

interface Board {
  picture: string;
  spots: Values[];
  most: number;
  /** `at` is the number of the point; its two figures are set already. */
  moved: (at: number, act: () => void) => void;
  added: (across: number, down: number) => void;
}

const KEYS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FAR = 5;

export function spotBoard(board: Board): HTMLElement {
  const picture = el("div", "spots", {}, el("img", "", { src: `/media/${board.picture}-640.webp`, alt: "", draggable: "false" }));
  const under = (event: MouseEvent): [number, number] => {
    const box = picture.getBoundingClientRect();
    return [percent((event.clientX - box.left) / box.width), percent((event.clientY - box.top) / box.height)];
  };
  picture.addEventListener("click", (event) => {
    if (event.target instanceof HTMLImageElement && board.spots.length < board.most) board.added(...under(event));
  });
  board.spots.forEach((spot, at) => picture.append(point(spot, at, board, under)));
  return el("div", "field", {}, el("p", "field__hint", {}, say("spots")), picture);
}

function point(spot: Values, at: number, board: Board, under: (event: MouseEvent) => [number, number]): HTMLElement {
  const made = el("button", "spots__one", { type: "button" }, String(at + 1));
  const show = (across: number, down: number): void => {
    made.style.left = `${across}%`;
    made.style.top = `${down}%`;
    made.setAttribute("aria-label", say("spot", { number: at + 1, across, down }));
  };
  const put = (across: number, down: number): void => {
    show(across, down);
    board.moved(at, () => Object.assign(spot, { across, down }));
  };
  const where = (): [number, number] => [Number(spot.across ?? 50), Number(spot.down ?? 50)];
  show(...where());
  made.addEventListener("pointerdown", (event) => {
    if (!event.button) made.setPointerCapture(event.pointerId);
  });
  made.addEventListener("pointermove", (event) => {
    if (made.hasPointerCapture(event.pointerId)) show(...under(event));
  });
  made.addEventListener("pointerup", (event) => {
    if (made.hasPointerCapture(event.pointerId)) put(...under(event));
  });
  made.addEventListener("pointercancel", () => show(...where()));
  made.addEventListener("keydown", (event) => {
    const by = KEYS[event.key];
    if (!by) return;
    event.preventDefault();
    const far = event.shiftKey ? FAR : 1;
    const [across, down] = where();
    put(percent((across + by[0] * far) / 100), percent((down + by[1] * far) / 100));
  });
  return made;
}

function percent(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * 100);
}
