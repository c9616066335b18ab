import type { AlpineComponent } from "alpinejs";

interface Copying {
  able: boolean;
  done: boolean;
  readonly idle: boolean;
  take(): Promise<void>;
}

const SECONDS = 3;

/** A number that one takes along, to the carrier or into a letter. */
export function copying(): AlpineComponent<Copying> {
  return {
    able: isSecureContext && "clipboard" in navigator,
    done: false,
    get idle() {
      return !this.done;
    },
    async take() {
      await navigator.clipboard.writeText(this.$refs.words?.textContent?.trim() ?? "");
      this.done = true;
      window.setTimeout(() => (this.done = false), SECONDS * 1000);
    },
  };
}
