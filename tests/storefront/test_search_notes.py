"""What stays of a search: seen, opened, put in the cart, paid, each with its place in the list."""

from collections.abc import AsyncIterator
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity, search
from hutong.catalog import ProductSheet
from hutong.identity import Subject, SubjectKind
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.members import Member
from hutong.orders import OrderPaid
from hutong.orders.events import Sold
from hutong.orders.reactions import credit_searches
from hutong.search import Asked, Bought, Deed, DeedKind, Journal, device_key
from hutong.web import cookies
from tests.conftest import ORIGIN
from tests.make import goods as make
from tests.make import trade
from tests.storefront.conftest import Doors

CUP = "/p/cup-40"
RESULTS = f"{ORIGIN}/search?q={quote('马克杯')}&sort=price_up"


@pytest.fixture
async def journal(app: Litestar) -> AsyncIterator[Journal]:
    before = app.state.journal
    app.state.journal = Journal()
    yield app.state.journal
    app.state.journal = before


@pytest.fixture
async def cup(session: AsyncSession, open_doors: Doors) -> ProductSheet:
    """The second of two cups by price."""
    await make.goods(session, "cup-20", price="20")
    cup = await make.goods(session, "cup-40", price="40")
    await open_doors()
    return cup


async def deeds(session: AsyncSession) -> list[tuple[str, int, UUID]]:
    found = await session.scalars(select(Deed).order_by(Deed.kind))
    return [(each.kind, each.position, each.product_id) for each in found]


async def asked(session: AsyncSession) -> list[Asked]:
    return list(
        await session.scalars(
            select(Asked).order_by(Asked.id).execution_options(populate_existing=True)
        )
    )


async def look_and_open(client: AsyncClient) -> None:
    await client.get("/search?q=马克杯&sort=price_up")
    await client.get(CUP, headers={"referer": RESULTS})


async def test_what_a_guest_opens_and_puts_in_the_cart_is_kept_with_its_place(
    session: AsyncSession, client: AsyncClient, db: Database, journal: Journal, cup: ProductSheet
) -> None:
    await look_and_open(client)
    await client.post(f"{CUP}/cart", data={"quantity": "1"})
    await journal.write_down(db)

    (search_,) = await asked(session)
    assert (search_.words, search_.total, search_.member_id) == ("马克杯", 2, None)
    assert await deeds(session) == [
        (DeedKind.ADDED, 2, cup.id),
        (DeedKind.CLICKED, 2, cup.id),
    ]


async def test_a_paid_order_is_told_to_the_search_by_which_its_buyer_found_the_goods(
    session: AsyncSession,
    client: AsyncClient,
    db: Database,
    journal: Journal,
    member: Member,
    cup: ProductSheet,
) -> None:
    await look_and_open(client)
    await journal.write_down(db)
    await search.claim(session, device_key(client.cookies[cookies.SEARCHER]), member.id)
    order = trade.placement(trade.lines(cup, 1), member_id=member.id)
    paid = OrderPaid(
        order_id=uuid4(),
        number="1",
        member_id=member.id,
        at=clock.now(),
        total=order.total,
        lines=(Sold(sku_id=cup.skus[0].id, product_id=cup.id, quantity=1),),
    )

    await credit_searches(session, [paid, paid])

    assert await deeds(session) == [(DeedKind.BOUGHT, 2, cup.id), (DeedKind.CLICKED, 2, cup.id)]


async def test_nobody_else_is_credited_with_a_purchase(
    session: AsyncSession, client: AsyncClient, db: Database, journal: Journal, cup: ProductSheet
) -> None:
    await look_and_open(client)
    await journal.write_down(db)
    bought = Bought(order_id=uuid4(), member_id=uuid4(), product_id=cup.id, at=clock.now())

    await search.credit(session, [bought])

    assert await deeds(session) == [(DeedKind.CLICKED, 2, cup.id)]


async def test_a_search_of_somebody_who_is_signed_in_is_theirs(
    session: AsyncSession, shopper: AsyncClient, db: Database, journal: Journal, member: Member
) -> None:
    await shopper.get("/search?q=马克杯")
    await journal.write_down(db)

    assert [each.member_id for each in await asked(session)] == [member.id]


async def test_signing_in_makes_the_searches_just_before_the_members(
    session: AsyncSession, client: AsyncClient, db: Database, journal: Journal, member: Member
) -> None:
    await client.get("/search?q=马克杯")
    await journal.write_down(db)
    subject = Subject(SubjectKind.MEMBER, member.id)
    await identity.set_password(session, subject, "a long walk in 胡同")
    form = {"way": "password", "phone": "13800138000", "password": "a long walk in 胡同"}

    answer = await client.post("/sign-in", data={**form, "agreed": "1"})

    assert answer.status_code == 303
    assert [each.member_id for each in await asked(session)] == [member.id]


async def test_asking_again_is_the_same_search_and_a_filter_is_another_look_at_it(
    session: AsyncSession, client: AsyncClient, db: Database, journal: Journal, cup: ProductSheet
) -> None:
    for address in ("/search?q=马克杯", "/search?q=馬克杯 ", "/search?q=马克杯&max=30"):
        await client.get(address)
    await journal.write_down(db)
    await client.get("/search?q=马克杯&page=2")
    await journal.write_down(db)

    (search_,) = await asked(session)
    assert (search_.times, search_.total) == (2, 2)
    assert len(search_.shown) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Mozilla/5.0 (compatible; Baiduspider/2.0)"},
        {"sec-purpose": "prefetch"},
    ],
)
async def test_robots_and_browsers_that_fetch_just_in_case_are_not_counted(
    session: AsyncSession,
    client: AsyncClient,
    db: Database,
    journal: Journal,
    headers: dict[str, str],
) -> None:
    await client.get("/search?q=马克杯", headers=headers)
    await journal.write_down(db)

    assert await asked(session) == []


async def test_who_does_not_want_to_be_recognised_gets_no_cookie_and_stays_unknown(
    session: AsyncSession, shopper: AsyncClient, db: Database, journal: Journal, cup: ProductSheet
) -> None:
    shopper.headers["sec-gpc"] = "1"
    await look_and_open(shopper)
    await journal.write_down(db)

    assert [each.member_id for each in await asked(session)] == [None]
    assert cookies.SEARCHER not in shopper.cookies
    assert await deeds(session) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("送给 13800138000 的杯子", ["送给 的杯子"]),
        ("lihua@example.com 杯子", ["杯子"]),
        ("11010519491231002X", []),
        ("杯" * 200, ["杯" * 60]),
    ],
)
async def test_what_says_who_somebody_is_is_not_kept(
    session: AsyncSession,
    client: AsyncClient,
    db: Database,
    journal: Journal,
    typed: str,
    kept: list[str],
) -> None:
    await client.get("/search", params={"q": typed})
    await journal.write_down(db)

    assert [each.words for each in await asked(session)] == kept


@pytest.mark.parametrize(
    "referrer",
    [
        "https://elsewhere.example/search?q=马克杯&sort=price_up",
        f"{ORIGIN}/c/cups?q=马克杯",
        f"{ORIGIN}/search?q=帽子",
        "http://[broken/search?q=马克杯",
    ],
)
async def test_a_click_from_elsewhere_is_nobodys(
    session: AsyncSession,
    client: AsyncClient,
    db: Database,
    journal: Journal,
    cup: ProductSheet,
    referrer: str,
) -> None:
    await client.get("/search?q=马克杯&sort=price_up")

    answer = await client.get(CUP, headers={"referer": referrer.encode()})
    await journal.write_down(db)

    assert answer.status_code == 200
    assert await deeds(session) == []
