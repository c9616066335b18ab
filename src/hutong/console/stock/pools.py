"""A part of a location's stock, kept for one activity for a while."""

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
    Done,
    Empty,
    Fact,
    Facts,
    Field,
    FormScreen,
    Group,
    ListScreen,
    Phone,
    Rows,
    Search,
    Show,
    Subject,
    TextField,
    TextsField,
    Tone,
)
from hutong.console.stock.choices import location_choice, location_of
from hutong.console.stock.lines import lines_field, wants_of
from hutong.console.stock.things import article
from hutong.console.stock.words import POOL_STATES
from hutong.inventory import MAIN, PoolDraft, Want
from hutong.kernel import clock, texts
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.kernel.texts import Texts
from hutong.views.stock.goods import Line
from hutong.views.stock.locations import LocationRow, PoolFilters, PoolPage, pool_list, pool_page

MANAGE = "inventory.locations"
TYPED = "%Y-%m-%dT%H:%M"


def _moment(name: str, title: str) -> Field:
    return TextField(name=name, title=title, type="datetime-local", required=True, most=16)


def _at(answer: str, field: str) -> datetime:
    try:
        at = datetime.strptime(answer, TYPED).replace(tzinfo=clock.SHOP_ZONE)
    except ValueError:
        words = gettext("A day and a time, such as 2026-11-30 20:00.")
        raise Invalid([Problem(field, words)]) from None
    return at


@dataclass(frozen=True)
class PoolShown:
    page: PoolPage

    @property
    def row(self) -> LocationRow:
        return self.page.row

    @property
    def lines(self) -> Sequence[Line]:
        return self.page.lines

    @property
    def active(self) -> bool:
        return self.row.active

    @property
    def parent(self) -> Texts | None:
        return self.row.parent

    @property
    def starts_at(self) -> datetime | None:
        return self.row.starts_at

    @property
    def ends_at(self) -> datetime | None:
        return self.row.ends_at

    @property
    def pieces(self) -> int:
        return self.row.pieces


async def _load(session: AsyncSession, key: str) -> PoolShown:
    return PoolShown(await pool_page(session, as_id(key)))


async def _find(session: AsyncSession, key: str) -> LocationRow:
    return (await _load(session, key)).row


async def _begin(_session: AsyncSession, _pool: Any) -> Answers:
    now = clock.now().astimezone(clock.SHOP_ZONE)
    return {"parent": MAIN, "starts_at": now.strftime(TYPED)}


async def _save(deed: Deed, answers: Answers) -> Done:
    draft = PoolDraft(
        code=answers["code"],
        name=answers["name"],
        parent_id=location_of(answers["parent"], "parent"),
        starts_at=_at(answers["starts_at"], "starts_at"),
        ends_at=_at(answers["ends_at"], "ends_at"),
        wants=await wants_of(deed.session, answers["lines"]),
    )
    pool = await inventory.open_pool(deed.session, draft, by=deed.by)
    return Done(go_to=f"/console/pools/{pool.id}")


async def _allot(deed: Deed, answers: Answers) -> None:
    wants = await wants_of(deed.session, answers["lines"])
    await inventory.allot(deed.session, deed.subject.id, wants, by=deed.by)


async def _take_out(deed: Deed, answers: Answers) -> None:
    wants = await wants_of(deed.session, answers["lines"])
    back = [Want(each.sku_id, -each.quantity) for each in wants]
    await inventory.allot(deed.session, deed.subject.id, back, by=deed.by)


async def _end(deed: Deed, _answers: Answers) -> None:
    await inventory.end_pool(deed.session, deed.subject.id, by=deed.by)


def _open(shown: Any) -> bool:
    """Of the row, or of the page."""
    return bool(shown.active)


POOL = Subject(kind="location", find=_find, label=lambda row: texts.pick(row.name))
ALLOT = Action(
    slug="allotment",
    title=N_("Put more in"),
    permission=MANAGE,
    subject=POOL,
    run=_allot,
    done=N_("It stands in the pool."),
    fields=(lines_field(),),
    applies=_open,
)
TAKE_OUT = Action(
    slug="withdrawal",
    title=N_("Take some out"),
    permission=MANAGE,
    subject=POOL,
    run=_take_out,
    done=N_("It is back where it came from."),
    fields=(lines_field(),),
    applies=_open,
)
END = Action(
    slug="end",
    title=N_("End it now"),
    permission=MANAGE,
    subject=POOL,
    run=_end,
    done=N_("The pool is over; what was left has gone back."),
    question=N_("What nobody was promised goes back to where it came from."),
    applies=_open,
    tone=Tone.BAD,
)
POOL_FORM = FormScreen(
    slug="pools",
    title=lambda _pool: gettext("A new activity pool"),
    permission=MANAGE,
    subject=POOL,
    groups=(
        Group(
            "",
            (
                TextsField(name="name", title=N_("Location name"), required=True, most=60),
                TextField(
                    name="code",
                    title=N_("Location code"),
                    hint=N_("Small letters, digits and hyphens, such as hangzhou-1."),
                    required=True,
                    most=20,
                ),
                location_choice("parent", N_("Taken from")),
                _moment("starts_at", N_("Begins")),
                _moment("ends_at", N_("Ends")),
                lines_field(N_("Kept for it")),
            ),
        ),
    ),
    begin=_begin,
    save=_save,
    edits=False,
)
POOLS = ListScreen(
    slug="pools",
    title=N_("Activity pools"),
    permission="inventory.view",
    hint=N_(
        "What is kept for an activity is not sold otherwise; what is left at its end goes back."
    ),
    query=pool_list,
    filters_as=PoolFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/pools/{row.id}",
    sort="-ends_at",
    columns=(
        Column(name="name", title=N_("Location name"), show=Show.TEXTS, phone=Phone.TITLE),
        Column(
            name="state",
            title=N_("State"),
            show=Show.LABEL,
            labels=POOL_STATES,
            phone=Phone.BADGE,
        ),
        Column(name="parent", title=N_("Taken from"), show=Show.TEXTS),
        Column(name="starts_at", title=N_("Begins"), show=Show.TIME),
        Column(name="ends_at", title=N_("Ends"), show=Show.TIME, sort=True),
        Column(name="articles", title=N_("Kinds of articles"), show=Show.NUMBER),
        Column(name="pieces", title=N_("Pieces"), show=Show.NUMBER, sort=True),
        Column(name="reserved", title=N_("Promised"), show=Show.NUMBER),
    ),
    filters=(
        Search(title=N_("Search pools"), placeholder=N_("Name or code")),
        Choice(name="state", title=N_("State"), labels=POOL_STATES),
    ),
    create=POOL_FORM,
    actions=(END,),
    empty=Empty(
        N_("No activity pools yet."),
        N_("Set stock aside for an activity, so that daily sales cannot use it up."),
    ),
)
POOL_PAGE = DetailScreen(
    slug="pools",
    history=("inventory_location",),
    title=lambda shown: texts.pick(shown.row.name),
    permission="inventory.view",
    load=_load,
    badges=lambda shown: [POOL_STATES[shown.row.state]],
    sections=(
        Rows(
            title=N_("What it keeps"),
            name="lines",
            columns=(
                Column(name="code", title=N_("SKU code"), show=Show.CODE, phone=Phone.TITLE),
                Column(
                    name="article", title=N_("Article"), show=Show.THING, value=article, wide=True
                ),
                Column(name="quantity", title=N_("Pieces"), show=Show.NUMBER),
                Column(name="counted", title=N_("Promised"), show=Show.NUMBER),
            ),
            empty=N_("Nothing is left in it."),
        ),
        Facts(
            title=N_("Now"),
            facts=(
                Fact("parent", N_("Taken from"), Show.TEXTS),
                Fact("starts_at", N_("Begins"), Show.TIME),
                Fact("ends_at", N_("Ends"), Show.TIME),
                Fact("pieces", N_("Pieces"), Show.NUMBER),
            ),
            aside=True,
        ),
    ),
    actions=(ALLOT, TAKE_OUT, END),
)
