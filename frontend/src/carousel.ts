import type { AlpineComponent } from "alpinejs";

interface Carousel {
  current: number;
  playing: boolean;
  moves: boolean;
  timer: number | undefined;
  show(index: number): void;
  toggle(): void;
  play(): void;
  rest(): void;
  destroy(): void;
  isCurrent(index: number): "true" | "false";
}

/** A row of slides that already scrolls by itself: this adds dots, a counter and, when asked, motion
 *  that stops for a pointer, for the focus, for good at the button, and never starts for those who
 *  asked their system for less of it. */
export function carousel(seconds = 0): AlpineComponent<Carousel> {
  return {
    current: 1,
    playing: false,
    moves: false,
    timer: undefined,

    init() {
      const track = this.$refs.track as HTMLElement;
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      this.moves = seconds > 0 && track.children.length > 1;
      track.addEventListener(
        "scroll",
        () => (this.current = Math.round(track.scrollLeft / track.clientWidth) + 1),
        { passive: true },
      );
      if (this.moves && !still) this.play();
    },

    show(index) {
      const track = this.$refs.track as HTMLElement;
      track.scrollTo({ left: (index - 1) * track.clientWidth, behavior: "smooth" });
    },

    toggle() {
      if (this.playing) this.rest();
      else this.play();
    },

    play() {
      const root = this.$root;
      const track = this.$refs.track as HTMLElement;
      this.playing = true;
      this.timer = window.setInterval(() => {
        if (document.hidden || root.matches(":hover, :focus-within")) return;
        this.show((this.current % track.children.length) + 1);
      }, seconds * 1000);
    },

    rest() {
      this.playing = false;
      window.clearInterval(this.timer);
    },

    destroy() {
      window.clearInterval(this.timer);
    },

    isCurrent(index) {
      return this.current === index ? "true" : "false";
    },
  };
}
