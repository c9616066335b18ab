const WIDE = 0x2e80; // from here on a character takes the room of two

/** The form of a product or a category: how search engines would show its page, as it is typed. */
export function prepareFound(around: HTMLElement): void {
  const form = around.closest("form");
  if (!form) return;
  const said = (name: string): string => {
    const field = form.elements.namedItem(name);
    return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field.value.trim() : "";
  };
  const show = (): void => {
    for (const result of around.querySelectorAll<HTMLElement>("[data-language]")) {
      const { language } = result.dataset;
      const [title, words, told] = ["title", "words", "told"].map((part) => result.querySelector<HTMLElement>(`[data-${part}]`));
      if (!title || !words || !told) continue;
      title.textContent = said(`meta_title_${language}`) || said(`${around.dataset.found}_${language}`);
      words.textContent = said(`meta_description_${language}`) || words.dataset.usual || "";
      told.textContent = (around.dataset.counts ?? "")
        .replace("{title}", String(width(title.textContent)))
        .replace("{words}", String(width(words.textContent)));
    }
  };
  form.addEventListener("input", show);
  show();
}

function width(words: string): number {
  return [...words].reduce((sum, each) => sum + ((each.codePointAt(0) ?? 0) >= WIDE ? 2 : 1), 0);
}
