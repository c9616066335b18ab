"""Members who buy at cut prices are shown the blocks that staff have made for them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from httpx import AsyncClient
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, decoration, recommendation
from hutong.catalog import ProductSheet
from hutong.decoration import PageKind
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.money import yuan
from hutong.members import Member
from hutong.recommendation import DeedKind, Note
from tests.make import goods as make
from tests.make import people
from tests.storefront.conftest import Doors
from tests.storefront.test_for_you import browsing

OFFERS, ALL = "Only today cheaper", "Good morning"


@pytest.fixture
async def member(session: AsyncSession) -> Member:
    return await people.member(session)


@pytest.fixture
async def reduced(session: AsyncSession) -> list[ProductSheet]:
    """Three products, of which two are cheaper since yesterday and one costs what it did."""
    now = clock.now()
    with clock.simulated(now - timedelta(days=40)):
        made = [await make.goods(session, f"throw-{n}", price="199") for n in range(3)]
    with clock.simulated(now - timedelta(days=1)):
        for each in made[:2]:
            sku = replace(each.draft.skus[0], price=yuan("159"), original=yuan("199"))
            await catalog.save_product(session, replace(each.draft, skus=(sku,)), by=SYSTEM)
    return made


@pytest.fixture
async def home(session: AsyncSession, open_doors: Doors) -> None:
    words = {"kind": "words"}
    blocks = [
        {**words, "id": "a", "values": {"body": make.words(OFFERS)}, "audience": "price_minded"},
        {**words, "id": "b", "values": {"body": make.words(ALL)}},
    ]
    page = await decoration.create_page(
        session, PageKind.HOME, "", title=make.words("Home"), by=SYSTEM
    )
    raw = {"title": make.words("Home"), "blocks": blocks}
    saved = await decoration.save_draft(session, page.id, raw, revision=page.revision, by=SYSTEM)
    await decoration.publish(session, page.id, revision=saved.revision, by=SYSTEM)
    await open_doors()


async def bought(
    session: AsyncSession, db: Database, member: Member, products: list[ProductSheet], *, days: int
) -> None:
    at = clock.now() - timedelta(days=days)
    notes = [Note(member.id, each.id, DeedKind.BOUGHT, at) for each in products]
    await recommendation.write(session, notes)
    await recommendation.work_out(db)


@pytest.mark.usefixtures("home")
async def test_who_buys_at_cut_prices_sees_the_promotion_and_is_told_why(
    app: Litestar,
    db: Database,
    session: AsyncSession,
    client: AsyncClient,
    member: Member,
    reduced: list[ProductSheet],
) -> None:
    await bought(session, db, member, reduced, days=0)

    async with browsing(app, session, member) as hunter:
        own = (await hunter.get("/")).text
        told = (await hunter.get("/account/preferences")).text
    guests = (await client.get("/")).text

    assert OFFERS in own
    assert own.index(OFFERS) < own.index(ALL)
    assert OFFERS not in guests
    assert "You seem to look for lower prices" in told


@pytest.mark.usefixtures("home")
async def test_who_bought_before_it_became_cheaper_or_switched_it_off_sees_everybodys_page(
    app: Litestar, db: Database, session: AsyncSession, member: Member, reduced: list[ProductSheet]
) -> None:
    await bought(session, db, member, reduced, days=20)
    before = await recommendation.interests_of(session, member.id)
    await bought(session, db, member, reduced, days=0)
    after = await recommendation.interests_of(session, member.id)

    await recommendation.switch_off(session, member.id)

    async with browsing(app, session, member) as hunter:
        page = (await hunter.get("/")).text
    assert (before.price_minded, after.price_minded) == (False, True)
    assert OFFERS not in page
