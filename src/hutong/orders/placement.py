"""What can be said about an order before any row is locked: its amounts, fingerprint and rows."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from hutong.catalog import SkuFacts
from hutong.inventory import MAIN
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.ids import new_id, order_number, shard_of
from hutong.kernel.money import Money, total
from hutong.kernel.texts import Texts
from hutong.orders.errors import TotalsDoNotAdd
from hutong.orders.rules import without_card_numbers
from hutong.orders.states import FulfilmentState, OrderState, PaymentState
from hutong.pricing import Adjustment, PricedLine

LINES_MAX = 100
QUANTITY_MAX = 999
NOTE_MAX = 200
KEY_MAX = 100


class Limit(msgspec.Struct, frozen=True):
    """How many of a product one member may buy: ever, or within so many days."""

    most: int
    days: int | None = None


class PlacedLine(msgspec.Struct, frozen=True, kw_only=True):
    """An article as the buyer saw it, and the location whose stock it takes. The trace says which
    rule changed its price by how much."""

    sku_id: UUID
    product_id: UUID
    slug: str
    title: Texts
    sku_title: Texts
    sku_code: str
    picture: str | None
    quantity: int
    unit_price: Money
    payable: Money
    weight_grams: int = 0
    valid_days: int | None = None
    trace: Sequence[Mapping[str, Any]] = ()
    location_id: UUID = MAIN
    limit: Limit | None = None

    shipped = 0

    @property
    def is_service(self) -> bool:
        return self.valid_days is not None


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    recipient: str
    phone: str
    region_code: str
    province: str
    city: str
    district: str
    street: str
    detail: str


class FromCheckout(msgspec.Struct, frozen=True):
    """The checkout that the order ends, with the choices it was placed with."""

    id: UUID
    address_id: UUID | None
    note: str
    from_cart: bool


class Answer(msgspec.Struct, frozen=True):
    """What a client is told, kept with the order under the client's own key."""

    key: str
    fingerprint: str
    status: int
    body: bytes


class Placement(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that makes an order. The key is the buyer's: the same key is the same order.

    The checkout and the answer are written in the order's own commit; they are not its contents.
    """

    member_id: UUID
    idempotency_key: str
    by: Actor
    lines: Sequence[PlacedLine]
    delivery: Delivery
    freight: Money
    total: Money
    pay_by: datetime
    freight_trace: Sequence[Mapping[str, Any]] = ()
    note: str = ""
    checkout: FromCheckout | None = None
    answer: Answer | None = None
    edition: int = 0
    """Of the rules about where goods may be sold, when the address was looked at."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A placement that holds together, ready to be written. It can be asked what the order can be
    asked that it is about to become."""

    id: UUID
    number: str
    shard: int
    placed_at: datetime
    goods: Money
    discount: Money
    buyer_note: str
    fingerprint: str
    placement: Placement

    state = OrderState.OPEN
    shipped_at = delivered_at = completed_at = cancelled_at = cancel_reason = None

    @property
    def fulfilment(self) -> FulfilmentState:
        """Where all of it is services, nothing is sent."""
        services = all(line.is_service for line in self.placement.lines)
        return FulfilmentState.NOT_NEEDED if services else FulfilmentState.NONE

    @property
    def payment(self) -> PaymentState:
        """Nothing to pay is paid."""
        return PaymentState.UNPAID if self.placement.total else PaymentState.PAID

    @property
    def paid_at(self) -> datetime | None:
        return None if self.placement.total else self.placed_at

    @property
    def pay_by(self) -> datetime:
        return self.placement.pay_by

    @property
    def freight(self) -> Money:
        return self.placement.freight

    @property
    def total(self) -> Money:
        return self.placement.total

    @property
    def lines(self) -> Sequence[PlacedLine]:
        return self.placement.lines


def drafted(placement: Placement, at: datetime) -> Draft:
    """Raises Invalid and TotalsDoNotAdd: nothing that a buyer sends is taken on trust."""
    _check_shape(placement)
    currency = placement.total.currency
    goods = total((line.unit_price.times(line.quantity) for line in placement.lines), currency)
    payable = total((line.payable for line in placement.lines), currency)
    if payable + placement.freight != placement.total:
        raise TotalsDoNotAdd(placement.total, payable + placement.freight)
    return Draft(
        id=new_id(),
        number=order_number(placement.member_id, at),
        shard=shard_of(placement.member_id),
        placed_at=at,
        goods=goods,
        discount=goods - payable,
        buyer_note=without_card_numbers(placement.note),
        fingerprint=fingerprint(placement),
        placement=placement,
    )


def placed_line(article: SkuFacts, priced: PricedLine, *, location_id: UUID = MAIN) -> PlacedLine:
    """The article as it is now, at the price that the quote has for it."""
    return PlacedLine(
        sku_id=article.id,
        product_id=article.product_id,
        slug=article.slug,
        title=article.title,
        sku_title=article.sku_title,
        sku_code=article.code,
        picture=article.picture,
        quantity=priced.quantity,
        unit_price=priced.unit_price,
        payable=priced.payable,
        weight_grams=article.weight_grams,
        valid_days=article.valid_days,
        trace=traced(priced.trace),
        location_id=location_id,
        limit=Limit(article.limit_per_member, article.limit_days)
        if article.limit_per_member
        else None,
    )


def traced(trace: Sequence[Adjustment]) -> list[dict[str, Any]]:
    """A price's steps as they are kept: each label a msgid, or words in every language."""
    return [
        {
            "rule": step.rule,
            "label": step.label if isinstance(step.label, str) else dict(step.label),
            "amount_minor": step.amount.minor,
            "facts": dict(step.facts),
        }
        for step in trace
    ]


def fingerprint(placement: Placement) -> str:
    """The same for the same order, whenever it is sent; another as soon as anything differs."""
    body = {
        "lines": [
            [line.sku_id, line.quantity, line.unit_price, line.payable] for line in placement.lines
        ],
        "delivery": placement.delivery,
        "freight": placement.freight,
        "total": placement.total,
        "note": placement.note,
    }
    return hashlib.sha256(msgspec.json.encode(body, order="sorted")).hexdigest()


def order_row(draft: Draft) -> dict[str, Any]:
    placement = draft.placement
    return {
        "id": draft.id,
        "number": draft.number,
        "member_id": placement.member_id,
        "shard": draft.shard,
        "moves": 1,
        "fulfilment": draft.fulfilment,
        "placed_at": draft.placed_at,
        "pay_by": placement.pay_by,
        "currency": placement.total.currency,
        "goods_minor": draft.goods.minor,
        "discount_minor": draft.discount.minor,
        "freight_minor": placement.freight.minor,
        "total_minor": placement.total.minor,
        "freight_trace": [dict(step) for step in placement.freight_trace],
        "buyer_note": draft.buyer_note,
        "idempotency_key": placement.idempotency_key,
        "fingerprint": draft.fingerprint,
        **msgspec.structs.asdict(placement.delivery),
    }


def _check_shape(placement: Placement) -> None:
    problems = [*_problems(placement), *_problems_of_lines(placement.lines)]
    if problems:
        raise Invalid(problems)


def _problems(placement: Placement) -> Iterator[Problem]:
    if placement.freight.minor < 0:
        yield Problem("freight", _("Please check the price."))
    if len(placement.note) > NOTE_MAX:
        yield Problem("note", _("Please keep the note under 200 characters."))
    if not 0 < len(placement.idempotency_key) <= KEY_MAX:
        yield Problem("idempotency_key", _("Please start the checkout again."))


def _problems_of_lines(lines: Sequence[PlacedLine]) -> Iterator[Problem]:
    if not 0 < len(lines) <= LINES_MAX:
        yield Problem("lines", _("An order has between 1 and 100 articles."))
    if len({line.sku_id for line in lines}) < len(lines):
        yield Problem("lines", _("An article is listed twice."))
    for position, line in enumerate(lines):
        if not 0 < line.quantity <= QUANTITY_MAX:
            yield Problem(f"lines.{position}.quantity", _("Please check the quantity."))
        elif not 0 <= line.payable.minor <= line.unit_price.times(line.quantity).minor:
            yield Problem(f"lines.{position}.payable", _("Please check the price."))
