"""Somebody who has a keyboard and nothing else."""

from playwright.async_api import Locator, Page, expect

STOPS_MAX = 80
MOVED_IN_TENTHS = 10
SEEN = """element => {
  const marked = style => style.boxShadow !== "none"
    || (parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== "none");
  const around = element.closest("label, .search, .quantity") ?? element;
  const styles = [getComputedStyle(element), getComputedStyle(element, "::after"),
    getComputedStyle(around)];
  const box = element.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return inside && styles.some(marked);
}"""


async def tab_to(page: Page, wanted: Locator) -> None:
    """On with the Tab key until the wanted thing has the focus; every stop on the way is seen."""
    await expect(wanted).to_be_visible()
    for _stop in range(STOPS_MAX):
        await page.keyboard.press("Tab")
        stop = page.locator("*:focus")
        if await stop.count():
            assert await _seen(stop), await stop.evaluate("element => element.outerHTML")
        if await wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{wanted} was not reached with {STOPS_MAX} tabs")


async def _seen(stop: Locator) -> bool:
    """At once, or when the page has moved to it."""
    for _ in range(MOVED_IN_TENTHS):
        if await stop.evaluate(SEEN):
            return True
        await stop.page.wait_for_timeout(100)
    return False


async def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    await tab_to(page, wanted)
    await page.keyboard.press(key)
