"""Orders as the rows that `place_batch.sql` takes, and its answer in the house's words.

Each web process writes all orders that wait at one moment in one statement: see `batcher.py`.
That they become the rows that the modules' own functions would write is a test.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from hutong.inventory import OutOfStock, Shortage
from hutong.kernel.errors import DomainError
from hutong.kernel.ids import OWN_SELLER, new_id
from hutong.kernel.money import Money
from hutong.orders.errors import OverLimit, PlacesMoved, SameKeyOtherOrder
from hutong.orders.events import OrderPaid, OrderPlaced, Sold
from hutong.orders.placement import Answer, Draft, PlacedLine

Row = tuple[Any, ...]

# The fields of the types that the function takes, in their order: whole rows are read off several
# times faster than columns, whose every value is looked at twice on its way.
DRAFT = (
    *("id", "number", "seller_id", "member_id", "shard", "payment", "fulfilment"),
    *("placed_at", "pay_by", "paid_at", "currency", "goods", "discount", "freight", "total"),
    *("freight_trace", "recipient", "phone", "region_code", "province", "city", "district"),
    *("street", "detail", "buyer_note", "by_kind", "by_id", "by_name", "key", "fingerprint"),
    *("last_line", "intent_id", "edition", "placed", "paid"),
    *("checkout_id", "address_id", "checkout_note", "from_cart"),
    *("answer_key", "answer_fingerprint", "answer_status", "answer_body"),
)
SHELF = ("location_id", "sku_id", "wanted")
LINE = (
    *("draft", "shelf", "quota", "position", "product_id", "slug", "title", "sku_title"),
    *("sku_code", "picture", "quantity", "weight_grams", "valid_days", "trace", "unit_price"),
    "payable",
)
QUOTA = ("member_id", "product_id", "most", "since", "wanted")
TYPES = {
    "orders_draft": DRAFT,
    "orders_draft_shelf": SHELF,
    "orders_draft_line": LINE,
    "orders_draft_quota": QUOTA,
}
_GIVEN = ", ".join(f"${n}::{kind}[]" for n, kind in enumerate(TYPES, 1))
PLACE_BATCH = f"select * from orders_place_batch({_GIVEN})"  # noqa: S608 - our own words


class Placed(msgspec.Struct, frozen=True):
    """An order that stands. `again`: it stood before under the same key. `answer` is what was
    kept with it."""

    order_id: UUID
    number: str
    total: Money
    again: bool
    answer: Answer | None = None

    def once_more(self) -> "Placed":
        return msgspec.structs.replace(self, again=True, answer=None)


Outcome = Placed | DomainError


def arguments(drafts: Sequence[Draft]) -> list[Sequence[Row]]:
    """The rows of each kind in the order of TYPES; drafts are counted from 1, as SQL counts."""
    shelves: dict[tuple[UUID, UUID], int] = {}
    for draft in drafts:
        for line in draft.placement.lines:
            shelf = line.sku_id, line.location_id
            shelves[shelf] = shelves.get(shelf, 0) + line.quantity
    in_order = sorted(shelves)
    places = {shelf: place for place, shelf in enumerate(in_order, 1)}
    orders: list[Row] = []
    rows: list[Row] = []
    quotas: dict[tuple[UUID, UUID], list[Any]] = {}
    for number, draft in enumerate(drafts, 1):
        for position, line in enumerate(draft.placement.lines, 1):
            place = places[line.sku_id, line.location_id]
            quota = _quota(quotas, draft, line)
            rows.append((number, place, quota, position, *_line(line)))
        orders.append(_order(draft, last_line=len(rows)))
    return [
        orders,
        [(location, sku, shelves[sku, location]) for sku, location in in_order],
        rows,
        [tuple(quota[1:]) for quota in quotas.values()],
    ]


def outcomes(drafts: Sequence[Draft], answer: Any) -> list[Outcome]:
    """What became of each, from the row that the function gave."""
    in_the_way: dict[int, int] = dict(zip(answer["in_the_way"], answer["remains"], strict=True))
    found: list[Outcome] = []
    last = 0
    for place, draft in enumerate(drafts):
        lines = draft.placement.lines
        remains = {
            position: in_the_way[last + position + 1]
            for position in range(len(lines))
            if last + position + 1 in in_the_way
        }
        last += len(lines)
        match answer["verdicts"][place]:
            case "short":
                found.append(_out_of_stock(lines, remains))
            case "over":
                found.append(_over_limit(lines, remains))
            case "moved":
                found.append(PlacesMoved())
            case "other":
                found.append(SameKeyOtherOrder(draft.placement.idempotency_key))
            case verdict:
                found.append(
                    Placed(
                        order_id=answer["ids"][place],
                        number=answer["numbers"][place],
                        total=draft.placement.total,
                        again=verdict == "again",
                        answer=draft.placement.answer if verdict == "placed" else None,
                    )
                )
    return found


def _out_of_stock(lines: Sequence[PlacedLine], remains: dict[int, int]) -> OutOfStock:
    return OutOfStock(
        [Shortage(lines[at].sku_id, lines[at].quantity, left) for at, left in remains.items()]
    )


def _over_limit(lines: Sequence[PlacedLine], remains: dict[int, int]) -> OverLimit:
    ((at, left),) = remains.items()
    limit = lines[at].limit
    assert limit is not None  # noqa: S101 - the function was given it
    return OverLimit(lines[at].title, limit.most, left)


def _order(draft: Draft, *, last_line: int) -> Row:
    placement, to, total = draft.placement, draft.placement.delivery, draft.placement.total
    checkout, answer, by = placement.checkout, placement.answer, placement.by
    return (
        *(draft.id, draft.number, OWN_SELLER, placement.member_id, draft.shard),
        *(draft.payment.value, draft.fulfilment.value),
        *(draft.placed_at, placement.pay_by, draft.paid_at),
        *(total.currency, draft.goods.minor, draft.discount.minor),
        *(placement.freight.minor, total.minor, _json(placement.freight_trace)),
        *(to.recipient, to.phone, to.region_code, to.province, to.city, to.district),
        *(to.street, to.detail, draft.buyer_note, by.kind.value, by.id, by.name),
        *(placement.idempotency_key, draft.fingerprint, last_line, new_id() if total else None),
        *(placement.edition, _json(_placed(draft)), None if total else _json(_paid(draft))),
        *(
            (checkout.id, checkout.address_id, checkout.note, checkout.from_cart)
            if checkout
            else (None, None, None, False)
        ),
        *((answer.key, answer.fingerprint, answer.status, answer.body) if answer else 4 * (None,)),
    )


def _line(line: PlacedLine) -> Row:
    return (
        *(line.product_id, line.slug, _json(line.title), _json(line.sku_title), line.sku_code),
        *(line.picture, line.quantity, line.weight_grams, line.valid_days, _json(line.trace)),
        *(line.unit_price.minor, line.payable.minor),
    )


def _quota(quotas: dict[tuple[UUID, UUID], list[Any]], draft: Draft, line: PlacedLine) -> int:
    """Which of the limits the line counts towards; none is 0."""
    if line.limit is None:
        return 0
    member_id = draft.placement.member_id
    since = _since(draft.placed_at, line.limit.days)
    fresh = [len(quotas) + 1, member_id, line.product_id, line.limit.most, since, 0]
    quota = quotas.setdefault((member_id, line.product_id), fresh)
    quota[-1] += line.quantity
    place: int = quota[0]
    return place


def _since(at: datetime, days: int | None) -> datetime | None:
    return None if days is None else at - timedelta(days=days)


def _placed(draft: Draft) -> OrderPlaced:
    return OrderPlaced(
        order_id=draft.id,
        number=draft.number,
        member_id=draft.placement.member_id,
        at=draft.placed_at,
        total=draft.placement.total,
        pay_by=draft.placement.pay_by,
    )


def _paid(draft: Draft) -> OrderPaid:
    """Nothing to pay is paid."""
    return OrderPaid(
        order_id=draft.id,
        number=draft.number,
        member_id=draft.placement.member_id,
        at=draft.placed_at,
        total=draft.placement.total,
        lines=tuple(
            Sold(sku_id=line.sku_id, product_id=line.product_id, quantity=line.quantity)
            for line in draft.placement.lines
        ),
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
