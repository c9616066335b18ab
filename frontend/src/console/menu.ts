const KEPT = "ht_staff_menu";
const YEAR = 31_536_000;
const FRESH = 60_000;
const CHANGED = "#main, #errand";
const WORKING = ".errand[hx-trigger]";

interface Waiting {
  url: string;
  count: number;
  urgent: boolean;
}

/** The groups of the menu stay as each person left them; beside them stands what waits there. */
export function prepareMenu(): void {
  const menu = document.querySelector<HTMLElement>("[data-menu]");
  if (!menu) return;
  for (const group of groups(menu)) group.addEventListener("toggle", () => remember(menu));
  menu.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  const drawer = document.querySelector<HTMLInputElement>("#drawer");
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && drawer?.checked) drawer.click();
  });
  menu.querySelector("[data-opens]")?.addEventListener("click", () => {
    if (drawer) drawer.checked = false;
  });
  document.addEventListener("console:done", () => sessionStorage.removeItem(kept(menu)));
  document.addEventListener("htmx:afterSwap", ({ target }) => {
    if (target instanceof HTMLElement && target.matches(CHANGED) && !working(target)) void tell(menu, 0);
  });
  // A page that tells what was just done counts anew, like one that was exchanged in place.
  void tell(menu, document.querySelector("#notice") ? 0 : FRESH);
}

/** Work that still shows its progress has not changed the counts yet. */
function working(part: HTMLElement): boolean {
  return part.matches(WORKING) || part.querySelector(WORKING) !== null;
}

function kept(menu: HTMLElement): string {
  return `waiting.${menu.dataset.menu}`;
}

function groups(menu: HTMLElement): HTMLDetailsElement[] {
  return [...menu.querySelectorAll<HTMLDetailsElement>("details[data-group]")];
}

/** A cookie, so that the server opens them and nothing jumps while the page is drawn. */
function remember(menu: HTMLElement): void {
  const open = groups(menu).filter((group) => group.open).map((group) => group.dataset.group);
  const value = [menu.dataset.menu, ...open].join(".");
  document.cookie = `${KEPT}=${value}; path=/console; max-age=${YEAR}; samesite=lax`;
}

async function tell(menu: HTMLElement, fresh: number): Promise<void> {
  const waiting = await ask(kept(menu), fresh);
  for (const group of groups(menu)) {
    const found = [...group.querySelectorAll<HTMLAnchorElement>("a.menu-item")].map((item) => {
      const here = waiting.filter(({ url }) => url.split("?")[0] === item.pathname);
      return show(item, here);
    });
    show(group.querySelector("summary"), found.flat());
  }
}

function show(place: HTMLElement | null, waiting: Waiting[]): Waiting[] {
  const count = place?.querySelector<HTMLElement>("[data-count]");
  const sum = waiting.reduce((all, each) => all + each.count, 0);
  if (!count) return waiting;
  count.hidden = sum === 0;
  count.textContent = sum > 99 ? "99+" : String(sum);
  count.toggleAttribute("data-urgent", waiting.some((each) => each.urgent && each.count > 0));
  return waiting;
}

/** Kept for a minute, so that going from page to page asks nothing more. */
async function ask(name: string, fresh: number): Promise<Waiting[]> {
  const kept = JSON.parse(sessionStorage.getItem(name) ?? "null") as { at: number; told: Waiting[] } | null;
  if (kept && Date.now() - kept.at < fresh) return kept.told;
  const answer = await fetch("/console/waiting").catch(() => null);
  if (!answer?.ok) return kept?.told ?? [];
  const told = (await answer.json()) as Waiting[];
  sessionStorage.setItem(name, JSON.stringify({ at: Date.now(), told }));
  return told;
}
