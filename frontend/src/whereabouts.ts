import type { AlpineComponent } from "alpinejs";

interface Whereabouts {
  watcher: IntersectionObserver | undefined;
  destroy(): void;
}

/** Marks in a list of links the section of the page that is being looked at. */
export function whereabouts(): AlpineComponent<Whereabouts> {
  return {
    watcher: undefined,

    init() {
      const root = this.$root;
      const mark = (id: string): void => {
        for (const link of root.querySelectorAll("[data-section]")) {
          const here = link.getAttribute("data-section") === id;
          if (here) link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
        }
      };
      this.watcher = new IntersectionObserver(
        (seen) => seen.filter((each) => each.isIntersecting).forEach((each) => mark(each.target.id)),
        { rootMargin: "-25% 0px -70%" },
      );
      for (const section of root.querySelectorAll("section[id]")) this.watcher.observe(section);
    },

    destroy() {
      this.watcher?.disconnect();
    },
  };
}
