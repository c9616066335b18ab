"""The list of orders and the page of one."""

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import vouchers
from hutong.checklists import About
from hutong.console.checks.attached import ATTACHED, Checks, begin_for
from hutong.console.kit import (
    Amount,
    Choice,
    Column,
    Days,
    DetailScreen,
    Document,
    Empty,
    Fact,
    Facts,
    ListScreen,
    Part,
    Phone,
    Search,
    Show,
    Tab,
    Thing,
    Timeline,
)
from hutong.console.money.batches import REFUND_ORDERS
from hutong.console.orders.actions import CALL_OFF, CANCEL, NOTE, ORDER, REVEAL, SHIP
from hutong.console.orders.shown import OrderShown
from hutong.console.orders.slips import packing_slips
from hutong.console.orders.words import STAGES, TABS
from hutong.kernel import texts
from hutong.kernel.i18n import N_, gettext
from hutong.views.checklists.steps import attached
from hutong.views.order_page import order_page
from hutong.views.orders import OrderFilters, OrderRow, order_list

TIMES = "\N{MULTIPLICATION SIGN}"

BEGIN_LIST = begin_for(About.ORDER, ORDER, key=lambda order: str(order.number))
SLIPS = Document(
    slug="packing-slips",
    title=N_("Packing slips"),
    permission="orders.ship",
    make=packing_slips,
    icon="print",
)


def goods(row: OrderRow) -> Thing:
    """The first article stands for all of them."""
    kind = texts.pick(row.first_sku)
    more = gettext("{kinds} kinds, {pieces} pieces").format(kinds=row.kinds, pieces=row.pieces)
    one = f"{kind} {TIMES} {row.pieces}".strip()
    return Thing(texts.pick(row.first_title), one if row.kinds == 1 else more, row.first_picture)


def buyer(row: OrderRow) -> Thing | str:
    return f"{row.recipient} {row.phone}"


def _link(row: OrderRow) -> str:
    return f"/console/orders/{row.number}"


async def _load(session: AsyncSession, number: str) -> OrderShown:
    page = await order_page(session, number)
    checks = Checks(await attached(session, About.ORDER, page.order.number))
    serves = any(line.is_service for line in page.order.lines)
    codes = await vouchers.of_order(session, page.order.id) if serves else ()
    return OrderShown(page, checks, codes)


ORDERS = ListScreen(
    slug="orders",
    title=N_("Orders"),
    permission="orders.view",
    query=order_list,
    filters_as=OrderFilters,
    key=lambda row: str(row.number),
    link=_link,
    sort="-placed_at",
    columns=(
        Column(name="number", title=N_("Order number"), show=Show.CODE, phone=Phone.TITLE),
        Column(name="goods", title=N_("Articles bought"), show=Show.THING, value=goods, wide=True),
        Column(name="buyer", title=N_("Recipient"), show=Show.WRITTEN, value=buyer),
        Column(name="city", title=N_("City"), show=Show.WRITTEN, phone=Phone.HIDDEN),
        Column(name="total", title=N_("Total"), show=Show.MONEY, sort=True),
        Column(name="stage", title=N_("State"), show=Show.LABEL, labels=STAGES, phone=Phone.BADGE),
        Column(name="placed_at", title=N_("Placed"), show=Show.TIME, sort=True),
    ),
    filters=(
        Search(title=N_("Search orders"), placeholder=N_("Number, phone, recipient or article")),
        Choice(name="state", title=N_("State"), labels=TABS, in_tabs=True),
        Days(name="placed", title=N_("Placed")),
        Amount(name="total", title=N_("Total")),
    ),
    tabs=(Tab(N_("All")), *(Tab(label.title, {"state": tab}) for tab, label in TABS.items())),
    actions=(SHIP,),
    bulk=(REFUND_ORDERS,),
    documents=(SLIPS,),
    export="orders",
    empty=Empty(N_("No orders yet."), N_("New orders appear here as soon as they are placed.")),
    jump="o",
)

ORDER_PAGE = DetailScreen(
    slug="orders",
    history=("order",),
    title=lambda shown: str(shown.order.number),
    permission="orders.view",
    load=_load,
    badges=lambda shown: list(shown.badges),
    subtitle=None,
    sections=(
        Part(title=N_("Articles bought"), template="console/orders/_goods.html"),
        Part(title=N_("Parcels"), template="console/orders/_parcels.html"),
        Part(title=N_("Payment"), template="console/orders/_payment.html"),
        Facts(
            title=N_("Where it goes"),
            facts=(
                Fact("recipient", N_("Recipient"), Show.WRITTEN),
                Fact("phone", N_("Phone"), Show.CODE),
                Fact("where", N_("Address"), Show.WRITTEN, optional=True),
                Fact(
                    "buyer",
                    N_("Member"),
                    Show.WRITTEN,
                    link=lambda shown: f"/console/members/{shown.order.member_id}",
                ),
                Fact("buyer_note", N_("The buyer's words"), Show.WRITTEN, optional=True),
                Fact("cancel_reason", N_("Why it was cancelled"), optional=True),
            ),
            aside=True,
        ),
        Part(title=N_("Notes"), template="console/orders/_notes.html", aside=True),
        Timeline(title=N_("What happened"), name="moments"),
        ATTACHED,
    ),
    actions=(SHIP, NOTE, REVEAL, CALL_OFF, CANCEL, BEGIN_LIST),
    documents=(SLIPS,),
)
