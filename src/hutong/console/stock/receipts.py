"""Goods from a supplier: expected, then counted in, in one part or several."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    Column,
    Deed,
    DetailScreen,
    Document,
    Done,
    Empty,
    Fact,
    Facts,
    File,
    FormScreen,
    Group,
    ListScreen,
    Rows,
    Search,
    Show,
    Subject,
    Tab,
    TextField,
    Timeline,
    Tone,
)
from hutong.console.stock.arrivals import arrivals_field
from hutong.console.stock.choices import (
    at_location,
    location_choice,
    location_filter,
    location_of,
)
from hutong.console.stock.history import Moment, moments
from hutong.console.stock.lines import lines_field, wants_of
from hutong.console.stock.paper import Sheet, printed, tabled
from hutong.console.stock.papers import WRITTEN, WRITTEN_BETWEEN, articles, named
from hutong.console.stock.words import RECEIPT_STATES
from hutong.inventory import ReceiptDraft, ReceiptState
from hutong.kernel import texts
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.kernel.texts import Texts
from hutong.views.stock.goods import Line
from hutong.views.stock.receipts import ReceiptFilters, ReceiptPage, receipt_list, receipt_page

TAKE_IN = "inventory.receive"


@dataclass(frozen=True)
class ReceiptShown:
    page: ReceiptPage

    @property
    def open(self) -> bool:
        return self.page.row.open

    @property
    def state(self) -> ReceiptState:
        return self.page.row.state

    @property
    def supplier(self) -> str:
        return self.page.row.supplier

    @property
    def location(self) -> Texts:
        return self.page.row.location

    @property
    def expected(self) -> int:
        return self.page.row.expected

    @property
    def received(self) -> int:
        return self.page.row.received

    @property
    def finished_at(self) -> datetime | None:
        return self.page.row.finished_at

    @property
    def note(self) -> str:
        return self.page.row.note or ""

    @property
    def lines(self) -> Sequence[Line]:
        return self.page.lines

    @property
    def moments(self) -> Sequence[Moment]:
        return moments(self.page.steps, RECEIPT_STATES)


async def _find(session: AsyncSession, key: str) -> ReceiptPage:
    return await receipt_page(session, as_id(key))


async def _load(session: AsyncSession, key: str) -> ReceiptShown:
    return ReceiptShown(await _find(session, key))


async def _save(deed: Deed, answers: Answers) -> Done:
    draft = ReceiptDraft(
        location_id=location_of(answers["location"]),
        supplier=answers["supplier"],
        wants=await wants_of(deed.session, answers["lines"]),
        note=answers["note"],
    )
    receipt = await inventory.expect_goods(deed.session, draft, by=deed.by)
    return Done(go_to=f"/console/receipts/{receipt.id}")


async def _receive(deed: Deed, answers: Answers) -> None:
    await inventory.receive_goods(
        deed.session,
        deed.subject.id,
        answers["arrived"].counted,
        had=answers["arrived"].had,
        by=deed.by,
        note=answers["note"] or None,
    )


async def _close(deed: Deed, answers: Answers) -> None:
    note = answers["note"] or None
    await inventory.close_receipt(deed.session, deed.subject.id, by=deed.by, note=note)


async def _print(deed: Deed, keys: Sequence[str]) -> File:
    pages = [await _find(deed.session, key) for key in keys]
    return await printed(deed, "receiving", [_sheet(page) for page in pages])


async def _table(deed: Deed, keys: Sequence[str]) -> File:
    pages = [await _find(deed.session, key) for key in keys]
    return await tabled("receipts", [(page.row.number, page.lines) for page in pages])


def _sheet(page: ReceiptPage) -> Sheet:
    row = page.row
    return Sheet(
        number=row.number,
        title=gettext("Receiving list"),
        facts=(
            (gettext("Supplier"), row.supplier),
            (gettext("Location"), texts.pick(row.location)),
            (gettext("Note"), row.note or ""),
        ),
        lines=page.lines,
        blank=gettext("Arrived"),
    )


def _open(shown: Any) -> bool:
    return bool(shown.open)


RECEIPT = Subject(kind="receipt", find=_find, label=lambda page: str(page.row.number))
TAKE = Action(
    slug="arrival",
    title=N_("Count it in"),
    permission=TAKE_IN,
    subject=RECEIPT,
    run=_receive,
    done=N_("It stands on the shelf."),
    fields=(arrivals_field(), TextField(name="note", title=N_("Note"), most=200)),
    applies=_open,
    primary=True,
)
CLOSE = Action(
    slug="end",
    title=N_("Nothing more comes"),
    permission=TAKE_IN,
    subject=RECEIPT,
    run=_close,
    done=N_("Nothing more is expected of it."),
    question=N_("What has not come by now is not waited for any longer."),
    fields=(TextField(name="note", title=N_("Reason"), required=True, most=200),),
    applies=_open,
    tone=Tone.BAD,
)
LIST_PAPER = Document(
    slug="receiving-list",
    title=N_("Receiving list"),
    permission="inventory.view",
    make=_print,
    icon="receipt",
)
LINES_FILE = Document(
    slug="lines", title=N_("Lines as Excel"), permission="inventory.view", make=_table
)
RECEIPT_FORM = FormScreen(
    slug="receipts",
    title=lambda _receipt: gettext("A new receipt"),
    permission=TAKE_IN,
    subject=RECEIPT,
    groups=(
        Group(
            "",
            (
                TextField(name="supplier", title=N_("Supplier"), required=True, most=100),
                location_choice(),
                lines_field(),
                TextField(name="note", title=N_("Note"), most=200, wide=True),
            ),
        ),
    ),
    begin=at_location,
    save=_save,
    edits=False,
)
RECEIPTS = ListScreen(
    slug="receipts",
    title=N_("Goods receipts"),
    permission="inventory.view",
    query=receipt_list,
    filters_as=ReceiptFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/receipts/{row.id}",
    sort="-made_at",
    columns=(
        *named(RECEIPT_STATES),
        Column(name="supplier", title=N_("Supplier"), wide=True),
        Column(name="location", title=N_("Location"), show=Show.TEXTS),
        Column(name="articles", title=N_("Kinds of articles"), show=Show.NUMBER),
        Column(name="expected", title=N_("Pieces expected"), show=Show.NUMBER),
        Column(name="received", title=N_("Pieces here"), show=Show.NUMBER),
        WRITTEN,
    ),
    tabs=(
        Tab(N_("All")),
        Tab(N_("Expected"), {"state": "expected"}),
        Tab(N_("Partly here"), {"state": "partial"}),
        Tab(N_("Counted in"), {"state": "received"}),
    ),
    filters=(
        Search(title=N_("Search receipts"), placeholder=N_("Number or supplier")),
        Choice(name="state", title=N_("State"), labels=RECEIPT_STATES, in_tabs=True),
        location_filter(),
        WRITTEN_BETWEEN,
    ),
    documents=(LIST_PAPER, LINES_FILE),
    create=RECEIPT_FORM,
    export="receipts",
    empty=Empty(
        N_("No receipts yet."),
        N_("Write down what is on its way; the stock grows when it arrives."),
    ),
)
RECEIPT_PAGE = DetailScreen(
    slug="receipts",
    history=("inventory_receipt",),
    title=lambda shown: str(shown.page.row.number),
    permission="inventory.view",
    load=_load,
    subtitle=lambda shown: str(shown.supplier),
    badges=lambda shown: [RECEIPT_STATES[shown.state]],
    sections=(
        Rows(
            title=N_("Articles"),
            name="lines",
            columns=(
                *articles(),
                Column(name="quantity", title=N_("Pieces expected"), show=Show.NUMBER),
                Column(name="counted", title=N_("Pieces here"), show=Show.NUMBER),
                Column(name="difference", title=N_("Difference"), show=Show.CHANGE),
            ),
            empty=N_("Nothing is on it."),
        ),
        Facts(
            title=N_("Goods receipt"),
            facts=(
                Fact("supplier", N_("Supplier")),
                Fact("location", N_("Location"), Show.TEXTS),
                Fact("expected", N_("Pieces expected"), Show.NUMBER),
                Fact("received", N_("Pieces here"), Show.NUMBER),
                Fact("note", N_("Note"), optional=True),
            ),
            aside=True,
        ),
        Timeline(title=N_("History"), name="moments"),
    ),
    actions=(TAKE, CLOSE),
    documents=(LIST_PAPER, LINES_FILE),
)
