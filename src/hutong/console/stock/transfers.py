"""Goods from one location to another: written down, packed, sent, counted in."""

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
from hutong.console.stock.choices import location_choice, location_filter, location_of
from hutong.console.stock.history import Moment, moments
from hutong.console.stock.lines import lines_field, wants_of
from hutong.console.stock.paper import Sheet, printed, tabled
from hutong.console.stock.papers import WRITTEN, WRITTEN_BETWEEN, articles, named
from hutong.console.stock.words import TRANSFER_STATES
from hutong.inventory import MAIN, TransferDraft, TransferState
from hutong.kernel import texts
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.kernel.texts import Texts
from hutong.views.stock.goods import Line
from hutong.views.stock.transfers import (
    TransferFilters,
    TransferPage,
    TransferRow,
    transfer_list,
    transfer_page,
)

MOVE = "inventory.transfer"


@dataclass(frozen=True)
class TransferShown:
    page: TransferPage

    @property
    def state(self) -> TransferState:
        return self.page.row.state

    @property
    def source(self) -> Texts:
        return self.page.row.source

    @property
    def target(self) -> Texts:
        return self.page.row.target

    @property
    def made_at(self) -> datetime:
        return self.page.row.made_at

    @property
    def pieces(self) -> int:
        return self.page.row.pieces

    @property
    def differing(self) -> int:
        return self.page.row.differing

    @property
    def note(self) -> str:
        return self.page.row.note or ""

    @property
    def lines(self) -> Sequence[Line]:
        return self.page.lines

    @property
    def moments(self) -> Sequence[Moment]:
        return moments(self.page.steps, TRANSFER_STATES)


async def _load(session: AsyncSession, key: str) -> TransferShown:
    return TransferShown(await transfer_page(session, as_id(key)))


async def _find(session: AsyncSession, key: str) -> TransferPage:
    return await transfer_page(session, as_id(key))


async def _begin(_session: AsyncSession, _transfer: Any) -> Answers:
    return {"source": MAIN}


async def _save(deed: Deed, answers: Answers) -> Done:
    draft = TransferDraft(
        from_id=location_of(answers["source"], "source"),
        to_id=location_of(answers["target"], "target"),
        wants=await wants_of(deed.session, answers["lines"]),
        note=answers["note"],
    )
    transfer = await inventory.draft_transfer(deed.session, draft, by=deed.by)
    return Done(go_to=f"/console/transfers/{transfer.id}")


async def _send(deed: Deed, _answers: Answers) -> None:
    await inventory.send_transfer(deed.session, deed.subject.id, by=deed.by)


async def _cancel(deed: Deed, _answers: Answers) -> None:
    await inventory.cancel_transfer(deed.session, deed.subject.id, by=deed.by)


async def _receive(deed: Deed, answers: Answers) -> None:
    await inventory.receive_transfer(
        deed.session,
        deed.subject.id,
        answers["arrived"].counted,
        by=deed.by,
        note=answers["note"] or None,
    )


def _in(state: TransferState) -> Any:
    """Whether the row or the page shows a transfer of that state."""
    return lambda shown: shown.state is state


async def _print(deed: Deed, keys: Sequence[str]) -> File:
    pages = [await transfer_page(deed.session, as_id(key)) for key in keys]
    return await printed(deed, "transfer", [_sheet(page) for page in pages])


def _sheet(page: TransferPage) -> Sheet:
    row: TransferRow = page.row
    sent = row.state is not TransferState.DRAFT
    return Sheet(
        number=row.number,
        title=gettext("Packing list for a transfer"),
        facts=(
            (gettext("Transferred from"), texts.pick(row.source)),
            (gettext("Transferred to"), texts.pick(row.target)),
            (gettext("State"), gettext(TRANSFER_STATES[row.state].title)),
            (gettext("Note"), row.note or ""),
        ),
        lines=page.lines,
        blank=gettext("Arrived") if sent else gettext("Packed"),
    )


async def _table(deed: Deed, keys: Sequence[str]) -> File:
    pages = [await transfer_page(deed.session, as_id(key)) for key in keys]
    return await tabled("transfers", [(page.number, page.lines) for page in pages])


TRANSFER = Subject(kind="transfer", find=_find, label=lambda page: str(page.number))
SEND = Action(
    slug="dispatch",
    title=N_("Send it off"),
    permission=MOVE,
    subject=TRANSFER,
    run=_send,
    done=N_("It is on its way."),
    question=N_("The goods leave their shelf now and stand in transit until they are counted in."),
    applies=_in(TransferState.DRAFT),
    icon="truck",
    primary=True,
)
CANCEL = Action(
    slug="cancellation",
    title=N_("Call it off"),
    permission=MOVE,
    subject=TRANSFER,
    run=_cancel,
    done=N_("The transfer is called off."),
    question=N_("Nothing has left yet; the document stays for the record."),
    applies=_in(TransferState.DRAFT),
    tone=Tone.BAD,
)
ARRIVED = Action(
    slug="arrival",
    title=N_("Count it in"),
    permission="inventory.receive",
    subject=TRANSFER,
    run=_receive,
    done=N_("It stands on the shelf."),
    fields=(
        arrivals_field(),
        TextField(
            name="note",
            title=N_("Note"),
            hint=N_("What is missing is written off as lost on the way."),
            most=200,
        ),
    ),
    applies=_in(TransferState.SENT),
    primary=True,
)
LIST_PAPER = Document(
    slug="packing-list",
    title=N_("Packing list"),
    permission="inventory.view",
    make=_print,
    icon="receipt",
)
LINES_FILE = Document(
    slug="lines",
    title=N_("Lines as Excel"),
    permission="inventory.view",
    make=_table,
)
TRANSFER_FORM = FormScreen(
    slug="transfers",
    title=lambda _transfer: gettext("A new transfer"),
    permission=MOVE,
    subject=TRANSFER,
    groups=(
        Group(
            "",
            (
                location_choice("source", N_("Transferred from")),
                location_choice("target", N_("Transferred to")),
                lines_field(),
                TextField(name="note", title=N_("Note"), most=200, wide=True),
            ),
        ),
    ),
    begin=_begin,
    save=_save,
    edits=False,
)
TRANSFERS = ListScreen(
    slug="transfers",
    title=N_("Transfers"),
    permission="inventory.view",
    query=transfer_list,
    filters_as=TransferFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/transfers/{row.id}",
    sort="-made_at",
    columns=(
        *named(TRANSFER_STATES),
        Column(name="source", title=N_("Transferred from"), show=Show.TEXTS),
        Column(name="target", title=N_("Transferred to"), show=Show.TEXTS),
        Column(name="articles", title=N_("Kinds of articles"), show=Show.NUMBER),
        Column(name="pieces", title=N_("Pieces"), show=Show.NUMBER),
        Column(name="differing", title=N_("Differences"), show=Show.NUMBER),
        WRITTEN,
    ),
    tabs=(
        Tab(N_("All")),
        Tab(N_("Draft"), {"state": "draft"}),
        Tab(N_("On its way"), {"state": "sent"}),
        Tab(N_("Counted in"), {"state": "received"}),
    ),
    filters=(
        Search(title=N_("Search transfers"), placeholder=N_("Number")),
        Choice(name="state", title=N_("State"), labels=TRANSFER_STATES, in_tabs=True),
        location_filter(),
        WRITTEN_BETWEEN,
    ),
    documents=(LIST_PAPER, LINES_FILE),
    create=TRANSFER_FORM,
    export="transfers",
    empty=Empty(
        N_("No transfers yet."),
        N_("Moves stock between two locations; it is on its way until it arrives."),
    ),
)
TRANSFER_PAGE = DetailScreen(
    slug="transfers",
    history=("inventory_transfer",),
    title=lambda shown: str(shown.page.number),
    permission="inventory.view",
    load=_load,
    badges=lambda shown: [TRANSFER_STATES[shown.state]],
    sections=(
        Rows(
            title=N_("Articles"),
            name="lines",
            columns=(
                *articles(),
                Column(name="quantity", title=N_("Sent out"), show=Show.NUMBER),
                Column(name="counted", title=N_("Arrived"), show=Show.NUMBER),
                Column(name="difference", title=N_("Difference"), show=Show.CHANGE),
            ),
            empty=N_("Nothing is on it."),
        ),
        Facts(
            title=N_("Transfer"),
            facts=(
                Fact("source", N_("Transferred from"), Show.TEXTS),
                Fact("target", N_("Transferred to"), Show.TEXTS),
                Fact("pieces", N_("Pieces"), Show.NUMBER),
                Fact("differing", N_("Differences"), Show.NUMBER),
                Fact("note", N_("Note"), optional=True),
            ),
            aside=True,
        ),
        Timeline(title=N_("History"), name="moments"),
    ),
    actions=(SEND, ARRIVED, CANCEL),
    documents=(LIST_PAPER, LINES_FILE),
)
