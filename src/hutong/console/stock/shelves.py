"""One article in one location: its number put right, its bin, what broke, what came back."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.console.kit import (
    Action,
    Answers,
    ChoiceField,
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
    Search,
    Show,
    Subject,
    TextField,
    Tone,
    WholeField,
)
from hutong.console.stock.choices import location_filter
from hutong.console.stock.things import ARTICLE, article
from hutong.console.stock.words import KINDS, REASONS
from hutong.inventory import QUANTITY_MAX, WRITE_OFFS, LocationKind, MovementReason, Shift, Want
from hutong.kernel import texts
from hutong.kernel.i18n import N_
from hutong.kernel.ids import as_id
from hutong.views.stock.shelves import ShelfFilters, ShelfRow, shelf, shelf_list

ADJUST = "inventory.adjust"
LOW = Label(N_("Low stock"), Tone.WARN)
CAUSES: Labels = {reason: REASONS[reason] for reason in WRITE_OFFS}


def _kept(row: ShelfRow) -> bool:
    """What is on its way is counted where it arrives."""
    return row.kind is not LocationKind.TRANSIT


async def _find(session: AsyncSession, key: str) -> ShelfRow:
    location, _, sku = key.partition(".")
    return await shelf(session, as_id(location), as_id(sku))


def _there(deed: Deed) -> tuple[UUID, UUID]:
    row: ShelfRow = deed.subject
    return row.sku_id, row.location_id


async def _begin_adjust(_session: AsyncSession, row: ShelfRow) -> Answers:
    return {"on_hand": row.on_hand}


async def _begin_bin(_session: AsyncSession, row: ShelfRow) -> Answers:
    return {"bin": row.bin}


async def _adjust(deed: Deed, answers: Answers) -> None:
    sku_id, location_id = _there(deed)
    await inventory.adjust(
        deed.session,
        sku_id,
        on_hand=answers["on_hand"],
        by=deed.by,
        note=answers["note"],
        location_id=location_id,
    )


async def _write_off(deed: Deed, answers: Answers) -> None:
    sku_id, location_id = _there(deed)
    cause = MovementReason(answers["cause"])
    loss = Shift(location_id, sku_id, -answers["quantity"], cause)
    await inventory.write_off(deed.session, loss, by=deed.by, note=answers["note"])


async def _take_back(deed: Deed, answers: Answers) -> None:
    sku_id, location_id = _there(deed)
    await inventory.take_back(
        deed.session,
        Want(sku_id, answers["quantity"]),
        location_id=location_id,
        by=deed.by,
        note=answers["note"],
    )


async def _put(deed: Deed, answers: Answers) -> None:
    sku_id, location_id = _there(deed)
    await inventory.put_into_bin(
        deed.session, sku_id, answers["bin"], location_id=location_id, by=deed.by
    )


SHELF = Subject(kind="stock", find=_find, label=lambda row: str(row.code))
HOW_MANY = WholeField(
    name="quantity", title=N_("How many"), required=True, least=1, most=QUANTITY_MAX
)
COUNT = Action(
    slug="adjustment",
    title=N_("Adjust"),
    permission=ADJUST,
    subject=SHELF,
    run=_adjust,
    done=N_("The stock is adjusted."),
    fields=(
        WholeField(
            name="on_hand",
            title=N_("Counted on the shelf"),
            hint=N_("Everything that is there, what is promised to orders included."),
            required=True,
            most=QUANTITY_MAX,
        ),
        TextField(name="note", title=N_("Reason"), required=True, most=200),
    ),
    begin=_begin_adjust,
    applies=_kept,
)
WRITE_OFF = Action(
    slug="loss",
    title=N_("Write off"),
    permission=ADJUST,
    subject=SHELF,
    run=_write_off,
    done=N_("It is written off."),
    fields=(
        HOW_MANY,
        ChoiceField(name="cause", title=N_("What happened to it"), labels=CAUSES, required=True),
        TextField(name="note", title=N_("Note"), required=True, most=200),
    ),
    applies=lambda row: _kept(row) and row.free > 0,
    tone=Tone.BAD,
)
TAKE_BACK = Action(
    slug="return",
    title=N_("Back to stock"),
    permission=ADJUST,
    subject=SHELF,
    run=_take_back,
    done=N_("It stands on the shelf again."),
    fields=(
        HOW_MANY,
        TextField(
            name="note",
            title=N_("Note"),
            hint=N_("Such as the number of the order that it comes from."),
            required=True,
            most=200,
        ),
    ),
    applies=_kept,
)
BIN = Action(
    slug="bin",
    title=N_("Bin"),
    permission=ADJUST,
    subject=SHELF,
    run=_put,
    done=N_("The bin is kept."),
    fields=(
        TextField(
            name="bin",
            title=N_("Bin"),
            hint=N_("Aisle, shelf and place, such as A-03-2. Lists are sorted by it."),
            most=20,
        ),
    ),
    begin=_begin_bin,
    applies=_kept,
)
SHELVES = ListScreen(
    slug="shelves",
    title=N_("Stock by location"),
    permission="inventory.view",
    query=shelf_list,
    filters_as=ShelfFilters,
    key=lambda row: str(row.key),
    link=lambda row: f"/console/shelves/{row.key}",
    sort="code",
    columns=(
        Column(name="code", title=N_("SKU code"), show=Show.CODE, sort=True, phone=Phone.TITLE),
        ARTICLE,
        Column(name="location", title=N_("Location"), show=Show.TEXTS, phone=Phone.BADGE),
        Column(name="bin", title=N_("Bin"), show=Show.CODE, sort=True),
        Column(name="on_hand", title=N_("On the shelf"), show=Show.NUMBER, sort=True),
        Column(name="reserved", title=N_("Promised"), show=Show.NUMBER),
        Column(name="free", title=N_("Free"), show=Show.NUMBER, sort=True),
        Column(name="minimum", title=N_("Lower limit"), show=Show.NUMBER),
    ),
    filters=(
        Search(title=N_("Search stock"), placeholder=N_("SKU code, barcode or article")),
        location_filter(),
        Flag(name="low", title=N_("Only low shelves")),
        Flag(name="empty", title=N_("Only empty shelves")),
    ),
    export="stock-by-location",
    empty=Empty(N_("Nothing stands here."), N_("Receive goods, or transfer some here.")),
)
SHELF_PAGE = DetailScreen(
    slug="shelves",
    title=lambda row: str(row.code),
    permission="inventory.view",
    load=_find,
    subtitle=lambda row: f"{texts.pick(row.location)} · {article(row)}",
    badges=lambda row: [KINDS[row.kind], *([LOW] if row.low else [])],
    sections=(
        Facts(
            title=N_("Now"),
            facts=(
                Fact("on_hand", N_("On the shelf"), Show.NUMBER),
                Fact("reserved", N_("Promised"), Show.NUMBER),
                Fact("free", N_("Free"), Show.NUMBER),
                Fact("minimum", N_("Lower limit"), Show.NUMBER),
                Fact("bin", N_("Bin"), Show.CODE),
                Fact(
                    "title",
                    N_("Article"),
                    Show.TEXTS,
                    link=lambda row: f"/console/stock/{row.sku_id}",
                ),
            ),
        ),
    ),
    actions=(COUNT, WRITE_OFF, TAKE_BACK, BIN),
)
