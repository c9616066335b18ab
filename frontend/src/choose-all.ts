import type { AlpineComponent } from "alpinejs";

interface ChooseAll {
  choose(): void;
}

/** One box for all the boxes of its form. They change before the form hears of it, and is sent. */
export function chooseAll(): AlpineComponent<ChooseAll> {
  return {
    choose() {
      const all = this.$root.querySelector<HTMLInputElement>("[type=checkbox]");
      if (!all?.form) return;
      for (const box of all.form.querySelectorAll<HTMLInputElement>("[name=chosen]")) {
        box.checked = all.checked;
      }
    },
  };
}
