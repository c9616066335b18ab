"""Every turn of goods on the shelf and off it, and the looks at all goods."""

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import listing
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    Column,
    Deed,
    Done,
    Empty,
    FormScreen,
    Group,
    ListScreen,
    Phone,
    Search,
    Show,
    Subject,
)
from hutong.console.quality.words import CAUSES, SCANS, WAYS, WHYS, cause_told
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.listing import Scan, Turn, Why
from hutong.views.lists import NoFilters
from hutong.views.standings import ScanRow, TurnFilters, TurnRow, scan_list, turn_list

RULES = "listing.rules"


async def _find_turn(session: AsyncSession, key: str) -> Turn:
    return await listing.find_turn(session, as_id(key))


async def _undo(deed: Deed, _answers: Answers) -> None:
    await listing.undo(deed.session, deed.subject.id, by=deed.by)


def _because(row: TurnRow) -> str:
    return cause_told(row.cause, row.says)


TURNS = ListScreen(
    slug="shelf-turns",
    title=N_("Listing log"),
    permission="catalog.view",
    query=turn_list,
    filters_as=TurnFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/goods-check/{row.product_id}",
    sort="-at",
    columns=(
        Column(name="title", title=N_("Product"), show=Show.TEXTS, phone=Phone.TITLE, wide=True),
        Column(name="way", title=N_("Turn"), show=Show.LABEL, labels=WAYS, phone=Phone.BADGE),
        Column(name="cause", title=N_("Because"), value=_because, wide=True),
        Column(name="by", title=N_("By"), show=Show.WHO),
        Column(name="at", title=N_("At"), show=Show.TIME, sort=True),
        Column(name="undone_by", title=N_("Undone by"), show=Show.WHO),
    ),
    filters=(
        Search(title=N_("Search products"), placeholder=N_("Title or address")),
        Choice(name="cause", title=N_("Because"), labels=CAUSES),
    ),
    actions=(
        Action(
            slug="undo",
            title=N_("Undo"),
            permission="catalog.edit",
            subject=Subject(kind="shelf_turn", find=_find_turn, label=lambda turn: str(turn.cause)),
            run=_undo,
            done=N_("Undone."),
            applies=lambda row: bool(row.can_undo),
        ),
    ),
    export="listing-log",
    empty=Empty(
        N_("Nothing was put on sale or taken off yet."),
        N_("Put a product on sale in the list of products: each turn is kept here with its cause."),
    ),
)


async def _find_scan(session: AsyncSession, key: str) -> Scan:
    return await listing.find_scan(session, as_id(key))


async def _begin(_session: AsyncSession, _scan: Scan | None) -> Answers:
    return {}


async def _scan(deed: Deed, _answers: Answers) -> Done:
    scan = await listing.scan_all(deed.session, Why.ASKED, by=deed.by)
    return Done(created=scan, message=gettext("All goods are being looked at."))


def _progress(row: ScanRow) -> str:
    return gettext("{done} of {total} ({percent}%)").format(
        done=row.done, total=row.total, percent=row.progress
    )


SCAN_FORM = FormScreen(
    slug="goods-scans",
    title=lambda _scan: gettext("Look at all goods now"),
    permission=RULES,
    subject=Subject(kind="scan", find=_find_scan, label=lambda scan: str(scan.why)),
    groups=(
        Group(
            "",
            (),
            N_("Goods that may not be sold are taken off at once and held until released."),
        ),
    ),
    opens=N_("Check all goods"),
    saves=N_("Check them now"),
    begin=_begin,
    save=_scan,
    edits=False,
)
SCANS_LIST = ListScreen(
    slug="goods-scans",
    title=N_("Looks at all goods"),
    permission="catalog.view",
    query=scan_list,
    filters_as=NoFilters,
    key=lambda row: str(row.id),
    sort="-asked_at",
    columns=(
        Column(name="asked_at", title=N_("Asked at"), show=Show.TIME, sort=True, phone=Phone.TITLE),
        Column(name="why", title=N_("Why"), show=Show.LABEL, labels=WHYS),
        Column(name="asked_by", title=N_("By"), show=Show.WHO),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=SCANS, phone=Phone.BADGE),
        Column(name="progress", title=N_("Progress"), value=_progress),
        Column(name="hits", title=N_("With forbidden words"), show=Show.NUMBER),
        Column(name="held", title=N_("Taken off"), show=Show.NUMBER),
        Column(name="ended_at", title=N_("Ended"), show=Show.TIME),
    ),
    create=SCAN_FORM,
    empty=Empty(
        N_("All goods were not looked at yet."),
        N_("Goods are looked at whenever they change; this looks at all of them at once."),
    ),
)
