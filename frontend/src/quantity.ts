import type { AlpineComponent } from "alpinejs";

interface Quantity {
  value: number;
  least: boolean;
  most: boolean;
  read(): void;
  step(by: number): void;
}

/** Buttons around a number field, which stays the field that is sent. */
export function quantity(): AlpineComponent<Quantity> {
  return {
    value: 1,
    least: true,
    most: false,

    init() {
      this.read();
    },

    read() {
      const field = this.$refs.number as HTMLInputElement;
      this.value = field.valueAsNumber || Number(field.min);
      this.least = this.value <= Number(field.min);
      this.most = this.value >= Number(field.max);
    },

    step(by) {
      const field = this.$refs.number as HTMLInputElement;
      const wanted = (field.valueAsNumber || Number(field.min)) + by;
      field.value = String(Math.min(Number(field.max), Math.max(Number(field.min), wanted)));
      this.read();
      field.dispatchEvent(new Event("change", { bubbles: true }));
    },
  };
}
