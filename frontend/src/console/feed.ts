const SHOWN = 12;

/** A list that grows at the top as things happen; the server sends each entry ready to show. */
export function prepareFeeds(): void {
  for (const list of document.querySelectorAll<HTMLElement>("[data-feed]")) {
    const source = new EventSource(list.dataset.feed ?? "");
    source.addEventListener("entry", ({ data }: MessageEvent<string>) => add(list, data));
    source.addEventListener("open", () => list.toggleAttribute("data-live", true));
    source.addEventListener("error", () => list.toggleAttribute("data-live", false));
    window.addEventListener("pagehide", () => source.close());
  }
}

function add(list: HTMLElement, html: string): void {
  const written = document.createElement("template");
  written.innerHTML = html;
  const entry = written.content.firstElementChild;
  if (!entry || (entry.id && document.getElementById(entry.id))) return;
  entry.toggleAttribute("data-new", true);
  list.prepend(entry);
  while (list.children.length > SHOWN) list.lastElementChild?.remove();
}
