"""What a rule can mend is mended by itself, the buyer is told, and a person gets the rest."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, integrity, inventory, messaging, orders, payments
from hutong.integrity import Finding, Run
from hutong.integrity import service as checking
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.orders import OrderState, PaymentState
from hutong.payments import RefundState
from tests.books import broken
from tests.conftest import Worker
from tests.integrity.conftest import Story, damage
from tests.make import trade
from tests.payments.provider import Provider


async def findings(session: AsyncSession, invariant: str) -> list[Finding]:
    wanted = select(Finding).where(Finding.invariant == invariant)
    found = await session.scalars(wanted.execution_options(populate_existing=True))
    return list(found)


async def words_to(session: AsyncSession, order: orders.Order) -> list[str]:
    page = await messaging.inbox(session, order.member_id)
    return [message.template for message in page.messages]


async def test_an_order_that_missed_its_money_is_told_again_and_so_is_the_buyer(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated, worker: Worker
) -> None:
    order = await trade.order(session, 2)
    await trade.pay(db, provider, order)
    time.advance(timedelta(minutes=3))

    run = await integrity.check(db, news_only=True)

    await session.refresh(order)
    assert order.payment is PaymentState.PAID
    assert run.mended == 1
    [finding] = await findings(session, "orders.money_heard")
    assert finding.by_rule
    assert await words_to(session, order) == ["order.paid_late"]
    await worker()  # the news itself comes after all, and changes nothing
    assert order.payment is PaymentState.PAID


async def test_a_forgotten_refund_is_owed_and_sent(
    session: AsyncSession, db: Database, story: Story, worker: Worker
) -> None:
    await damage(
        session,
        story,
        "update orders_order set state = 'cancelled', cancelled_at = now(), moves = moves + 1,"
        " cancel_reason = '' where id = :paid",
        "insert into orders_history (order_id, position, at, axis, before, after, by_kind,"
        " by_name, note) values (:paid, 3, now(), 'order', 'open', 'cancelled', 'system', '', '')",
    )

    await integrity.check(db)
    await worker()

    order = await orders.by_id(session, story.paid)
    assert order is not None
    await session.refresh(order)
    assert order.payment is PaymentState.REFUNDED
    assert (await words_to(session, order)).count("order.refund_owed") == 1
    assert not {"orders.owed_back", "orders.stock_given_back"} & await broken(session)


async def test_an_order_that_the_clock_forgot_is_closed(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    order = await trade.order(session, 2)
    time.advance(timedelta(minutes=41))

    await integrity.check(db, news_only=True)

    await session.refresh(order)
    assert order.state is OrderState.CANCELLED
    assert await inventory.reservations(session, order.id)
    assert await words_to(session, order) == []  # it is what they were told to expect


@pytest.mark.breaks_books
async def test_a_refund_that_nobody_asked_for_is_asked_for(
    session: AsyncSession, db: Database, story: Story, worker: Worker
) -> None:
    await damage(
        session,
        story,
        "alter table payments_ledger disable trigger user",
        "delete from payments_ledger where kind = 'refund'",
        "alter table payments_ledger enable trigger user",
        "update payments_intent set state = 'refunding' where reference = :refunded",
        "update payments_refund set state = 'sent', done_at = null,"
        " try_at = timestamptz '2026-01-01'",
    )

    await integrity.check(db, news_only=True)
    await worker()

    intent = await payments.of_reference(session, story.refunded)
    assert intent is not None
    [refund] = await payments.refunds(session, intent.id)
    await session.refresh(refund)
    assert refund.state is RefundState.DONE


@pytest.mark.breaks_books
async def test_what_no_rule_can_mend_is_an_alarm_until_it_is_gone(
    session: AsyncSession, db: Database, story: Story
) -> None:
    await damage(session, story, "update inventory_stock set on_hand = on_hand + 1")

    await integrity.check(db)
    await integrity.check(db)

    alarms = await access.alarms_by_kind(session)
    assert alarms == {"integrity.broken": 1}
    assert len(await findings(session, "inventory.shelf")) == 3

    await damage(session, story, "update inventory_stock set on_hand = on_hand - 1")
    await integrity.check(db)

    assert await access.alarms_by_kind(session) == {}
    assert {each.by_rule for each in await findings(session, "inventory.shelf")} == {False}


@pytest.mark.breaks_books
async def test_a_buyer_whose_trouble_lasts_hears_that_somebody_looks_into_it(
    session: AsyncSession,
    db: Database,
    provider: Provider,
    time: Simulated,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = await trade.order(session, 2)
    await trade.pay(db, provider, order)
    monkeypatch.setattr(checking, "REPAIRS", {})

    for _ in range(3):
        time.advance(timedelta(minutes=6))
        await integrity.check(db, news_only=True)

    assert await words_to(session, order) == ["order.looked_into"]


@pytest.mark.breaks_books
async def test_a_rule_that_fails_says_why_and_gives_up(
    session: AsyncSession, db: Database, story: Story, time: Simulated
) -> None:
    await damage(
        session,
        story,
        "insert into inventory_reservation (id, reference, sku_id, location_id, quantity, shipped,"
        " state, expires_at, made_at) select gen_random_uuid(), gen_random_uuid(), sku_id,"
        " location_id, 1000, 0, 'held', timestamptz '2026-01-01', now()"
        " from inventory_reservation where reference = :paid",
    )

    for _ in range(5):
        await integrity.check(db, news_only=True)
        time.advance(timedelta(minutes=11))

    [finding] = await findings(session, "inventory.expired")
    assert finding.is_open
    assert finding.tries == checking.TRIES_MAX
    assert "promised" in finding.trouble


async def test_what_is_over_cannot_be_mended_once_more(
    session: AsyncSession, db: Database, provider: Provider, time: Simulated
) -> None:
    order = await trade.order(session, 2)
    await trade.pay(db, provider, order)
    time.advance(timedelta(minutes=3))
    await integrity.check(db, news_only=True)
    [finding] = await findings(session, "orders.money_heard")

    with pytest.raises(Invalid):
        await integrity.mend(session, finding.id)


async def test_what_was_long_ago_is_forgotten(
    session: AsyncSession, db: Database, time: Simulated
) -> None:
    await integrity.check(db)
    time.advance(timedelta(days=91))
    await integrity.check(db)

    await checking.forget(db, timedelta(days=90))

    assert len((await session.scalars(select(Run))).all()) == 1


async def test_one_of_them_is_checked_when_somebody_asks(db: Database) -> None:
    run = await integrity.check(db, name="orders.total", by="林小满")

    assert (run.counts, run.by) == ({"orders.total": 0}, "林小满")
