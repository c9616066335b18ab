import type { AlpineComponent } from "alpinejs";

interface TimeLeft {
  left: string;
  over: boolean;
  timer: number | undefined;
  tick(): void;
  destroy(): void;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const FAR = 72 * HOUR; // days are told by their date, where the page has the words for it

/** Counts down to data-until: 29:59, or 1:04:59 where it is hours. */
export function timeLeft(): AlpineComponent<TimeLeft> {
  return {
    left: "",
    over: false,
    timer: undefined,

    init() {
      this.tick();
      this.timer = window.setInterval(() => this.tick(), 1000);
    },

    tick() {
      const until = Date.parse(this.$root.dataset.until ?? "");
      const seconds = Math.max(0, Math.floor((until - Date.now()) / 1000));
      const parts = [Math.floor((seconds % HOUR) / MINUTE), seconds % MINUTE];
      if (seconds >= HOUR) parts.unshift(Math.floor(seconds / HOUR));
      this.left = parts.map((part, place) => (place ? String(part).padStart(2, "0") : part)).join(":");
      if (seconds > FAR) this.left = this.$root.dataset.far ?? this.left;
      this.over = seconds === 0;
      if (this.over) window.clearInterval(this.timer);
    },

    destroy() {
      window.clearInterval(this.timer);
    },
  };
}
