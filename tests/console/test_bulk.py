"""Changing many products at once: looked at beforehand, each with its own outcome, taken back."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, inventory
from hutong.catalog import BrandDraft, ProductSheet, ProductState, TagDraft
from hutong.inventory import MAIN, Pin
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.money import yuan
from tests.conftest import Worker
from tests.console.conftest import Staffed
from tests.make import goods, regions

GIFT = {"zh": "送礼", "en": "A present"}
KILN = {"zh": "窑", "en": "The Kiln"}
CHANGES = "/console/products/do/changes"


async def plan(browser: AsyncClient, *products: ProductSheet, **answers: str) -> Response:
    """The page that tells what would change."""
    picked = {"row": [str(each.id) for each in products]}
    asked = await browser.post(CHANGES, data={"answered": "1", **picked, **answers})
    assert asked.status_code == 303, asked.text
    return await browser.get(asked.headers["location"])


async def do(browser: AsyncClient, page: Response, what: str = "applying") -> Response:
    done = await browser.post(f"{page.url.path}/{what}")
    assert done.status_code == 303
    return await browser.get(done.headers["location"])


async def price_of(session: AsyncSession, product: ProductSheet) -> Decimal:
    return (await catalog.product_by_id(session, product.id)).skus[0].price.major


def told(page: Response) -> list[tuple[str, str]]:
    return re.findall(r"<del[^>]*>(.*?)</del>.*?<ins[^>]*>(.*?)</ins>", page.text)


async def test_every_change_is_shown_before_anything_happens(
    staffed: Staffed, session: AsyncSession
) -> None:
    mug, cup = await goods.goods(session, price="50"), await goods.goods(session, price="80")
    browser = await staffed()

    page = await plan(browser, mug, cup, price_percent="-10")

    assert told(page) == [("¥50.00", "¥45.00"), ("¥80.00", "¥72.00")]
    assert "Will change" in page.text
    assert await price_of(session, mug) == 50


async def test_what_was_looked_at_is_done_and_taken_back(
    staffed: Staffed, session: AsyncSession
) -> None:
    mug = await goods.goods(session, price="50")
    browser = await staffed()
    planned = await plan(browser, mug, price_by="-2.50", tags_add="hit", hint="3", state="delisted")

    done = await do(browser, planned)

    changed = await catalog.product_by_id(session, mug.id)
    assert "Changed" in done.text
    assert changed.skus[0].price == yuan("47.50")
    assert changed.tags == ("hit",)
    assert changed.state is ProductState.DELISTED
    assert await inventory.own_hints(session, [mug.skus[0].id]) == {mug.skus[0].id: 3}
    back = await do(browser, done, "undoing")
    again = await catalog.product_by_id(session, mug.id)
    assert "Put back as it was" in back.text
    assert again.skus[0].price == yuan("50")
    assert again.tags == ()
    assert again.state is ProductState.LISTED
    assert await inventory.own_hints(session, [mug.skus[0].id]) == {}


async def test_stock_limits_are_set_for_many_and_taken_back(
    staffed: Staffed, session: AsyncSession
) -> None:
    mug, cup = await goods.goods(session), await goods.goods(session)
    skus = [mug.skus[0].id, cup.skus[0].id]
    await inventory.pin_thresholds(session, MAIN, {skus[0]: Pin(2, 8)}, by=SYSTEM)
    browser = await staffed()

    done = await do(browser, await plan(browser, mug, cup, stock_low="5", stock_high="30"))
    after = await inventory.pinned(session, MAIN, skus)
    await do(browser, done, "undoing")

    assert after == dict.fromkeys(skus, Pin(5, 30))
    assert await inventory.pinned(session, MAIN, skus) == {skus[0]: Pin(2, 8)}


async def test_who_may_not_set_stock_limits_sets_none_for_many(
    staffed: Staffed, session: AsyncSession
) -> None:
    mug = await goods.goods(session)
    browser = await staffed("catalog.view", "catalog.edit")

    done = await do(browser, await plan(browser, mug, stock_low="5", stock_high="30"))

    assert "Your role does not include stock limits." in done.text
    assert await inventory.pinned(session, MAIN, [mug.skus[0].id]) == {}


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ("5", "", "Both limits are needed, or none."),
        ("9", "3", "The upper limit is at least the lower one."),
    ],
)
async def test_limits_that_make_no_sense_are_refused_before_a_plan(
    staffed: Staffed, session: AsyncSession, low: str, high: str, words: str
) -> None:
    mug = await goods.goods(session)
    browser = await staffed()
    wanted = {"answered": "1", "row": str(mug.id), "stock_low": low, "stock_high": high}

    asked = await browser.post(CHANGES, data=wanted)

    assert asked.status_code == 422
    assert words in asked.text


async def test_what_somebody_changed_since_is_not_taken_back(
    staffed: Staffed, session: AsyncSession
) -> None:
    mug, cup = await goods.goods(session, price="50"), await goods.goods(session, price="80")
    browser = await staffed()
    done = await do(browser, await plan(browser, mug, cup, price_to="60"))
    await catalog.change_price(session, cup.skus[0].id, yuan("66"), by=SYSTEM)

    back = await do(browser, done, "undoing")

    assert await price_of(session, mug) == 50
    assert await price_of(session, cup) == 66
    assert "Could not be taken back" in back.text
    assert "This was changed again in the meantime." in back.text


async def test_a_plan_that_is_out_of_date_is_refused_where_it_no_longer_holds(
    staffed: Staffed, session: AsyncSession
) -> None:
    mug, cup = await goods.goods(session, price="50"), await goods.goods(session, price="80")
    browser = await staffed()
    planned = await plan(browser, mug, cup, price_percent="10")
    await catalog.change_price(session, mug.skus[0].id, yuan("51"), by=SYSTEM)

    done = await do(browser, planned)

    assert await price_of(session, mug) == 51
    assert await price_of(session, cup) == 88
    assert "Refused" in done.text


async def test_a_refusal_is_known_beforehand_and_stops_nobody(
    staffed: Staffed, session: AsyncSession
) -> None:
    mug, cup = await goods.goods(session, price="50"), await goods.goods(session, price="1")
    browser = await staffed()

    planned = await plan(browser, mug, cup, price_by="-5")

    assert "A price is above zero" in planned.text
    await do(browser, planned)
    assert await price_of(session, mug) == 45
    assert await price_of(session, cup) == 1


async def test_two_ways_to_change_a_price_are_one_too_many(
    staffed: Staffed, session: AsyncSession
) -> None:
    mug = await goods.goods(session)
    browser = await staffed()

    refused = await browser.post(
        CHANGES, data={"answered": "1", "row": str(mug.id), "price_to": "5", "price_by": "1"}
    )

    assert refused.status_code == 422
    assert "Choose one way to change the price." in refused.text


async def test_what_was_done_is_not_done_again(staffed: Staffed, session: AsyncSession) -> None:
    mug = await goods.goods(session, price="50")
    browser = await staffed()
    planned = await plan(browser, mug, price_by="1")
    await do(browser, planned)

    again = await do(browser, planned)

    assert "This was done already." in again.text
    assert await price_of(session, mug) == 51


@pytest.mark.parametrize("what", ["", "/applying", "/undoing"])
async def test_nobody_sees_or_does_what_a_colleague_prepared(
    staffed: Staffed, session: AsyncSession, what: str
) -> None:
    mug = await goods.goods(session)
    page = await plan(await staffed(), mug, price_to="5")

    colleague = await staffed()
    ask = colleague.post if what else colleague.get
    refused = await ask(f"{page.url.path}{what}")

    assert refused.status_code == 404


async def test_all_that_match_are_done_by_a_worker(
    staffed: Staffed, session: AsyncSession, worker: Worker
) -> None:
    products = [await goods.goods(session, price="50") for _ in range(3)]
    await goods.goods(session, slug="left-alone", price="50")
    await catalog.delist_product(session, products[0].id, by=SYSTEM)
    browser = await staffed()
    asked = await browser.post(
        CHANGES,
        data={
            "answered": "1",
            "all": "1",
            "back": "/console/products?state=listed",
            "price_to": "60",
        },
    )

    await worker()

    errand = await browser.get(asked.headers["location"])
    run = re.search(r'href="(/console/runs/[^"]+)"', errand.text)
    assert run is not None
    planned = await browser.get(run[1])
    assert len(told(planned)) == 3
    await do(browser, planned)
    assert await price_of(session, products[0]) == 50
    assert await price_of(session, products[1]) == 60


async def test_a_plain_deed_reaches_all_that_match_too(
    staffed: Staffed, session: AsyncSession, worker: Worker
) -> None:
    products = [await goods.goods(session) for _ in range(2)]
    browser = await staffed()
    asked = await browser.post(
        "/console/products/do/delisting",
        data={"answered": "1", "all": "1", "back": "/console/products?state=listed"},
    )

    await worker()

    states = [(await catalog.product_by_id(session, each.id)).state for each in products]
    errand = await browser.get(asked.headers["location"])
    assert states == [ProductState.DELISTED] * 2
    assert "/console/runs/" in errand.text


async def test_the_price_until_now_stands_beside_the_lower_one_where_it_was_charged(
    staffed: Staffed, session: AsyncSession
) -> None:
    with clock.simulated(clock.now() - timedelta(days=30)):
        mug = await goods.goods(session, price="50")
    fresh = await goods.goods(session, price="80")
    browser = await staffed()

    page = await plan(browser, mug, fresh, price_percent="-10", strike="1")
    done = await do(browser, page)

    now = await catalog.product_by_id(session, mug.id)
    assert now.skus[0].original == yuan("50")
    assert await price_of(session, fresh) == 80
    assert "no original price can be shown yet" in done.text


async def test_an_original_price_that_may_not_be_told_again_keeps_nothing_else_from_going_back(
    staffed: Staffed, session: AsyncSession
) -> None:
    with clock.simulated(clock.now() - timedelta(days=30)):
        mug = await goods.goods(session, price="50")
    browser = await staffed()
    await do(browser, await plan(browser, mug, price_percent="-10", strike="1"))

    dearer = await plan(browser, mug, price_to="60")
    await do(browser, dearer)
    back = await do(browser, dearer, "undoing")

    now = await catalog.product_by_id(session, mug.id)
    assert await price_of(session, mug) == 45
    assert now.skus[0].original is None
    assert "Put back as it was" in back.text
    assert "Put back without the original price" in back.text


async def test_tags_brands_and_rules_are_told_by_name(
    staffed: Staffed, session: AsyncSession
) -> None:
    mug = await goods.goods(session)
    gift = await catalog.save_tag(session, TagDraft(slug="gift", name=GIFT), by=SYSTEM)
    kiln = await catalog.save_brand(session, BrandDraft(slug="kiln", name=KILN), by=SYSTEM)
    far = await regions.rule(session, "65", products=(mug.id,))

    page = await plan(
        await staffed(),
        mug,
        tags_add=gift.slug,
        brand_id=str(kiln.id),
        regions_remove=str(far.id),
    )

    assert re.findall(r"<ins[^>]*>(.*?)</ins>", page.text) == ["The Kiln", "–", "A present"]
    assert re.findall(r"<del[^>]*>(.*?)</del>", page.text) == ["偏远地区"]
