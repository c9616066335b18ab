"""A home page for each member, by what they did; the same page for all others."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, decoration, identity, recommendation
from hutong.catalog import ProductSheet, TagDraft
from hutong.decoration import PageKind
from hutong.identity import Device
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.members import Member
from hutong.recommendation import DeedKind, Diary, Note
from hutong.web import cookies
from hutong.web.kept import Shelf
from tests.conftest import ORIGIN
from tests.counting import statements
from tests.make import goods as make
from tests.make import people, regions
from tests.storefront.conftest import Doors

ROOMS = ("cups", "towels", "lamps")
URUMQI = people.URUMQI
TITLES = re.compile(r'<h2 class="heading">([^<]+)</h2>')
FOR_YOU = re.compile(
    r'<section class="band" aria-label="Picked for you">(.*?)</section>', re.DOTALL
)
SLUGS = re.compile(r'href="/p/([a-z0-9-]+)"')
Shoppers = Callable[[Member], Awaitable[AsyncClient]]


def band(title: str, category: str = "", **around: object) -> dict[str, object]:
    rule = {"category": category, "sort": "sales", "count": 4}
    values = {"title": make.words(title, title), "goods": rule}
    return {"id": title, "kind": "goods", "values": values, "by_interest": True, **around}


@pytest.fixture(autouse=True)
def memory(app: Litestar) -> Iterator[None]:
    app.state.shelf, app.state.diary = Shelf(), Diary()
    yield
    app.state.shelf, app.state.diary = Shelf(), Diary()


@pytest.fixture
async def shop(session: AsyncSession, open_doors: Doors) -> dict[str, ProductSheet]:
    """Three rooms with four things in each, and a home page with a row for every room."""
    found = {}
    for room in ROOMS:
        shelf = await make.category(session, room)
        for n in range(4):
            slug = f"{room}-{n}"
            found[slug] = await make.goods(session, slug, category_id=shelf.id, in_stock=9)
    blocks = [
        {"id": "w", "kind": "words", "values": {"body": make.words("Welcome")}},
        band("Cups", "cups"),
        {**band("All", ""), "by_interest": False},
        band("Towels", "towels"),
        band("Lamps", "lamps"),
        {
            "id": "you",
            "kind": "for_you",
            "values": {
                "title": make.words("Picked for you", "Picked for you"),
                "line": make.words("Loved by all", "Loved by all"),
                "goods": {"category": "lamps", "count": 4},
            },
        },
    ]
    page = await decoration.create_page(
        session, PageKind.HOME, "", title=make.words("Home"), by=SYSTEM
    )
    raw = {"title": make.words("Home"), "blocks": blocks}
    saved = await decoration.save_draft(session, page.id, raw, revision=page.revision, by=SYSTEM)
    assert saved.problems == []
    await decoration.publish(session, page.id, revision=saved.revision, by=SYSTEM)
    await open_doors()
    return found


@asynccontextmanager
async def browsing(
    app: Litestar, session: AsyncSession, member: Member
) -> AsyncIterator[AsyncClient]:
    token = await identity.start_session(session, member.subject, device=Device())
    headers = {"accept-language": "en", "user-agent": "Mozilla/5.0"}
    transport = ASGITransport(app)  # type: ignore[arg-type]
    async with AsyncClient(transport=transport, base_url=ORIGIN, headers=headers) as client:
        client.cookies.set(cookies.SESSION, token)
        yield client


@pytest.fixture
async def fan(app: Litestar, session: AsyncSession) -> AsyncIterator[AsyncClient]:
    """Somebody who is signed in, with nothing known of them."""
    async with browsing(app, session, await people.member(session)) as client:
        yield client


async def settle(app: Litestar, db: Database) -> None:
    """What the web process writes down within a second and the worker works out within a minute."""
    await app.state.diary.write_down(db)
    await recommendation.work_out(db)


def order_of(page: str) -> list[str]:
    return [each for each in TITLES.findall(page) if each in {"Cups", "All", "Towels", "Lamps"}]


def chosen(page: str) -> list[str]:
    section = FOR_YOU.search(page)
    assert section is not None
    return list(dict.fromkeys(SLUGS.findall(section[1])))


DEFAULT = ["Cups", "All", "Towels", "Lamps"]


async def test_two_members_with_different_histories_see_different_pages(
    app: Litestar, db: Database, session: AsyncSession, shop: dict[str, ProductSheet]
) -> None:
    one, other = await people.member(session), await people.member(session)
    async with browsing(app, session, one) as lamps, browsing(app, session, other) as towels:
        await lamps.get("/p/lamps-1")
        for slug in ("towels-0", "towels-1", "cups-0"):
            await towels.get(f"/p/{slug}")
        await settle(app, db)

        first, second = (await lamps.get("/")).text, (await towels.get("/")).text

    assert order_of(first) == ["Lamps", "All", "Cups", "Towels"]
    assert order_of(second) == ["Towels", "All", "Cups", "Lamps"]
    assert {each.split("-")[0] for each in chosen(first)} == {"lamps"}
    assert {each.split("-")[0] for each in chosen(second)} == {"towels", "cups", "lamps"}
    assert "Because you looked at “Mug lamps-1”" in first
    assert "Because you looked at “Mug towels-1”" in second
    assert 'href="/account/preferences#personal"' in first


async def test_a_guest_sees_the_page_as_staff_have_arranged_it_without_a_statement(
    client: AsyncClient, shop: dict[str, ProductSheet]
) -> None:
    with statements() as sent:
        page = (await client.get("/")).text

    assert sent == []
    assert order_of(page) == DEFAULT
    assert {each.split("-")[0] for each in chosen(page)} == {"lamps"}
    assert "Loved by all" in page
    assert "Because you" not in page
    assert "/account/preferences#personal" not in page


async def test_the_page_of_a_member_is_one_look_by_key_and_is_kept_for_nobody(
    app: Litestar,
    db: Database,
    fan: AsyncClient,
    client: AsyncClient,
    shop: dict[str, ProductSheet],
) -> None:
    await fan.get("/p/towels-1")
    await settle(app, db)

    with statements() as sent:
        own = (await fan.get("/")).text
    guests = (await client.get("/")).text

    assert len(sent) == 1
    assert order_of(own)[0] == "Towels"
    assert order_of(guests) == DEFAULT
    assert len(app.state.shelf) == 1


async def test_what_was_bought_just_now_or_cannot_be_had_is_not_recommended(
    app: Litestar,
    db: Database,
    session: AsyncSession,
    shop: dict[str, ProductSheet],
    open_doors: Doors,
) -> None:
    member = await people.member(session)
    await regions.rule(session, "65", products=(shop["cups-1"].id,))
    await make.goods(session, "cups-sold-out", category_id=shop["cups-0"].category_id, in_stock=0)
    notes = [
        Note(member.id, shop["cups-0"].id, DeedKind.BOUGHT, clock.now()),
        Note(member.id, shop["cups-2"].id, DeedKind.ADDED, clock.now()),
    ]
    await recommendation.write(session, notes)
    await recommendation.work_out(db)
    await open_doors()

    async with browsing(app, session, member) as fan:
        fan.cookies.set(cookies.REGION, URUMQI)
        page = (await fan.get("/")).text

    assert {each for each in chosen(page) if each.startswith("cups")} == {"cups-2", "cups-3"}


async def test_what_shares_a_tag_with_it_comes_first_until_the_tag_is_taken_away(
    app: Litestar,
    db: Database,
    session: AsyncSession,
    fan: AsyncClient,
    shop: dict[str, ProductSheet],
    open_doors: Doors,
) -> None:
    await fan.get("/p/cups-0")
    await settle(app, db)
    before = chosen((await fan.get("/")).text)
    last = next(each for each in reversed(before) if each.startswith("cups") and each != "cups-0")
    draft = TagDraft(slug="hand_painted", name=make.words("手绘", "Painted by hand"))
    await catalog.save_tag(session, draft, by=SYSTEM)

    for slug in ("cups-0", last):
        await tag(session, shop[slug], "hand_painted")
    await open_doors()
    tagged = chosen((await fan.get("/")).text)
    await tag(session, shop[last])
    await open_doors()
    untagged = chosen((await fan.get("/")).text)

    assert set(tagged[:2]) == {"cups-0", last}
    assert untagged[1] != last


async def tag(session: AsyncSession, product: ProductSheet, *tags: str) -> None:
    sheet = await catalog.product_by_id(session, product.id)
    await catalog.save_product(session, replace(sheet.draft, tags=tags), by=SYSTEM)


@pytest.mark.parametrize("header", ["sec-gpc", "dnt"])
async def test_who_does_not_want_to_be_known_is_not(
    app: Litestar, db: Database, fan: AsyncClient, shop: dict[str, ProductSheet], header: str
) -> None:
    await fan.get("/p/lamps-1", headers={header: "1"})
    await settle(app, db)

    assert order_of((await fan.get("/")).text) == DEFAULT


async def test_carts_and_favourites_count_too(
    app: Litestar, db: Database, fan: AsyncClient, shop: dict[str, ProductSheet]
) -> None:
    await fan.get("/p/cups-0")
    await fan.post("/p/lamps-0/cart", data={"quantity": "1"})
    await fan.post("/favourites/towels-0")
    await fan.post("/favourites/towels-1")
    await settle(app, db)

    assert order_of((await fan.get("/")).text) == ["Towels", "All", "Lamps", "Cups"]


async def test_switched_off_the_page_is_everybodys_and_nothing_more_is_noted(
    app: Litestar, db: Database, fan: AsyncClient, shop: dict[str, ProductSheet]
) -> None:
    await fan.get("/p/lamps-1")
    await settle(app, db)
    before = (await fan.get("/account/preferences")).text

    off = await fan.post("/account/preferences/personal", data={"personal": "off"})
    await fan.get("/p/lamps-2")
    await settle(app, db)
    page, after = (await fan.get("/")).text, (await fan.get("/account/preferences")).text

    assert (off.status_code, off.headers["location"]) == (303, "/account/preferences#personal")
    assert 'href="/c/lamps"' in before.split('id="personal"')[1]
    assert 'value="off" aria-pressed="true"' in after
    assert order_of(page) == DEFAULT
    assert "Because you" not in page


async def test_one_interest_is_deleted_and_the_others_stay(
    app: Litestar, db: Database, fan: AsyncClient, shop: dict[str, ProductSheet]
) -> None:
    await fan.get("/p/lamps-1")
    await fan.get("/p/towels-1")
    await settle(app, db)

    await fan.post("/account/preferences/interests/removal", data={"category": "lamps"})

    assert order_of((await fan.get("/")).text) == ["Towels", "All", "Cups", "Lamps"]


async def test_interest_in_goods_that_left_the_shelves_changes_nothing(
    app: Litestar, db: Database, session: AsyncSession, shop: dict[str, ProductSheet]
) -> None:
    member = await people.member(session)
    gone = await make.category(session, "gone")
    old = await make.goods(session, "old", category_id=gone.id)
    await catalog.delist_product(session, old.id, by=SYSTEM)
    await recommendation.write(session, [Note(member.id, old.id, DeedKind.SEEN, clock.now())])
    await recommendation.work_out(db)

    async with browsing(app, session, member) as fan:
        page = (await fan.get("/")).text

    assert order_of(page) == DEFAULT
    assert "Loved by all" in page
