"""Every page of the shop, looked at: can everybody read it, on every screen, in both languages?"""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Browser, Page

from hutong.kernel.db import Database
from hutong.sandbox.cashier import overview, show
from hutong.storefront.routes import ROUTES
from tests.e2e import insiders, steps
from tests.e2e.conftest import PC, PHONE, opened
from tests.e2e.looking import COLOURS, SMALLEST, inaccessible, spoken, squeezed, too_wide, wear
from tests.e2e.places import ELSEWHERE, KEY, PLACES, Place, Who
from tests.e2e.shop import Shop
from tests.e2e.tongues import Tongues, tongues

NOT_PAGES = {
    "/robots.txt",
    "/sitemap.xml",
    "/account/addresses/regions",
    "/search/beginnings",
    "/search/speech",
    "/search/suggestions",
    "/pay/{number:str}/onward",  # leads on by itself
    "/pay/{number:str}/recognised/{provider:str}",
}

Ways = Mapping[Who, Page]


@pytest.fixture(scope="session")
async def people(browser: Browser, shop: Shop, books: Database) -> AsyncIterator[Ways]:
    """A tab for each of them, open for all pages: signing in is tried elsewhere."""
    async with AsyncExitStack() as stack:
        tabs = {}
        for who in Who:
            look = opened(browser, shop, **PC, reduced_motion="reduce")
            tabs[who] = await stack.enter_async_context(look)
        await insiders.regular(tabs[Who.MEMBER], books, shop.url)
        await insiders.shopper(tabs[Who.BUYER], books, shop.url)
        await insiders.entering(tabs[Who.ENTERING], books, shop.url)
        await insiders.colleague(tabs[Who.STAFF], books, shop.url)
        await insiders.busy(books)
        yield tabs


@pytest.fixture(scope="session")
async def language(books: Database) -> Tongues:
    return await tongues(books)


@pytest.fixture(scope="session")
async def addresses(people: Ways) -> dict[str, str]:
    """Of the pages that only their way tells, by the name that stands for them."""
    buyer, member = people[Who.BUYER], people[Who.MEMBER]
    found = {}
    await to_checkout(buyer)
    await steps.place_order(buyer)
    await steps.pay(buyer)
    await steps.see_paid(buyer)
    found["/pay/…/result"] = buyer.url
    await to_checkout(buyer)
    await steps.place_order(buyer)
    found["/pay/…"] = buyer.url
    await steps.to_cashier(buyer)
    found["/sandbox/cashier/…"] = buyer.url
    await buyer.goto("/search?q=马克杯&stock=1")
    await steps.open_first(buyer)
    found["/p/…"] = buyer.url
    await steps.put_into_cart(buyer)
    await buyer.get_by_role("button", name="立即购买").click()
    await buyer.get_by_role("button", name="提交订单").wait_for()
    found["/checkout/…"] = buyer.url
    await member.goto("/orders?tab=completed")
    await member.get_by_role("link", name="查看详情").first.click()
    await member.get_by_role("heading", name="物流信息").wait_for()
    found["/orders/…"] = member.url
    await member.goto("/account/addresses")
    link = member.locator('a[href^="/account/addresses/"]:not([href$="/new"])').first
    found["/account/addresses/…"] = str(await link.get_attribute("href"))
    staff = people[Who.STAFF]
    await staff.goto(await first_of(staff, f"/console/pages/{KEY}/design", {}))
    found["/preview/…"] = str(await staff.locator("[data-preview]").get_attribute("data-preview"))
    return found


async def to_checkout(page: Page) -> None:
    await page.goto("/search?q=马克杯&stock=1")
    await steps.open_first(page)
    await page.get_by_role("button", name="立即购买").click()


@pytest.mark.browser
@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_everybody_can_read_it(
    people: Ways, addresses: dict[str, str], language: Tongues, place: Place
) -> None:
    page = people[place.who]
    url = await address(page, place, addresses)

    found = [
        *await in_chinese(page, url, language, place),
        *await in_english(page, url, language, place),
    ]

    assert found == []


async def address(page: Page, place: Place, addresses: dict[str, str]) -> str:
    if place.who is Who.STAFF and KEY in place.path:
        return await first_of(page, place.path, addresses)
    return addresses.get(place.path, place.path)


async def first_of(page: Page, path: str, addresses: dict[str, str]) -> str:
    """With the key of the first row of its list, which is asked for once."""
    the_list, _key, rest = path.partition(f"/{KEY}")
    rows_at, more = ELSEWHERE.get(the_list, (the_list, ""))
    if the_list not in addresses:
        await page.goto(rows_at)
        rows = page.locator("[data-row]")
        if not await rows.count():
            pytest.skip(f"nothing stands at {the_list}")
        addresses[the_list] = str(await rows.first.get_attribute("data-row")) + more
    return f"{the_list}/{addresses[the_list]}{rest}"


async def in_chinese(page: Page, url: str, language: Tongues, place: Place) -> list[str]:
    await page.set_viewport_size(PC["viewport"])
    await open_in(page, url, "zh")
    said = await spoken(page)
    found = [
        *(f"English: {words}" for words in language.left_in_english(said)),
        *(f"raw: {words}" for words in language.left_raw(said)),
        *await too_wide(page),
        *(f"PC {each}" for each in await inaccessible(page)),
    ]
    await page.set_viewport_size(PHONE["viewport"])
    found += [f"phone {each}" for each in await inaccessible(page)]
    await wear(page, contrast="high", text="large")
    found += [f"contrast {each}" for each in await inaccessible(page, COLOURS)]
    await page.set_viewport_size(SMALLEST)
    return [*found, *await too_wide(page), *await cramped(page, place)]


async def in_english(page: Page, url: str, language: Tongues, place: Place) -> list[str]:
    await open_in(page, url, "en")
    await wear(page, contrast="high", text="large")
    said = await spoken(page)
    return [
        *(f"Chinese: {w}" for w in language.left_in_chinese(said, people=place.has_people)),
        *(f"raw: {words}" for words in language.left_raw(said)),
        *await too_wide(page),
        *await cramped(page, place),
    ]


async def cramped(page: Page, place: Place) -> list[str]:
    """Shoppers come with the smallest screens and the largest text; the tables of the console turn
    into cards there, whose headings nobody sees."""
    return [] if place.who is Who.STAFF else await squeezed(page)


async def open_in(page: Page, url: str, language: str) -> None:
    url = url.partition("#")[0]
    await page.goto(f"{url}{'&' if '?' in url else '?'}lang={language}")


def test_no_page_is_left_out() -> None:
    looked_at = [place.path.partition("?")[0] for place in PLACES]
    pages = {
        path
        for handler in [*ROUTES, show, overview]
        if "GET" in handler.http_methods
        for path in handler.paths
    }

    left_out = [
        path for path in pages - NOT_PAGES if not any(map(shape(path).fullmatch, looked_at))
    ]

    assert left_out == []


def shape(path: str) -> re.Pattern[str]:
    return re.compile("(?:/sandbox)?" + re.sub(r"\{[^}]+\}", "[^/]+", path))
