"""What articles cost is kept by the database; an original price is one that was truly charged."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import PriceRules, ProductSheet, SkuSheet, Stretch
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.kernel.money import Money, yuan
from tests.make import goods as make
from tests.make.trade import STAFF

OPENED = datetime(2026, 3, 2, 2, tzinfo=UTC)
RULES = PriceRules()


def day(number: int) -> datetime:
    return OPENED + timedelta(days=number)


async def opened(session: AsyncSession, price: str = "199") -> ProductSheet:
    """A product that went on sale on the first day."""
    with clock.simulated(OPENED):
        return await make.goods(session, price=price)


async def priced(
    session: AsyncSession, product: ProductSheet, price: str, original: str | None, at: datetime
) -> SkuSheet:
    now = await catalog.product_by_id(session, product.id)
    sku = replace(
        now.draft.skus[0], price=yuan(price), original=yuan(original) if original else None
    )
    with clock.simulated(at):
        await catalog.save_product(session, replace(now.draft, skus=(sku,)), by=STAFF)
    return (await catalog.product_by_id(session, product.id)).skus[0]


async def history(session: AsyncSession, sku: SkuSheet) -> list[tuple[int, bool]]:
    known = await catalog.stretches(session, [sku.id], after=OPENED - timedelta(days=400))
    return [(stretch.price.minor, stretch.on_sale) for stretch in known[sku.id]]


async def refused(
    session: AsyncSession, product: ProductSheet, price: str, original: str, at: datetime
) -> str:
    with pytest.raises(Invalid) as refusal:
        await priced(session, product, price, original, at)
    (problem,) = refusal.value.problems
    assert problem.field == "skus.0.original"
    return problem.message


async def test_every_price_and_every_turn_on_the_shelf_is_kept(session: AsyncSession) -> None:
    product = await opened(session)
    await priced(session, product, "159", None, day(3))
    with clock.simulated(day(5)):
        await catalog.delist_product(session, product.id, by=STAFF)
        await session.flush()

    assert await history(session, product.skus[0]) == [
        (19900, False),
        (19900, True),
        (15900, True),
        (15900, False),
    ]


async def test_a_price_changed_behind_the_shops_back_is_kept_too(session: AsyncSession) -> None:
    product = await opened(session)

    await session.execute(text("update catalog_sku set price_minor = 100"))

    assert (await history(session, product.skus[0]))[-1] == (100, True)


@pytest.mark.parametrize(
    "statement", ["update catalog_price set price_minor = 1", "delete from catalog_price"]
)
async def test_the_database_refuses_to_change_what_things_cost(
    session: AsyncSession, statement: str
) -> None:
    await opened(session)

    with pytest.raises(IntegrityError, match="only ever added to"):
        async with session.begin_nested():
            await session.execute(text(statement))


async def test_the_price_before_stands_beside_the_lower_one_for_a_month(
    session: AsyncSession,
) -> None:
    product = await opened(session)

    sku = await priced(session, product, "159", "199", day(10))

    assert sku.struck(day(39)) == yuan("199")
    assert sku.struck(day(40)) is None


@pytest.mark.parametrize(
    ("price", "original", "after", "words"),
    [
        ("159", "299", 10, "划线价请填 ¥199.00"),
        ("159", "179", 10, "划线价请填 ¥199.00"),
        ("209", "299", 10, "最低价不高于 ¥209.00"),
        ("159", "159", 10, "须高于售价 ¥159.00"),
        ("159", "199", 0, "在售不足 1 天"),
    ],
)
async def test_what_was_never_charged_is_no_original_price(
    session: AsyncSession, price: str, original: str, after: int, words: str
) -> None:
    product = await opened(session)

    message = await refused(session, product, price, original, day(after) + timedelta(hours=5))

    assert words in message


async def test_a_price_put_up_shortly_before_is_no_original_price(session: AsyncSession) -> None:
    product = await opened(session)
    await priced(session, product, "399", None, day(9))

    message = await refused(session, product, "189", "399", day(11))

    assert "¥199.00 至 ¥399.00" in message


async def test_goods_off_the_shelf_charge_nobody_anything(session: AsyncSession) -> None:
    product = await opened(session)
    with clock.simulated(day(1)):
        await catalog.delist_product(session, product.id, by=STAFF)
        await session.flush()

    message = await refused(session, product, "159", "199", day(10))

    assert "此前 7 天内没有在售" in message


async def test_an_original_price_does_not_begin_anew_with_each_save(session: AsyncSession) -> None:
    product = await opened(session)
    before = await priced(session, product, "159", "199", day(10))

    after = await priced(session, product, "159", "199", day(20))

    assert after.original_until == before.original_until


async def test_a_new_price_alone_ends_the_comparison(session: AsyncSession) -> None:
    product = await opened(session)
    sku = await priced(session, product, "159", "199", day(10))

    await catalog.change_price(session, sku.id, yuan("149"), by=STAFF)

    assert (await catalog.product_by_id(session, product.id)).skus[0].original is None


async def test_a_lower_price_is_compared_with_the_lowest_of_late(session: AsyncSession) -> None:
    product = await opened(session)
    await priced(session, product, "159", "199", day(10))

    message = await refused(session, product, "129", "199", day(12))

    assert "划线价请填 ¥159.00" in message


async def test_what_was_shown_for_its_time_is_taken_away(
    session: AsyncSession, db: Database
) -> None:
    product = await opened(session)
    await priced(session, product, "159", "199", day(10))

    with clock.simulated(day(41)):
        await catalog.end_originals(db)

    sku = (await catalog.product_by_id(session, product.id)).skus[0]
    newest = (await catalog.versions_of(session, product.id))[0]
    assert (sku.price, sku.original) == (yuan("159"), None)
    assert newest.source is catalog.Source.RULE


async def test_stricter_rules_hold_at_once_for_what_is_shown(session: AsyncSession) -> None:
    product = await opened(session)
    await priced(session, product, "159", "199", day(10))

    await catalog.set_price_rules(
        session, PriceRules(shown_days=14), reason="Shorter comparisons", by=STAFF
    )

    session.expire_all()
    sku = (await catalog.product_by_id(session, product.id)).skus[0]
    assert sku.original_until == day(24)


async def test_the_rules_in_force_decide(session: AsyncSession) -> None:
    product = await opened(session)
    await priced(session, product, "159", None, day(10))
    await catalog.set_price_rules(
        session, PriceRules(window_days=30), reason="We sell to Europe", by=STAFF
    )

    message = await refused(session, product, "149", "199", day(20))

    assert "此前 30 天的实际售价为 ¥159.00 至 ¥199.00" in message


@pytest.mark.parametrize(
    ("rules", "reason", "field"),
    [
        (PriceRules(window_days=6), "why", "window_days"),
        (PriceRules(least_days=8), "why", "least_days"),
        (PriceRules(shown_days=91), "why", "shown_days"),
        (PriceRules(), " ", "reason"),
    ],
)
async def test_rules_below_the_law_or_without_a_reason_are_refused(
    session: AsyncSession, rules: PriceRules, reason: str, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        await catalog.set_price_rules(session, rules, reason=reason, by=SYSTEM)

    assert field in {problem.field for problem in refusal.value.problems}


HOURS = st.integers(min_value=1, max_value=24 * 20)
STEPS = st.lists(
    st.tuples(HOURS, st.integers(min_value=1, max_value=6), st.booleans()), min_size=1, max_size=12
)


def told(steps: list[tuple[int, int, bool]]) -> Iterator[Stretch]:
    since = OPENED
    for place, (hours, price, on_sale) in enumerate(steps, start=1):
        until = since + timedelta(hours=hours)
        last = place == len(steps)
        yield Stretch(since, None if last else until, Money(price * 100, "CNY"), on_sale)
        since = until


@given(
    STEPS,
    st.integers(min_value=0, max_value=24 * 60),
    st.integers(min_value=1, max_value=7),
    st.integers(min_value=1, max_value=6),
    st.integers(min_value=7, max_value=30),
)
def test_no_history_makes_an_original_price_of_what_was_not_charged(
    steps: list[tuple[int, int, bool]], later: int, original: int, price: int, window: int
) -> None:
    stretches = list(told(steps))
    at = stretches[-1].since + timedelta(hours=later)
    rules = PriceRules(window_days=window)
    wanted, costs = Money(original * 100, "CNY"), Money(price * 100, "CNY")

    refusal = catalog.refusal(wanted, costs, catalog.charged(stretches, at, rules), rules)

    asked = [
        stretch.price.minor
        for stretch in stretches
        if stretch.on_sale
        and stretch.since < at
        and (stretch.until or at) > at - timedelta(days=window)
    ]
    assert refusal or (wanted.minor == min(asked) > costs.minor)
