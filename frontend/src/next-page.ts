/** The next page of a list is fetched when its reader comes near the end, so that it is there at once
 *  when it is asked for: the browser keeps the answer for the half minute that the server allows. Not
 *  for who saves data, nor on a slow line. */
interface Line {
  saveData?: boolean;
  effectiveType?: string;
}

const SLOW = new Set(["slow-2g", "2g"]);
const fetched = new Set<string>();
let watching: IntersectionObserver | undefined;

export function fetchNextPages(): void {
  const line = (navigator as Navigator & { connection?: Line }).connection;
  if (line?.saveData || SLOW.has(line?.effectiveType ?? "") || !("IntersectionObserver" in window)) return;
  watching = new IntersectionObserver(come, { rootMargin: "0px 0px 100% 0px" });
  document.addEventListener("htmx:afterSettle", watch);
  watch();
}

function watch(): void {
  watching?.disconnect();
  const next = document.querySelector("#list a[rel=next][hx-get]");
  if (next) watching?.observe(next);
}

function come(seen: IntersectionObserverEntry[]): void {
  for (const { isIntersecting, target } of seen) {
    const url = target.getAttribute("hx-get");
    if (!isIntersecting || !url || fetched.has(url)) continue;
    fetched.add(url);
    watching?.unobserve(target);
    const headers = { "HX-Request": "true", Purpose: "prefetch" };
    fetch(url, { headers, priority: "low" } as RequestInit).catch(() => fetched.delete(url));
  }
}
