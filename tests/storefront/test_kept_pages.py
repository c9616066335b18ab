"""Pages that are kept in the memory of a web process, and everything that makes them stale."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from httpx import AsyncClient
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, content, inventory, pricing, search
from hutong.catalog import CategoryDraft, Parameter, ProductSheet
from hutong.content import Shopfront
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.money import yuan
from hutong.pricing import FreightDraft
from hutong.web import cookies
from hutong.web.kept import Page, Shelf
from tests.conftest import ORIGIN
from tests.make import goods as make
from tests.storefront.conftest import Doors

Change = Callable[[AsyncSession, ProductSheet], Awaitable[object]]
SHOWN_EVERYWHERE = ("/", "/c/cups", "/search", "/p/moon-mug")


@pytest.fixture(autouse=True)
def shelf(app: Litestar) -> Shelf:
    """Empty before each test, as in a process that has just started."""
    app.state.shelf = Shelf()
    return app.state.shelf


@pytest.fixture
async def mug(session: AsyncSession, open_doors: Doors) -> ProductSheet:
    """One product: on the home page, in a list and on a page of its own."""
    room = await make.category(session, "kitchen")
    cups = await make.category(session, "cups", parent=room)
    made = await make.goods(session, "moon-mug", category_id=cups.id, in_stock=10)
    tags = ("daily_pick", "hit")
    await catalog.save_product(session, replace(made.draft, tags=tags), by=SYSTEM)
    await content.save_article(
        session, "about", title=make.words("关于"), body=make.words("巷里"), by=SYSTEM
    )
    await session.flush()
    await open_doors()
    return await catalog.product_by_id(session, made.id)


async def price(session: AsyncSession, mug: ProductSheet) -> None:
    await catalog.change_price(session, mug.skus[0].id, yuan("77.77"), by=SYSTEM)


async def title(session: AsyncSession, mug: ProductSheet) -> None:
    draft = replace(mug.draft, title=make.words("月相杯", "Moons"))
    await catalog.save_product(session, draft, by=SYSTEM)


async def picture(session: AsyncSession, mug: ProductSheet) -> None:
    key = await make.picture(session, "crimson")
    first = replace(mug.draft.pictures[0], key=key)
    await catalog.save_product(session, replace(mug.draft, pictures=(first,)), by=SYSTEM)


async def stock(session: AsyncSession, mug: ProductSheet) -> None:
    await inventory.adjust(session, mug.skus[0].id, on_hand=0, by=SYSTEM)


async def delisted(session: AsyncSession, mug: ProductSheet) -> None:
    await catalog.delist_product(session, mug.id, by=SYSTEM)


@pytest.mark.parametrize("path", SHOWN_EVERYWHERE)
@pytest.mark.parametrize("change", [price, title, picture, stock, delisted])
async def test_a_change_of_a_product_is_on_every_page_that_shows_it(
    session: AsyncSession,
    client: AsyncClient,
    open_doors: Doors,
    mug: ProductSheet,
    path: str,
    change: Change,
) -> None:
    before = await client.get(path)
    again = await client.get(path)

    await change(session, mug)
    await session.flush()
    await open_doors()
    after = await client.get(path)

    assert before.status_code == 200
    assert again.headers["etag"] == before.headers["etag"]
    assert after.text != before.text


async def category(session: AsyncSession, mug: ProductSheet) -> None:
    cups = await catalog.find_category(session, mug.category_id)
    draft = CategoryDraft(
        id=cups.id, slug=cups.slug, name=make.words("茶盏", "Bowls"), parent_id=cups.parent_id
    )
    await catalog.save_category(session, draft, by=SYSTEM)


async def article(session: AsyncSession, _: ProductSheet) -> None:
    await content.save_article(
        session, "about", title=make.words("我们"), body=make.words("胡同"), by=SYSTEM
    )


async def shop_name(session: AsyncSession, _: ProductSheet) -> None:
    words = make.words("新巷里", "New Xiangli")
    front = Shopfront(name=words, slogan=words, description=words)
    await content.save_shopfront(session, front, by=SYSTEM)


async def badge(session: AsyncSession, mug: ProductSheet) -> None:
    await catalog.save_product(session, replace(mug.draft, tags=("new",)), by=SYSTEM)


async def parameter(session: AsyncSession, mug: ProductSheet) -> None:
    told = Parameter(name=make.words("产地", "Made in"), value=make.words("德化", "Dehua"))
    await catalog.save_product(session, replace(mug.draft, parameters=(told,)), by=SYSTEM)


async def moved(session: AsyncSession, mug: ProductSheet) -> None:
    bowls = await make.category(session, "bowls")
    await catalog.save_product(session, replace(mug.draft, category_id=bowls.id), by=SYSTEM)


async def sold(session: AsyncSession, mug: ProductSheet) -> None:
    await search.count_sales(session, {mug.id: 3})


async def nearly_sold_out(session: AsyncSession, mug: ProductSheet) -> None:
    await inventory.adjust(session, mug.skus[0].id, on_hand=1, by=SYSTEM)


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/c/cups", category),
        ("/", category),
        ("/c", category),
        ("/help/about", article),
        ("/", shop_name),
        ("/", badge),
        ("/c/cups", badge),
        ("/p/moon-mug", parameter),
        ("/p/moon-mug", moved),
        ("/c/cups", moved),
        ("/p/moon-mug", sold),
        ("/p/moon-mug", nearly_sold_out),
    ],
)
async def test_a_change_around_the_goods_is_on_the_page_too(
    session: AsyncSession,
    client: AsyncClient,
    open_doors: Doors,
    mug: ProductSheet,
    path: str,
    change: Change,
) -> None:
    before = await client.get(path)
    await client.get(path)

    await change(session, mug)
    await session.flush()
    await open_doors()
    after = await client.get(path)

    assert after.status_code == 200
    assert after.text != before.text


async def test_new_terms_of_delivery_are_on_the_product_page(
    session: AsyncSession, client: AsyncClient, open_doors: Doors, mug: ProductSheet
) -> None:
    before = await client.get(f"/p/{mug.slug}")

    terms = FreightDraft(
        name=make.words("快递", "Delivery"),
        first_grams=1000,
        first_fee=yuan("12.34"),
        next_grams=1000,
        next_fee=yuan("5"),
        free_from=yuan("4321"),
    )
    await pricing.save_freight_rule(session, terms)
    await open_doors()
    after = await client.get(f"/p/{mug.slug}")

    assert "4,321" in after.text
    assert "4,321" not in before.text


async def test_what_nobody_changed_is_given_from_memory_and_not_sent_twice(
    client: AsyncClient, mug: ProductSheet, shelf: Shelf
) -> None:
    first = await client.get(f"/p/{mug.slug}", headers={"accept-encoding": "br"})
    second = await client.get(
        f"/p/{mug.slug}",
        headers={"accept-encoding": "br", "if-none-match": first.headers["etag"]},
    )

    assert first.headers["content-encoding"] == "br"
    assert (second.status_code, second.content) == (304, b"")
    assert len(shelf) == 1


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
async def test_each_compressed_form_says_the_same(
    client: AsyncClient, mug: ProductSheet, coding: str
) -> None:
    plain = await client.get(f"/p/{mug.slug}", headers={"accept-encoding": "identity"})
    asked = {"accept-encoding": coding}

    made = await client.get(f"/p/{mug.slug}", headers=asked)
    kept = await client.get(f"/p/{mug.slug}", headers=asked)

    assert made.text == kept.text == plain.text
    assert kept.headers["etag"] == made.headers["etag"]


async def test_each_language_and_contrast_has_its_own(
    client: AsyncClient, mug: ProductSheet
) -> None:
    english = await client.get(f"/p/{mug.slug}")
    chinese = await client.get(f"/p/{mug.slug}", headers={"accept-language": "zh"})
    client.cookies.set(cookies.THEME, "contrast")
    contrast = await client.get(f"/p/{mug.slug}")

    assert '<html lang="en"' in english.text
    assert '<html lang="zh-CN"' in chinese.text
    assert 'data-contrast="high"' in contrast.text


async def test_who_is_signed_in_neither_leaves_a_page_for_others_nor_is_given_theirs(
    shopper: AsyncClient, mug: ProductSheet, shelf: Shelf
) -> None:
    own = await shopper.get(f"/p/{mug.slug}")
    kept = len(shelf)
    shopper.cookies.delete(cookies.SESSION)
    stranger = await shopper.get(f"/p/{mug.slug}")

    assert kept == 0
    assert 'href="/account"' in own.text.split("</header>")[0]
    assert 'href="/account"' not in stranger.text.split("</header>")[0]


async def test_who_signs_in_after_a_visit_gets_their_own_page(
    client: AsyncClient, shopper: AsyncClient, mug: ProductSheet
) -> None:
    token = shopper.cookies[cookies.SESSION]
    shopper.cookies.delete(cookies.SESSION)
    stranger = await client.get("/")
    client.cookies.set(cookies.SESSION, token)
    own = await client.get("/", headers={"if-none-match": stranger.headers["etag"]})

    assert own.status_code == 200
    assert 'href="/account"' in own.text.split("</header>")[0]


async def test_the_number_in_a_cart_is_seen_by_its_owner_alone(
    client: AsyncClient, mug: ProductSheet, shelf: Shelf
) -> None:
    client.cookies.set(cookies.CART, "37")
    with_cart = await client.get("/")
    kept = len(shelf)
    client.cookies.delete(cookies.CART)
    without = await client.get("/")

    assert ">37<" in with_cart.text
    assert kept == 0
    assert ">37<" not in without.text


async def test_a_word_that_is_said_once_is_said_to_one(
    client: AsyncClient, mug: ProductSheet, shelf: Shelf
) -> None:
    client.cookies.set(cookies.FLASH, b'{"text":"Saved"}'.hex())

    told = await client.get("/")

    assert "Saved" in told.text
    assert len(shelf) == 0


@pytest.mark.parametrize("path", ["/cart", "/sign-in", "/p/nothing", "/console/sign-in", "/readyz"])
async def test_what_is_not_said_to_be_kept_is_never_kept(
    client: AsyncClient, open_doors: Doors, shelf: Shelf, path: str
) -> None:
    await open_doors()

    await client.get(path)

    assert len(shelf) == 0


async def test_a_product_that_the_index_does_not_know_yet_is_not_kept(
    session: AsyncSession, client: AsyncClient, open_doors: Doors, shelf: Shelf
) -> None:
    await open_doors()
    await make.goods(session, "brand-new")

    page = await client.get("/p/brand-new")

    assert page.status_code == 200
    assert len(shelf) == 0


def a_page(body: bytes = b"page") -> Page:
    return Page(edition=1, until=None, route="/", headers=(), body=body, tag=b'"1"')


def test_the_shelf_never_grows_beyond_its_bounds() -> None:
    by_number, by_bytes = Shelf(pages_max=3), Shelf(bytes_max=25)

    for number in range(10):
        by_number.put(number, a_page())
        by_bytes.put(number, a_page(b"0123456789"))

    assert len(by_number) == 3
    assert (len(by_bytes), by_bytes.bytes) == (2, 20)
    assert by_number.find(9, 1) is not None
    assert by_number.find(0, 1) is None


def test_a_page_is_kept_no_longer_than_what_it_promises(time: Simulated) -> None:
    shelf = Shelf()
    shelf.put("home", replace(a_page(), until=clock.now() + timedelta(minutes=5)))

    in_time = shelf.find("home", 1)
    time.advance(timedelta(minutes=5))

    assert in_time is not None
    assert shelf.find("home", 1) is None


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/search?q=moon", {}), ("/p/moon-mug", {"referer": f"{ORIGIN}/search?q=moon"})],
)
async def test_what_is_noted_of_a_search_is_noted_every_time(
    client: AsyncClient, mug: ProductSheet, shelf: Shelf, path: str, headers: dict[str, str]
) -> None:
    page = await client.get(path, headers=headers)

    assert page.status_code == 200
    assert mug.title["en"] in page.text
    assert len(shelf) == 0
