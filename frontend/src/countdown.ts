import type { AlpineComponent } from "alpinejs";

interface Countdown {
  left: number;
  ready: string;
  timer: number | undefined;
  readonly waiting: boolean;
  readonly words: string;
  destroy(): void;
}

/** A button that waits: the server refuses sooner requests anyway, this says how long. */
export function countdown(): AlpineComponent<Countdown> {
  return {
    left: 0,
    ready: "",
    timer: undefined,

    init() {
      this.ready = this.$root.textContent ?? "";
      this.left = Number(this.$root.dataset.seconds);
      const until = Date.now() + this.left * 1000;
      this.timer = window.setInterval(() => {
        this.left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
        if (this.left === 0) window.clearInterval(this.timer);
      }, 1000);
    },

    destroy() {
      window.clearInterval(this.timer);
    },

    get waiting() {
      return this.left > 0;
    },

    get words() {
      const told = this.$root.dataset.waiting ?? "";
      return this.waiting ? told.replace("{seconds}", String(this.left)) : this.ready;
    },
  };
}
