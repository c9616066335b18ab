import type { AlpineComponent } from "alpinejs";

interface Toast {
  timer: number | undefined;
  stay(): void;
  leave(): void;
  close(): void;
}

const SECONDS = 6;

/** A word that goes by itself, unless somebody is reading it (pointer or focus upon it). */
export function toast(): AlpineComponent<Toast> {
  return {
    timer: undefined,
    init() {
      this.leave();
    },
    stay() {
      window.clearTimeout(this.timer);
    },
    leave() {
      this.timer = window.setTimeout(() => this.close(), SECONDS * 1000);
    },
    close() {
      this.$root.remove();
    },
  };
}
