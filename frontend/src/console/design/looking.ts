/** The page itself beside the editor, as wide as a phone or as a computer, on any day. */
import { button, el, input, labelled, say, select } from "./parts";

const WIDTHS: Record<string, [number, number]> = { phone: [390, 760], pc: [1440, 1000] };
const [LEAST, AROUND] = [480, 280]; // the whole of it fits beneath its controls where the window is high enough
const STILL_MS = 300;

export class Looking {
  private device = "phone";
  private at = "";
  private reader = "new";
  private region = "";
  private readonly shown: HTMLIFrameElement;
  private timer = 0;

  constructor(
    private readonly url: string,
    bar: HTMLElement,
    private readonly frame: HTMLElement,
  ) {
    this.shown = frame.querySelector<HTMLIFrameElement>("iframe") as HTMLIFrameElement;
    const devices = Object.keys(WIDTHS).map((device) => {
      const one = button(say(device), () => {
        this.device = device;
        for (const each of devices) each.setAttribute("aria-pressed", String(each === one));
        this.fit();
      });
      one.setAttribute("aria-pressed", String(device === this.device));
      return one;
    });
    const readers: [string, string][] = [["new", say("new")], ["returning", say("returning")], ["member", say("members")], ["price_minded", say("price_minded")]];
    bar.append(el("span", "design__devices", {}, ...devices), labelled(say("reader"), select(readers, this.reader, (value) => this.set(() => (this.reader = value)))));
    bar.append(labelled(say("at"), input("datetime-local", "", (value) => this.set(() => (this.at = value)))));
    bar.append(labelled(say("place"), input("text", "", (value) => this.set(() => (this.region = value)))));
    new ResizeObserver(() => this.fit()).observe(frame);
    this.again();
  }

  again(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.load(), STILL_MS);
  }

  private set(act: () => void): void {
    act();
    this.again();
  }

  /** Where it was looked at stays in sight. */
  private load(): void {
    const top = this.shown.contentWindow?.scrollY ?? 0;
    const asked = new URLSearchParams({ reader: this.reader });
    if (this.at) asked.set("at", this.at);
    if (this.region) asked.set("region", this.region);
    this.shown.addEventListener("load", () => this.shown.contentWindow?.scrollTo(0, top), { once: true });
    this.shown.src = `${this.url}?${asked}`;
  }

  private fit(): void {
    const [width, most] = WIDTHS[this.device] as [number, number];
    this.frame.closest<HTMLElement>("[data-design]")?.setAttribute("data-device", this.device);
    const scale = Math.min(1, this.frame.clientWidth / width);
    const height = Math.min(most, Math.max(LEAST, (window.innerHeight - AROUND) / scale));
    this.shown.style.width = `${width}px`;
    this.shown.style.height = `${height}px`;
    this.shown.style.transform = `scale(${scale})`;
    this.frame.style.height = `${Math.ceil(height * scale)}px`;
  }
}
