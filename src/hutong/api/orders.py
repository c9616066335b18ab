"""Ordering, and what became of it."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from litestar import Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from hutong import cart, orders, vouchers
from hutong.api.bearer import Caller, MyId
from hutong.api.shapes import (
    Amount,
    Asked,
    Told,
    cursor_of,
    picture_url,
    read_cursor,
)
from hutong.cart import CartFull, NotForSale, Owner
from hutong.inventory import OutOfStock
from hutong.kernel.i18n import N_
from hutong.kernel.texts import pick
from hutong.orders import (
    Delivery,
    Draft,
    FulfilmentState,
    Order,
    OrderLine,
    OrderState,
    PaymentState,
    PlacedLine,
    Repurchase,
    Stage,
    Tab,
)
from hutong.vouchers import Voucher, VoucherState
from hutong.web.session import Session

NUMBER_MAX = 30
PAGE_MAX = 50

Number = FromPath[str]
Cursor = Annotated[str | None, QueryParameter(max_length=40)]
Limit = Annotated[int, QueryParameter(ge=1, le=PAGE_MAX)]
Words = Annotated[str, QueryParameter(max_length=50)]
Reason = Literal["changed_mind", "wrong_items", "wrong_address", "too_slow", "other"]


class CancelAsked(Asked, frozen=True):
    reason: Reason


class OrderLineOut(Told, frozen=True):
    """`valid_days`: of a service, which is had by a code and not sent."""

    sku_id: UUID
    product_id: UUID
    slug: str
    title: str
    sku_title: str
    picture: str | None
    quantity: int
    shipped: int
    valid_days: int | None
    unit_price: Amount
    payable: Amount

    @classmethod
    def of(cls, line: OrderLine | PlacedLine) -> "OrderLineOut":
        return cls(
            sku_id=line.sku_id,
            product_id=line.product_id,
            slug=line.slug,
            title=pick(line.title),
            sku_title=pick(line.sku_title),
            picture=picture_url(line.picture),
            quantity=line.quantity,
            shipped=line.shipped,
            valid_days=line.valid_days,
            unit_price=Amount.of(line.unit_price),
            payable=Amount.of(line.payable),
        )


class CodeOut(Told, frozen=True):
    code: str
    state: VoucherState
    sku_id: UUID
    title: str
    sku_title: str
    valid_until: datetime
    redeemed_at: datetime | None
    scan: str

    @classmethod
    def of(cls, voucher: Voucher, origin: str) -> "CodeOut":
        return cls(
            code=voucher.code,
            state=voucher.state,
            sku_id=voucher.sku_id,
            title=pick(voucher.title),
            sku_title=pick(voucher.sku_title),
            valid_until=voucher.valid_until,
            redeemed_at=voucher.redeemed_at,
            scan=f"{origin}/console/codes/{voucher.code}",
        )


class DeliveryOut(Told, frozen=True):
    recipient: str
    phone: str
    province: str
    city: str
    district: str
    street: str
    detail: str

    @classmethod
    def of(cls, to: Order | Delivery) -> "DeliveryOut":
        return cls(
            recipient=to.recipient,
            phone=to.phone,
            province=to.province,
            city=to.city,
            district=to.district,
            street=to.street,
            detail=to.detail,
        )


class OrderOut(Told, frozen=True):
    """`stage` is the one word for the three states; `label` is it in the reader's language."""

    number: str
    stage: Stage
    label: str
    state: OrderState
    payment: PaymentState
    fulfilment: FulfilmentState
    placed_at: datetime
    pay_by: datetime
    paid_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    completed_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str
    goods: Amount
    discount: Amount
    freight: Amount
    total: Amount
    lines: list[OrderLineOut]
    delivery: DeliveryOut
    note: str
    can_pay: bool
    can_cancel: bool
    can_confirm: bool

    @classmethod
    def of(cls, order: Order | Draft) -> "OrderOut":
        """Also of one that is about to be placed: it is promised what will be said of it."""
        return cls(
            number=order.number,
            stage=orders.stage(order),
            label=orders.label(order),
            state=order.state,
            payment=order.payment,
            fulfilment=order.fulfilment,
            placed_at=order.placed_at,
            pay_by=order.pay_by,
            paid_at=order.paid_at,
            shipped_at=order.shipped_at,
            delivered_at=order.delivered_at,
            completed_at=order.completed_at,
            cancelled_at=order.cancelled_at,
            cancel_reason=orders.reason_words(order.cancel_reason),
            goods=Amount.of(order.goods),
            discount=Amount.of(order.discount),
            freight=Amount.of(order.freight),
            total=Amount.of(order.total),
            lines=[OrderLineOut.of(line) for line in order.lines],
            delivery=DeliveryOut.of(
                order.placement.delivery if isinstance(order, Draft) else order
            ),
            note=order.buyer_note,
            can_pay=orders.can_pay(order),
            can_cancel=orders.can_cancel(order),
            can_confirm=orders.can_confirm(order),
        )


class OrdersOut(Told, frozen=True):
    """`next` goes back as `cursor` for the following page."""

    items: list[OrderOut]
    next: str | None


class CountsOut(Told, frozen=True):
    all: int
    unpaid: int
    to_ship: int
    to_receive: int
    completed: int
    refunds: int
    cancelled: int


class MonthOut(Told, frozen=True):
    month: date
    orders: int
    spent: Amount


class SpendingOut(Told, frozen=True):
    """Paid orders whose money did not go back, month by month, newest first."""

    orders: int
    spent: Amount
    saved: Amount
    months: list[MonthOut]


class AgainOut(Told, frozen=True):
    """What went into the cart, and the titles of what could not, or only in part."""

    added: list[UUID]
    gone: list[str]
    fewer: list[str]


@get(
    "/orders",
    summary=N_("My orders"),
    description=N_("Newest first. `q` looks in numbers and titles."),
)
async def every(
    session: Session,
    my_id: MyId,
    *,
    tab: FromQuery[Tab] = Tab.ALL,
    q: Words = "",
    cursor: Cursor = None,
    limit: Limit = 10,
) -> OrdersOut:
    page = await orders.history(
        session, my_id, tab=tab, words=q, before=read_cursor(cursor), limit=limit
    )
    items = [OrderOut.of(order) for order in page.orders]
    return OrdersOut(items=items, next=cursor_of(page.next))


@get("/orders/counts", summary=N_("How many orders are under each tab"))
async def counts(session: Session, my_id: MyId) -> CountsOut:
    found = await orders.counts(session, my_id)
    return CountsOut(**{tab.value: count for tab, count in found.items()})


@get("/me/spending", summary=N_("My consumption record"))
async def spending(session: Session, my_id: MyId) -> SpendingOut:
    record = await orders.spending(session, my_id)
    return SpendingOut(
        orders=record.orders,
        spent=Amount.of(record.spent),
        saved=Amount.of(record.saved),
        months=[
            MonthOut(month=each.month, orders=each.orders, spent=Amount.of(each.spent))
            for each in record.months
        ],
    )


@get("/orders/{number:str}", summary=N_("One of my orders"))
async def show(session: Session, my_id: MyId, number: Number) -> OrderOut:
    return OrderOut.of(await orders.find(session, number[:NUMBER_MAX], member_id=my_id))


@get(
    "/orders/{number:str}/codes",
    summary=N_("The codes of the services in an order"),
    description=N_("One for each unit that was paid. `scan` is what a picture of it holds."),
)
async def codes(session: Session, my_id: MyId, number: Number, state: State) -> list[CodeOut]:
    order = await orders.find(session, number[:NUMBER_MAX], member_id=my_id)
    found = await vouchers.of_order(session, order.id)
    return [CodeOut.of(voucher, state.settings.public_url) for voucher in found]


@post(
    "/orders/{number:str}/cancellation",
    status_code=200,
    summary=N_("Cancel an order"),
    description=N_("While nothing has left. What was paid is given back."),
)
async def cancel(
    session: Session, caller: Caller, number: Number, data: JSONBody[CancelAsked]
) -> OrderOut:
    me = caller.member
    order = await orders.find(session, number[:NUMBER_MAX], member_id=me.id)
    cancelled = await orders.cancel(session, order.id, by=me.as_actor(), reason=data.reason)
    return OrderOut.of(cancelled)


@post(
    "/orders/{number:str}/receipt",
    status_code=200,
    summary=N_("Confirm receipt"),
    description=N_("Confirming twice is confirming once."),
)
async def confirm(session: Session, caller: Caller, number: Number) -> OrderOut:
    me = caller.member
    order = await orders.find(session, number[:NUMBER_MAX], member_id=me.id)
    return OrderOut.of(await orders.confirm_receipt(session, order.id, by=me.as_actor()))


@post(
    "/orders/{number:str}/repurchase",
    status_code=200,
    summary=N_("Put the same into the cart"),
    description=N_("At today's prices, and as far as it is still there."),
)
async def again(session: Session, my_id: MyId, number: Number) -> AgainOut:
    order = await orders.find(session, number[:NUMBER_MAX], member_id=my_id)
    return await _into_cart(session, my_id, await orders.repurchase(session, order))


async def _into_cart(session: Session, my_id: UUID, wanted: Repurchase) -> AgainOut:
    added = []
    for item in wanted.items:
        try:
            await cart.add(session, Owner(member_id=my_id), item.sku_id, item.quantity)
        except (NotForSale, OutOfStock, CartFull):  # gone between the two looks
            continue
        added.append(item.sku_id)
    return AgainOut(
        added=added,
        gone=[pick(title) for title in wanted.gone],
        fewer=[pick(title) for title in wanted.fewer],
    )


router = Router(
    "/",
    route_handlers=[every, counts, spending, show, codes, cancel, confirm, again],
    tags=["orders"],
)
