"""What a maker suggests as the retail price is shown with proof, by two people, for a time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.access import OwnRequest
from hutong.catalog import ProductSheet, SuggestedPrice
from hutong.kernel import clock, files
from hutong.kernel.errors import Conflict, Invalid, Refused
from hutong.kernel.money import Money, yuan
from tests.make import goods
from tests.make import suggested as make
from tests.make.trade import STAFF


async def suggests(session: AsyncSession, product: ProductSheet) -> Money | None:
    sheet = await catalog.product_by_id(session, product.id)
    told = sheet.suggests(sheet.skus[0], clock.now())
    return told.price if told else None


async def test_it_is_shown_once_a_second_person_has_confirmed_it(session: AsyncSession) -> None:
    product = await goods.goods(session)

    entered = await make.entered(session, product)
    before = await suggests(session, product)
    await catalog.confirm_suggested(session, entered.id, by=make.BOSS)

    assert (before, await suggests(session, product)) == (None, yuan("299"))


async def test_nobody_confirms_what_they_entered_themselves(session: AsyncSession) -> None:
    entered = await make.entered(session, await goods.goods(session))

    with pytest.raises(OwnRequest):
        await catalog.confirm_suggested(session, entered.id, by=STAFF)


async def test_the_database_keeps_to_two_people_as_well(session: AsyncSession) -> None:
    entered = await make.entered(session, await goods.goods(session))
    alone = {"confirmed_at": clock.now(), "confirmed_by": "x", "confirmed_by_id": STAFF.id}

    with pytest.raises(IntegrityError, match="four_eyes"):
        async with session.begin_nested():
            await session.execute(
                update(SuggestedPrice).where(SuggestedPrice.id == entered.id).values(**alone)
            )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"address": ""}, "proof"),
        ({"address": "maker.example"}, "address"),
        ({"address": "javascript:alert(1)"}, "address"),
        ({"price": yuan("0")}, "price"),
        ({"price": Money(100, "EUR")}, "code"),
        ({"dated": date(2999, 1, 1)}, "dated"),
        ({"dated": date(2020, 1, 1)}, "dated"),
        ({"until": date(2020, 1, 1)}, "until"),
    ],
)
async def test_without_proof_a_price_or_days_that_can_be_it_is_refused(
    session: AsyncSession, change: dict[str, object], field: str
) -> None:
    wanted = make.wish(await goods.goods(session))

    with pytest.raises(Invalid) as refused:
        await catalog.suggest_prices(session, [replace(wanted, **change)], by=STAFF)  # type: ignore[arg-type]

    assert [problem.field for problem in refused.value.problems] == [field]


async def test_it_is_shown_until_the_end_of_its_last_day(session: AsyncSession) -> None:
    product = await goods.goods(session)
    today = clock.local_day(clock.now())
    wanted = make.wish(product, until=today + timedelta(days=2))
    (made,) = await catalog.suggest_prices(session, [wanted], by=STAFF)
    await catalog.confirm_suggested(session, made.id, by=make.BOSS)
    over = clock.day_start(today + timedelta(days=3))

    with clock.simulated(over - timedelta(seconds=1)):
        last = await suggests(session, product)
    with clock.simulated(over):
        after = await suggests(session, product)

    assert (last, after) == (yuan("299"), None)


async def test_a_list_that_names_no_end_holds_for_a_year(session: AsyncSession) -> None:
    entered = await make.entered(session, await goods.goods(session))

    assert entered.until - entered.dated == timedelta(days=365)


async def test_a_newer_one_takes_the_place_of_the_one_before(session: AsyncSession) -> None:
    product = await goods.goods(session)
    first = await make.shown(session, product, "299")

    second = await make.entered(session, product, "319")
    until_then = await suggests(session, product)
    await catalog.confirm_suggested(session, second.id, by=make.BOSS)

    assert until_then == yuan("299")
    assert await suggests(session, product) == yuan("319")
    assert first.ended_by == make.BOSS.name


async def test_withdrawn_it_is_gone_at_once_and_once_only(session: AsyncSession) -> None:
    product = await goods.goods(session)
    made = await make.shown(session, product)

    await catalog.withdraw_suggested(session, made.id, by=STAFF)

    assert await suggests(session, product) is None
    with pytest.raises(Conflict):
        await catalog.withdraw_suggested(session, made.id, by=STAFF)
    with pytest.raises(Conflict):
        await catalog.confirm_suggested(session, made.id, by=make.BOSS)


async def test_everything_that_keeps_a_copy_of_the_product_hears_of_it(
    session: AsyncSession,
) -> None:
    product = await goods.goods(session)

    made = await make.shown(session, product)
    confirmed = (await catalog.product_by_id(session, product.id)).version
    await catalog.withdraw_suggested(session, made.id, by=STAFF)

    withdrawn = (await catalog.product_by_id(session, product.id)).version
    assert (confirmed, withdrawn) == (product.version + 1, product.version + 2)


async def test_the_file_that_proves_it_is_kept_and_one_that_proves_nothing_is_not(
    session: AsyncSession,
) -> None:
    product = await goods.goods(session)
    used = await catalog.put_proof(session, b"%PDF-1.7 price list", name="list.pdf")
    unused = await catalog.put_proof(session, b"%PDF-1.7 another", name="other.pdf")
    wanted = replace(make.wish(product, address=""), file_id=used)
    (made,) = await catalog.suggest_prices(session, [wanted], by=STAFF)

    with clock.simulated(clock.now() + timedelta(days=700)):
        _kept, content = await catalog.proof_of(session, made)
        with pytest.raises(files.FileGone):
            await files.find(session, unused)

    assert content == b"%PDF-1.7 price list"


async def test_a_program_is_no_proof(session: AsyncSession) -> None:
    with pytest.raises(Refused):
        await catalog.put_proof(session, b"MZ", name="list.pdf")
