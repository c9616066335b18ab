/** Tells once, when a product page is left, how long it was in view, whether it led to the cart and
 *  which page of ours it was opened from. Nothing of it says who reads. */
export function noteStay(): void {
  let shown = document.visibilityState === "visible" ? performance.now() : 0;
  let seen = 0;
  let added = false;
  let told = false;

  const pause = (): void => {
    if (shown) seen += performance.now() - shown;
    shown = 0;
  };
  const tell = (): void => {
    pause();
    if (told || !seen) return;
    told = true;
    const view = { seconds: String(Math.round(seen / 1000)), scene: cameFrom(), added: added ? "1" : "" };
    navigator.sendBeacon("/product-views", new URLSearchParams(view));
  };

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") shown ||= performance.now();
    else pause();
  });
  document.addEventListener("cartChanged", () => (added = true));
  addEventListener("pagehide", tell);
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    [shown, seen, added, told] = [performance.now(), 0, false, false];
  });
}

/** The path of the page before, where that is one of the shop's. */
function cameFrom(): string {
  if (!document.referrer.startsWith(`${location.origin}/`)) return "";
  return new URL(document.referrer).pathname.slice(0, 120);
}
