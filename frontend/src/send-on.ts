import type { AlpineComponent } from "alpinejs";

/** A form that leads to another site sends itself; without script its button does. */
export function sendOn(): AlpineComponent<object> {
  return {
    init() {
      (this.$el as HTMLFormElement).submit();
    },
  };
}
