# ruff: noqa: S608 - no stranger writes these statements
"""Every invariant finds what breaks it: one planted fault for each, and no other alarm before."""

from collections.abc import Mapping, Sequence

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import integrity
from tests.books import broken
from tests.integrity.conftest import Story, damage

PAID = "(select id from payments_intent where reference = :paid)"
REFUNDED = "(select id from payments_intent where reference = :refunded)"
SENT = "(select id from fulfilment_shipment where order_id = :sent)"
SHELF = "sku_id = (select sku_id from orders_line where order_id = :paid)"
LONG_AGO = "timestamptz '2026-01-01'"


def unchecked(table: str, name: str) -> str:
    return f"alter table {table} drop constraint {table}_{name}_check"


def code(state: str, until: str = "timestamptz '2100-01-01'", **more: str) -> str:
    """A code for the first line of the paid order."""
    columns = "".join(f", {name}" for name in more)
    values = "".join(f", {value}" for value in more.values())
    return (
        "insert into vouchers_voucher (id, code, order_id, number, member_id, position, unit,"
        " sku_id, title, sku_title, currency, amount_minor, state, issued_at, valid_until"
        f"{columns}) select gen_random_uuid(), '123456789012', o.id, o.number, o.member_id,"
        f" 1, 1, l.sku_id, '{{}}', '{{}}', 'CNY', 100, '{state}', timestamptz '2025-12-01',"
        f" {until}{values} from orders_order o join orders_line l on l.order_id = o.id"
        " where o.id = :paid limit 1"
    )


PLANTED: Mapping[str, Sequence[str]] = {
    "orders.codes": [
        "update orders_line set valid_days = 30 where order_id = :paid",
        f"update orders_order set paid_at = {LONG_AGO} where id = :paid",
    ],
    "orders.codes_with_order": [
        code("ready"),
        f"update orders_order set state = 'cancelled', cancelled_at = {LONG_AGO} where id = :paid",
    ],
    "vouchers.had_or_paid_back": [
        unchecked("vouchers_voucher", "void"),
        unchecked("vouchers_voucher", "had_or_paid_back"),
        code("redeemed", redeemed_at=LONG_AGO, redeemed_by="'林'", voided_at=LONG_AGO),
    ],
    "vouchers.void_owed": [code("void", voided_at=LONG_AGO)],
    "vouchers.expired_in_time": [code("ready", until=LONG_AGO)],
    "orders.total": [
        unchecked("orders_order", "sum"),
        "update orders_order set total_minor = total_minor + 1 where id = :paid",
    ],
    "orders.sent": ["update orders_line set shipped = 1 where order_id = :sent"],
    "orders.sent_where_sold": [
        (
            'insert into assortment_rule (id, name, reason, "only", regions, edited_at, edited_by)'
            " select id, '{}', '{}', false, jsonb_build_array(left(region_code, 2)),"
            " placed_at - interval '1 day', '' from orders_order where id = :paid"
        ),
        (
            "insert into assortment_target (id, rule_id, product_id)"
            " select order_id, order_id, product_id from orders_line where order_id = :paid"
            " limit 1"
        ),
    ],
    "orders.one_per_key": [
        "drop index orders_order_of_member_idx",
        "alter table orders_order drop constraint orders_order_idempotency_key_member_id_key",
        (
            "update orders_order set"
            " member_id = (select member_id from orders_order where id = :sent),"
            " idempotency_key = (select idempotency_key from orders_order where id = :sent)"
            " where id = :paid"
        ),
    ],
    "orders.paid_with_money": [f"delete from payments_ledger where intent_id = {PAID}"],
    "orders.owed_back": ["update orders_order set payment = 'paid' where id = :refunded"],
    "orders.stock_given_back": [
        "update inventory_reservation set state = 'claimed' where reference = :refunded"
    ],
    "orders.stock_held": ["delete from inventory_reservation where reference = :paid"],
    "orders.parcels": [
        f"update fulfilment_shipment_line set quantity = 1 where shipment_id = {SENT}"
    ],
    "orders.history_unbroken": [
        (
            "update orders_history set before = 'unpaid'"
            " where order_id = :refunded and after = 'refunding'"
        )
    ],
    "orders.history_allowed": [
        "update orders_history set before = 'refunded' where order_id = :paid and axis = 'payment'"
    ],
    "orders.history_ends": ["update orders_order set payment = 'refunding' where id = :paid"],
    "orders.history_whole": ["delete from orders_history where order_id = :paid and position = 2"],
    "orders.money_heard": [
        f"update payments_intent set captured_at = {LONG_AGO} where reference = :paid",
        "update orders_order set payment = 'unpaid', paid_at = null where id = :paid",
    ],
    "orders.refund_heard": [
        "update orders_order set payment = 'refunding' where id = :refunded",
        f"update payments_refund set done_at = {LONG_AGO} where intent_id = {REFUNDED}",
    ],
    "orders.closed_in_time": [
        (
            f"update orders_order set payment = 'unpaid', paid_at = null, pay_by = {LONG_AGO}"
            " where id = :paid"
        )
    ],
    "orders.delivery_heard": [
        (
            f"update fulfilment_shipment set state = 'delivered', delivered_at = {LONG_AGO}"
            " where order_id = :sent"
        )
    ],
    "payments.refunded": [
        (
            f"update payments_ledger set amount_minor = amount_minor + 1"
            f" where intent_id = {REFUNDED} and kind = 'refund'"
        )
    ],
    "payments.paid_in": [f"delete from payments_ledger where intent_id = {PAID}"],
    "payments.counted": ["update payments_intent set state = 'pending' where reference = :paid"],
    "payments.given_back": [
        f"delete from payments_ledger where intent_id = {REFUNDED} and kind = 'refund'"
    ],
    "payments.currency": [f"update payments_ledger set currency = 'USD' where intent_id = {PAID}"],
    "payments.refund_booked": [
        f"delete from payments_ledger where intent_id = {REFUNDED} and kind = 'refund'"
    ],
    "payments.capture_booked": [
        (
            "insert into payments_ledger select gen_random_uuid(), intent_id, attempt_id, kind,"
            " provider, provider_event || ' again', at, currency, amount_minor"
            f" from payments_ledger where intent_id = {PAID}"
        )
    ],
    "payments.heard_once": [
        "drop index payments_notification_event_key",
        (
            "insert into payments_notification select gen_random_uuid(), provider, event_id,"
            " attempt_id, body, signature_ok, outcome, note, received_at from payments_notification"
            f" where attempt_id = (select id from payments_attempt where intent_id = {PAID})"
        ),
    ],
    "payments.asked_about": [
        (
            "update payments_attempt set state = 'open', query_at = null,"
            f" expires_at = {LONG_AGO} where intent_id = {PAID}"
        )
    ],
    "payments.refund_asked": [
        (
            f"update payments_refund set state = 'sent', try_at = {LONG_AGO}"
            f" where intent_id = {REFUNDED}"
        )
    ],
    "payments.refund_refused": [
        (
            f"update payments_refund set state = 'failed', owed_at = {LONG_AGO}"
            f" where intent_id = {REFUNDED}"
        )
    ],
    "payments.balanced": [
        "update payments_leg set amount_minor = amount_minor + 1 where position = 1"
    ],
    "payments.booked": ["delete from payments_leg", "delete from payments_journal"],
    "payments.debt_booked": ["delete from payments_journal where kind = 'refund_owed'"],
    "payments.debts": [
        "update payments_leg set amount_minor = amount_minor - 1 where account = 'refunds_owed'"
    ],
    "payments.unclaimed": [
        (
            "insert into payments_leg (entry_id, position, account, holder, currency, amount_minor)"
            " select id, side, 'unclaimed', 'sandbox' || side, 'CNY', 3 - 2 * side"
            " from (select id from payments_journal limit 1) j, (values (11), (12)) s (side)"
        )
    ],
    "payments.clearing": [
        (
            "insert into payments_bill_line (id, provider, day, kind, provider_reference, at,"
            " currency, amount_minor, fee_minor)"
            " values (gen_random_uuid(), 'sandbox', '2026-11-02', 'payout', 'gone', now(),"
            " 'CNY', 500, 0)"
        )
    ],
    "payments.summed": ["update payments_balance_change set minor = minor + 1"],
    "inventory.shelf": [f"update inventory_stock set on_hand = on_hand + 1 where {SHELF}"],
    "inventory.promised": [f"update inventory_stock set reserved = reserved - 1 where {SHELF}"],
    "inventory.oversold": [
        unchecked("inventory_stock", "promised"),
        f"update inventory_stock set reserved = on_hand + 1 where {SHELF}",
    ],
    "inventory.expired": [
        (
            f"update inventory_reservation set state = 'held', expires_at = {LONG_AGO}"
            " where reference = :paid"
        )
    ],
    "catalog.price_history": ["update catalog_sku set price_minor = price_minor + 1"],
    "catalog.original_prices": [
        (
            "update catalog_sku set original_minor = price_minor * 2, original_since = now(),"
            " original_until = now()"
        )
    ],
    "catalog.suggested_prices": [
        (
            "insert into catalog_suggested_price (id, sku_id, currency, price_minor, dated, until,"
            " entered_at, entered_by, confirmed_at, confirmed_by)"
            " select id, id, currency, price_minor, current_date, current_date + 9, now(), 'one',"
            " now(), 'another' from catalog_sku limit 1"
        )
    ],
    "catalog.addresses": [
        "drop trigger catalog_former_product_slug_address_is_free on catalog_former_product_slug",
        (
            "insert into catalog_former_product_slug (slug, owner_id, left_at, left_by)"
            " select slug, id, now(), 'a hand in the database' from catalog_product limit 1"
        ),
    ],
    "content.addresses": [
        "drop trigger content_article_address_is_free on content_article",
        (
            "insert into content_article (id, slug, title, body, position, edited_at, edited_by)"
            " values (gen_random_uuid(), 'ours', '{}', '{}', 0, now(), 'a hand in the database')"
        ),
        (
            "insert into content_former_article_slug (slug, owner_id, left_at, left_by)"
            " select 'theirs', id, now(), '' from content_article where slug = 'ours'"
        ),
        "update content_article set slug = 'theirs' where slug = 'ours'",
    ],
    "fulfilment.delivered_at": [
        "update fulfilment_shipment set delivered_at = now() where order_id = :sent"
    ],
    "fulfilment.seen": [
        "update fulfilment_shipment set state = 'delivered' where order_id = :sent"
    ],
    "fulfilment.filled": [f"delete from fulfilment_shipment_line where shipment_id = {SENT}"],
    "events.read": [
        (
            "insert into event_consumer (name, xid, position, moved_at)"
            " values ('nobody', '0', 0, now())"
        ),
        f"update event set recorded_at = {LONG_AGO}",
    ],
    "events.handled": [
        (
            "insert into event_parked (consumer, position, name, payload, error, parked_at)"
            f" values ('nobody', 1, 'nothing', '{{}}', '', {LONG_AGO})"
        )
    ],
    "jobs.done": [
        (
            "insert into procrastinate_jobs (queue_name, task_name, args, status)"
            " values ('default', 'nothing', '{}', 'failed')"
        )
    ],
    "access.trail": [
        (
            "insert into access_audit_entry (id, at, actor_kind, actor_name, action, object_type,"
            " object_id, label, changes) values"
            " (gen_random_uuid(), now(), 'system', '', 'slipped in',"
            " '', '', '', '{}')"
        )
    ],
}


async def test_an_honest_story_breaks_nothing(session: AsyncSession, story: Story) -> None:
    assert story

    assert await broken(session) <= {"access.trail"}  # which is sealed at the commit


def test_every_invariant_has_a_fault_to_find() -> None:
    assert set(PLANTED) == set(integrity.by_id)


@pytest.mark.breaks_books
@pytest.mark.parametrize("name", PLANTED)
async def test_a_planted_fault_is_found(session: AsyncSession, story: Story, name: str) -> None:
    await damage(session, story, *PLANTED[name])

    assert name in await broken(session)


def test_no_sentence_is_said_twice() -> None:
    sentences = [each.holds for each in integrity.INVARIANTS]

    assert len(set(sentences)) == len(sentences) == len(integrity.by_id)
