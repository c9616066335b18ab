"""A shopper's region: how it is chosen or assumed, and what every page then says of the goods."""

from datetime import timedelta

import pytest
from httpx import AsyncClient
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import assortment, cart, catalog
from hutong.cart import Item, Owner, Source
from hutong.catalog import ProductSheet
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.members import Member
from hutong.web import cookies
from hutong.web.kept import Shelf
from tests.counting import statements
from tests.make import goods as make
from tests.make import people, regions
from tests.storefront.conftest import Doors
from tests.storefront.test_listing_page import furnish, shown

XINJIANG = "65"
SAID = "Glass breaks"
MARK = "Not sent to your region"


@pytest.fixture(autouse=True)
def shelf(app: Litestar) -> Shelf:
    kept = app.state.shelf = Shelf()
    return kept


@pytest.fixture
async def vase(session: AsyncSession, open_doors: Doors) -> ProductSheet:
    made = await make.goods(session, "glass-vase")
    await regions.rule(session, XINJIANG, products=(made.id,))
    await open_doors()
    return made


def live_in(client: AsyncClient, code: str) -> None:
    client.cookies.set(cookies.REGION, code)


async def test_a_region_is_chosen_in_three_steps_without_script(client: AsyncClient) -> None:
    start = await client.get("/region?back=/cart")
    province = await client.get("/region?in=65&back=/cart")
    city = await client.get("/region?in=6501&back=/cart")
    chosen = await client.post("/region", data={"code": people.URUMQI, "back": "/cart"})

    assert "in=65&amp;back=%2Fcart" in start.text
    assert "in=6501&amp;back=%2Fcart" in province.text
    assert f'value="{people.URUMQI}"' in city.text
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/cart")
    assert client.cookies[cookies.REGION] == people.URUMQI


@pytest.mark.parametrize("code", ["65", "999999", "~650102", "６５０１０２", "x" * 300])
async def test_what_is_no_district_is_not_kept(client: AsyncClient, code: str) -> None:
    answer = await client.post("/region", data={"code": code, "back": "//elsewhere.example"})

    assert answer.status_code == 303
    assert answer.headers["location"] == "/region?back=%2F"
    assert cookies.REGION not in client.cookies


@pytest.mark.parametrize("inside", ["99", "650102", "x", "６５"])
async def test_an_address_that_makes_no_sense_shows_the_provinces(
    client: AsyncClient, inside: str
) -> None:
    page = await client.get("/region", params={"in": inside})

    assert "新疆维吾尔自治区" in page.text


async def test_the_product_page_says_why_it_cannot_be_sent_there(
    client: AsyncClient, vase: ProductSheet
) -> None:
    live_in(client, people.URUMQI)
    there = await client.get(f"/p/{vase.slug}")
    live_in(client, people.HANGZHOU)
    here = await client.get(f"/p/{vase.slug}")

    assert SAID in there.text
    assert "乌鲁木齐" in there.text
    assert f"/p/{vase.slug}/purchase" not in there.text
    assert "Send it somewhere else" in there.text
    assert SAID not in here.text
    assert f"/p/{vase.slug}/purchase" in here.text


async def test_lists_mark_what_cannot_be_sent_there(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    cup = await _sheet(session, "cup-20")
    await regions.rule(session, XINJIANG, products=(cup.id,))
    await open_doors()
    live_in(client, people.URUMQI)

    with statements() as sent:
        listing = await client.get("/c/cups?sort=price_up")
        found = await client.get("/search?c=cups&sort=price_up")

    assert sent == []
    assert [page.text.count(MARK) for page in (listing, found)] == [1, 1]
    assert shown(listing.text) == ["cup-20", "cup-40", "cup-60"]


async def test_a_rule_that_hides_leaves_its_goods_out_of_lists(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    cup = await _sheet(session, "cup-20")
    await regions.rule(session, XINJIANG, products=(cup.id,), hides=True)
    await open_doors()
    live_in(client, people.URUMQI)
    there = await client.get("/c/cups?sort=price_up")
    live_in(client, people.HANGZHOU)
    here = await client.get("/c/cups?sort=price_up")

    assert shown(there.text) == ["cup-40", "cup-60"]
    assert "2 products" in there.text
    assert shown(here.text) == ["cup-20", "cup-40", "cup-60"]


async def test_a_category_that_is_hidden_takes_its_goods_along(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    product = await make.goods(session, "spoon")
    cups = (await _sheet(session, "cup-20")).category_id
    await regions.rule(session, XINJIANG, categories=(cups,), hides=True)
    await open_doors()
    live_in(client, people.URUMQI)

    page = await client.get("/search")

    assert shown(page.text) == []
    assert f"/p/{product.slug}" in page.text


async def test_the_region_of_one_shopper_is_on_nobody_elses_page(
    client: AsyncClient, vase: ProductSheet, shelf: Shelf
) -> None:
    live_in(client, people.URUMQI)
    for _ in range(2):
        there = await client.get(f"/p/{vase.slug}")
    client.cookies.clear()
    plain = await client.get(f"/p/{vase.slug}")
    live_in(client, people.HANGZHOU)
    here = await client.get(f"/p/{vase.slug}")

    assert SAID in there.text
    assert "乌鲁木齐" not in plain.text
    assert SAID not in plain.text
    assert "乌鲁木齐" not in here.text
    assert len(shelf) == 3


async def test_kept_pages_hear_of_a_rule_and_of_its_end(
    session: AsyncSession,
    client: AsyncClient,
    open_doors: Doors,
    time: Simulated,
) -> None:
    vase = await make.goods(session, "glass-vase")
    await open_doors()
    live_in(client, people.URUMQI)
    before = await client.get(f"/p/{vase.slug}")
    ends = clock.now() + timedelta(days=1)
    await regions.rule(session, XINJIANG, products=(vase.id,), ends_at=ends)
    await open_doors()
    during = await client.get(f"/p/{vase.slug}")

    time.advance(timedelta(days=2))
    await open_doors()
    after = await client.get(f"/p/{vase.slug}")

    assert [SAID in page.text for page in (before, during, after)] == [False, True, False]


@pytest.mark.parametrize("cookie", ["", "99", "~", "~999999", "65", "x" * 4000])
async def test_a_cookie_that_says_nothing_is_as_good_as_none(
    client: AsyncClient, vase: ProductSheet, cookie: str
) -> None:
    live_in(client, cookie)

    page = await client.get(f"/p/{vase.slug}")

    assert page.status_code == 200
    assert SAID not in page.text


async def test_the_cart_says_what_cannot_be_sent_to_the_region(
    session: AsyncSession, shopper: AsyncClient, member: Member, vase: ProductSheet
) -> None:
    await cart.add(session, Owner(member_id=member.id), vase.skus[0].id, 1)
    live_in(shopper, people.URUMQI)

    page = await shopper.get("/cart")

    assert SAID in page.text


async def test_the_default_address_is_assumed_and_does_not_overrule_a_choice(
    session: AsyncSession, shopper: AsyncClient, member: Member, vase: ProductSheet
) -> None:
    await people.address(session, member.id, district=people.URUMQI, is_default=True)
    await shopper.get("/account/addresses")
    assumed = shopper.cookies[cookies.REGION]
    live_in(shopper, people.HANGZHOU)
    items = [Item(vase.skus[0].id, 1)]
    checkout = await cart.begin_checkout(session, member.id, items, Source.BUY_NOW)

    page = await shopper.get(f"/checkout/{checkout.id}")

    assert assumed == f"~{people.URUMQI}"
    assert "set-cookie" not in page.headers
    assert SAID in page.text


async def test_the_checkout_is_refused_with_the_reason(
    session: AsyncSession, shopper: AsyncClient, member: Member, vase: ProductSheet
) -> None:
    await people.address(session, member.id, district=people.URUMQI, is_default=True)
    items = [Item(vase.skus[0].id, 1)]
    checkout = await cart.begin_checkout(session, member.id, items, Source.BUY_NOW)

    answer = await shopper.post(f"/checkout/{checkout.id}/order", data={"shown": "5900"})
    page = await shopper.get(answer.headers["location"])

    assert answer.headers["location"].startswith(f"/checkout/{checkout.id}")
    assert SAID in page.text


async def test_goods_that_came_under_a_rule_by_a_parameter_are_marked_too(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    having = (assortment.Having("材质", "玻璃"),)
    await regions.rule(session, XINJIANG, having=having)
    sheet = await _sheet(session, "cup-20")
    await regions.made_of(session, sheet, "高硼硅玻璃")
    await open_doors()
    live_in(client, people.URUMQI)

    page = await client.get("/c/cups")
    product = await client.get("/p/cup-20")

    assert page.text.count(MARK) == 1
    assert SAID in product.text


async def _sheet(session: AsyncSession, slug: str) -> ProductSheet:
    return await catalog.find_product(session, slug)
