"""What articles cost is kept by the database; an original price is one that was truly charged."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.access import AsksAlready, OwnRequest
from hutong.catalog import PriceRules, PriceWish, ProductSheet, SkuSheet, Stretch
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.kernel.money import Money, yuan
from tests.make import goods as make
from tests.make.trade import STAFF

BOSS = Actor.staff(uuid4(), "掌柜")
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


async def limited(session: AsyncSession, *, floor: int | None = None) -> None:
    rules = PriceRules(change_percent=40, floor_percent=floor)
    await catalog.set_price_rules(session, rules, reason="Slips of the keyboard", by=STAFF)


def wish(product: ProductSheet, price: str, *, strikes: bool = False) -> PriceWish:
    prices = {product.skus[0].code: yuan(price)}
    return PriceWish(prices=prices, strikes=strikes, reason="Last pieces")


async def test_a_price_is_changed_by_one_person_only_so_far(session: AsyncSession) -> None:
    product = await opened(session, "100")
    await limited(session)
    await catalog.change_price(session, product.skus[0].id, yuan("60"), by=STAFF)

    with pytest.raises(Invalid) as one:
        await catalog.change_price(session, product.skus[0].id, yuan("145"), by=STAFF)
    now = await catalog.product_by_id(session, product.id)
    cheap = replace(now.draft.skus[0], price=yuan("20"))
    with pytest.raises(Invalid) as whole:
        await catalog.save_product(session, replace(now.draft, skus=(cheap,)), by=STAFF)

    assert "由 ¥60.00 改为 ¥145.00，一天内变动 141%，超过 40%" in one.value.problems[0].message
    assert [each.field for each in whole.value.problems] == ["skus.0.price"]


async def test_small_steps_within_a_day_lead_no_further_than_one(session: AsyncSession) -> None:
    product = await opened(session, "100")
    await limited(session)
    sku = product.skus[0].id
    await catalog.change_price(session, sku, yuan("65"), by=STAFF)

    with pytest.raises(Invalid):
        await catalog.change_price(session, sku, yuan("55"), by=STAFF)
    with clock.simulated(clock.now() + timedelta(days=2)):
        await catalog.change_price(session, sku, yuan("55"), by=STAFF)

    assert (await catalog.product_by_id(session, product.id)).skus[0].price == yuan("55")


async def test_the_way_around_over_the_storeroom_is_measured_too(session: AsyncSession) -> None:
    product = await opened(session, "100")
    await limited(session)
    await catalog.delist_product(session, product.id, by=STAFF)

    with clock.simulated(clock.now() + timedelta(days=20)), pytest.raises(Invalid):
        await catalog.change_price(session, product.skus[0].id, yuan("50"), by=STAFF)
    with clock.simulated(clock.now() + timedelta(days=31)):
        await catalog.change_price(session, product.skus[0].id, yuan("50"), by=STAFF)

    assert (await catalog.product_by_id(session, product.id)).skus[0].price == yuan("50")


async def test_a_price_under_the_floor_takes_two_however_small_the_steps(
    session: AsyncSession,
) -> None:
    product = await opened(session, "100")
    await limited(session, floor=80)

    with pytest.raises(Invalid) as refusal:
        await catalog.change_price(session, product.skus[0].id, yuan("79"), by=STAFF)
    await catalog.change_price(session, product.skus[0].id, yuan("80"), by=STAFF)

    assert "¥79.00 低于近 30 天最低价 ¥100.00 的 80%" in refusal.value.problems[0].message


async def test_goods_that_were_never_on_sale_are_priced_freely(session: AsyncSession) -> None:
    saved = await catalog.save_product(session, await make.draft(session, price="100"), by=STAFF)
    await limited(session, floor=90)

    await catalog.change_price(session, saved.skus[0].id, yuan("5"), by=STAFF)

    assert (await catalog.product_by_id(session, saved.id)).skus[0].price == yuan("5")


async def test_a_second_person_agrees_to_what_one_may_not(session: AsyncSession) -> None:
    product = await opened(session, "100")
    await limited(session)
    asked = await catalog.ask_price(
        session, product.id, wish(product, "50", strikes=True), by=STAFF
    )

    with pytest.raises(OwnRequest):
        async with session.begin_nested():
            await catalog.decide_price(session, asked.id, approved=True, note="", by=STAFF)
    await catalog.decide_price(session, asked.id, approved=True, note="", by=BOSS)

    sku = (await catalog.product_by_id(session, product.id)).skus[0]
    newest = (await catalog.versions_of(session, product.id))[0]
    assert (sku.price, sku.original) == (yuan("50"), yuan("100"))
    assert (newest.source, newest.reason) == (catalog.Source.APPROVED, "Last pieces")


async def test_what_two_agreed_on_is_taken_back_by_one_on_the_same_day(
    session: AsyncSession,
) -> None:
    product = await opened(session, "100")
    await limited(session)
    asked = await catalog.ask_price(session, product.id, wish(product, "50"), by=STAFF)
    await catalog.decide_price(session, asked.id, approved=True, note="", by=BOSS)

    await catalog.change_price(session, product.skus[0].id, yuan("100"), by=STAFF)

    assert (await catalog.product_by_id(session, product.id)).skus[0].price == yuan("100")


async def test_nothing_is_agreed_to_once_the_price_has_changed_meanwhile(
    session: AsyncSession,
) -> None:
    product = await opened(session, "100")
    await limited(session)
    asked = await catalog.ask_price(session, product.id, wish(product, "50"), by=STAFF)
    await catalog.change_price(session, product.skus[0].id, yuan("90"), by=STAFF)

    with pytest.raises(catalog.ChangedMeanwhile):
        async with session.begin_nested():
            await catalog.decide_price(session, asked.id, approved=True, note="", by=BOSS)
    await session.refresh(asked)

    assert asked.decided_at is None
    assert (await catalog.product_by_id(session, product.id)).skus[0].price == yuan("90")


async def test_a_wish_that_was_declined_changes_nothing_and_tells_why(
    session: AsyncSession,
) -> None:
    product = await opened(session, "100")
    asked = await catalog.ask_price(session, product.id, wish(product, "50"), by=STAFF)

    await catalog.decide_price(session, asked.id, approved=False, note="Too low", by=BOSS)

    wishes = await catalog.price_wishes(session, product.id)
    assert [(each.approved, each.note) for each in wishes] == [(False, "Too low")]
    assert (await catalog.product_by_id(session, product.id)).skus[0].price == yuan("100")


async def test_a_product_waits_for_one_answer_at_a_time(session: AsyncSession) -> None:
    product = await opened(session, "100")
    await catalog.ask_price(session, product.id, wish(product, "50"), by=STAFF)

    with pytest.raises(AsksAlready, match=STAFF.name):
        await catalog.ask_price(session, product.id, wish(product, "40"), by=BOSS)


async def test_who_asks_again_takes_back_what_they_asked_before(session: AsyncSession) -> None:
    product = await opened(session, "100")
    first = await catalog.ask_price(session, product.id, wish(product, "50"), by=STAFF)

    second = await catalog.ask_price(session, product.id, wish(product, "45"), by=STAFF)

    assert (first.approved, second.approved) == (False, None)


async def test_an_invented_original_price_is_refused_before_anybody_is_asked(
    session: AsyncSession,
) -> None:
    product = await catalog.save_product(session, await make.draft(session, price="9"), by=STAFF)
    sheet = await catalog.product_by_id(session, product.id)

    with pytest.raises(Invalid) as refusal:
        await catalog.ask_price(session, product.id, wish(sheet, "5", strikes=True), by=STAFF)

    assert [each.field for each in refusal.value.problems] == ["skus.0.original"]


@pytest.mark.parametrize(
    ("code", "price", "field"), [("nobody", "50", "code"), ("", "100", "price_to")]
)
async def test_a_wish_names_a_sku_and_another_price(
    session: AsyncSession, code: str, price: str, field: str
) -> None:
    product = await opened(session, "100")
    prices = {code or product.skus[0].code: yuan(price)}
    wanted = PriceWish(prices=prices, strikes=False, reason="?")

    with pytest.raises(Invalid) as refusal:
        await catalog.ask_price(session, product.id, wanted, by=STAFF)

    assert [each.field for each in refusal.value.problems] == [field]


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
