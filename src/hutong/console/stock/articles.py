"""How many of each article there are, wherever they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.console.goods.words import PRODUCT_STATES
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    Column,
    Deed,
    DetailScreen,
    Empty,
    Fact,
    Facts,
    Flag,
    Label,
    Labels,
    ListScreen,
    Phone,
    Rows,
    Search,
    Show,
    Subject,
    TextField,
    Thing,
    Tone,
    WholeField,
)
from hutong.console.stock.choices import at_location, location_choice, location_of
from hutong.console.stock.movements import CHANGES, WHY
from hutong.console.stock.things import ARTICLE, article
from hutong.console.stock.words import KINDS
from hutong.kernel.i18n import N_
from hutong.kernel.ids import as_id
from hutong.views.stock.articles import (
    StockFilters,
    StockLevel,
    StockPage,
    StockRow,
    stock_list,
    stock_page,
)
from hutong.views.stock.movements import MovementRow
from hutong.views.stock.shelves import ShelfRow

ADJUST = "inventory.adjust"
QUANTITY_MAX = 1_000_000
LEVELS: Labels = {
    StockLevel.OUT: Label(N_("Sold out"), Tone.BAD),
    StockLevel.LOW: Label(N_("Low stock"), Tone.WARN),
    StockLevel.ENOUGH: Label(N_("Enough"), Tone.GOOD),
}


@dataclass(frozen=True)
class StockShown:
    page: StockPage

    @property
    def row(self) -> StockRow:
        return self.page.row

    @property
    def movements(self) -> Sequence[MovementRow]:
        return self.page.movements

    @property
    def shelves(self) -> Sequence[ShelfRow]:
        return self.page.shelves

    @property
    def on_hand(self) -> int:
        return self.row.on_hand

    @property
    def moving(self) -> int:
        return self.row.moving

    @property
    def reserved(self) -> int:
        return self.row.reserved

    @property
    def available(self) -> int:
        return self.row.available

    @property
    def alert_below(self) -> int:
        return self.row.alert_below

    @property
    def thing(self) -> Thing:
        return article(self.row)


def _level(row: ShelfRow) -> StockLevel | None:
    """Nothing is said of a shelf from which nothing is sold."""
    if row.low:
        return StockLevel.LOW
    return StockLevel.ENOUGH if row.minimum else None


async def _load(session: AsyncSession, key: str) -> StockShown:
    return StockShown(await stock_page(session, as_id(key)))


async def _find(session: AsyncSession, key: str) -> Any:
    return (await stock_page(session, as_id(key))).row


async def _begin_alert(_session: AsyncSession, row: StockRow) -> Answers:
    return {"alert_below": row.own_alert}


async def _receive(deed: Deed, answers: Answers) -> None:
    await inventory.receive(
        deed.session,
        deed.subject.id,
        answers["quantity"],
        by=deed.by,
        note=answers["note"] or None,
        location_id=location_of(answers["location"]),
    )


async def _alert(deed: Deed, answers: Answers) -> None:
    await inventory.alert_below(deed.session, deed.subject.id, answers["alert_below"], by=deed.by)


SKU = Subject(kind="stock", find=_find, label=lambda row: str(row.code))
RECEIVE = Action(
    slug="delivery",
    title=N_("Receive"),
    permission="inventory.receive",
    subject=SKU,
    run=_receive,
    done=N_("The delivery is on the shelf."),
    fields=(
        location_choice(),
        WholeField(
            name="quantity",
            title=N_("How many came"),
            required=True,
            least=1,
            most=QUANTITY_MAX,
        ),
        TextField(name="note", title=N_("Note"), most=200),
    ),
    begin=at_location,
    primary=True,
)
ALERT = Action(
    slug="limit",
    title=N_("Hint for shoppers"),
    permission=ADJUST,
    subject=SKU,
    run=_alert,
    done=N_("Shoppers read it from now on."),
    fields=(
        WholeField(
            name="alert_below",
            title=N_("Say how few are left from this many on"),
            hint=N_("Shoppers read it on the page and in the cart. Empty: from 10 on."),
            most=QUANTITY_MAX,
        ),
    ),
    begin=_begin_alert,
)

STOCK = ListScreen(
    slug="stock",
    title=N_("Stock"),
    permission="inventory.view",
    query=stock_list,
    filters_as=StockFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/stock/{row.id}",
    sort="code",
    columns=(
        Column(name="code", title=N_("SKU code"), show=Show.CODE, sort=True, phone=Phone.TITLE),
        ARTICLE,
        Column(name="on_hand", title=N_("On the shelf"), show=Show.NUMBER, sort=True),
        Column(name="moving", title=N_("Between locations"), show=Show.NUMBER),
        Column(name="reserved", title=N_("Promised"), show=Show.NUMBER),
        Column(name="available", title=N_("Can be sold"), show=Show.NUMBER, sort=True),
        Column(
            name="level",
            title=N_("State"),
            show=Show.LABEL,
            labels=LEVELS,
            phone=Phone.BADGE,
        ),
    ),
    filters=(
        Search(title=N_("Search stock"), placeholder=N_("SKU code, barcode or article")),
        Flag(name="low", title=N_("Only what is low or sold out")),
        Choice(name="state", title=N_("State of the product"), labels=PRODUCT_STATES),
    ),
    actions=(RECEIVE,),
    export="stock",
    empty=Empty(N_("No articles yet."), N_("Make a product with its SKUs first.")),
    jump="s",
)

STOCK_PAGE = DetailScreen(
    slug="stock",
    history=("inventory_stock",),
    title=lambda shown: str(shown.row.code),
    permission="inventory.view",
    load=_load,
    subtitle=lambda shown: str(shown.thing),
    badges=lambda shown: [LEVELS[shown.row.level]],
    sections=(
        Facts(
            title=N_("Now"),
            facts=(
                Fact("on_hand", N_("On the shelf"), Show.NUMBER),
                Fact("moving", N_("Between locations"), Show.NUMBER),
                Fact("reserved", N_("Promised"), Show.NUMBER),
                Fact("available", N_("Can be sold"), Show.NUMBER),
                Fact("alert_below", N_("Say how few are left from this many on"), Show.NUMBER),
                Fact(
                    "thing",
                    N_("Product"),
                    link=lambda shown: f"/console/products/{shown.row.product_id}",
                ),
            ),
        ),
        Rows(
            title=N_("Where it stands"),
            name="shelves",
            columns=(
                Column(
                    name="location",
                    title=N_("Location"),
                    show=Show.TEXTS,
                    link=lambda row: f"/console/shelves/{row.key}",
                    phone=Phone.TITLE,
                ),
                Column(name="kind", title=N_("Type of location"), show=Show.LABEL, labels=KINDS),
                Column(name="bin", title=N_("Bin"), show=Show.CODE),
                Column(name="on_hand", title=N_("On the shelf"), show=Show.NUMBER),
                Column(name="reserved", title=N_("Promised"), show=Show.NUMBER),
                Column(name="free", title=N_("Free"), show=Show.NUMBER),
                Column(
                    name="minimum",
                    title=N_("Lower limit"),
                    show=Show.NUMBER,
                    value=lambda row: row.minimum or None,
                ),
                Column(
                    name="low",
                    title=N_("State"),
                    show=Show.LABEL,
                    labels=LEVELS,
                    value=_level,
                    phone=Phone.BADGE,
                ),
            ),
            empty=N_("Nothing stands anywhere yet."),
        ),
        Rows(
            title=N_("What moved it"),
            name="movements",
            columns=(
                Column(name="at", title=N_("When"), show=Show.TIME, phone=Phone.TITLE),
                WHY,
                *CHANGES,
            ),
            empty=N_("Nothing moved yet."),
        ),
    ),
    actions=(RECEIVE, ALERT),
)
