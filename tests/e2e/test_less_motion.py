"""Who asks their device for less motion is shown the end of every change at once."""

import pytest
from playwright.async_api import Browser

from tests.e2e.conftest import PHONE, opened
from tests.e2e.shop import Shop

pytestmark = pytest.mark.browser

CHANGED = """() => {
  const looks = document.documentElement;
  const size = () => getComputedStyle(looks).fontSize;
  const before = size();
  Object.assign(looks.dataset, { contrast: "high", text: "large" });
  const larger = parseFloat(size()) > parseFloat(before);
  return { larger, moving: document.getAnimations().length };
}"""


@pytest.mark.parametrize("path", ["/", "/search?q=杯", "/console/sign-in"])
async def test_nothing_moves_for_who_asks_for_less_motion(
    browser: Browser, shop: Shop, path: str
) -> None:
    async with opened(browser, shop, **PHONE, reduced_motion="reduce") as page:
        await page.goto(path)

        assert await page.evaluate(CHANGED) == {"larger": True, "moving": 0}
