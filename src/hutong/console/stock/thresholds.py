"""From how few on each shelf wants more: suggested every night, pinned by staff who know better."""

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    Column,
    Deed,
    Done,
    Empty,
    Flag,
    FormScreen,
    Group,
    ListScreen,
    PartField,
    Phone,
    Posted,
    Search,
    Show,
    Subject,
    Tab,
    WholeField,
)
from hutong.console.stock.choices import (
    at_location,
    location_choice,
    location_filter,
    location_of,
)
from hutong.console.stock.lines import FIELD, Typed, parse_lines, typed_lines, wants_of
from hutong.console.stock.things import ARTICLE
from hutong.console.stock.words import RANKS
from hutong.inventory import QUANTITY_MAX, Pin
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.views.stock.thresholds import (
    ThresholdFilters,
    ThresholdRow,
    threshold,
    threshold_list,
)

ADJUST = "inventory.adjust"
BOTH = 2


async def _find(session: AsyncSession, key: str) -> ThresholdRow:
    location, _, sku = key.partition(".")
    return await threshold(session, as_id(location), as_id(sku))


async def _begin(_session: AsyncSession, row: ThresholdRow) -> Answers:
    return {"minimum": row.minimum, "maximum": row.maximum}


async def _pin(deed: Deed, answers: Answers) -> None:
    row: ThresholdRow = deed.subject
    pin = Pin(answers["minimum"], answers["maximum"])
    await inventory.pin_threshold(deed.session, row.location_id, row.sku_id, pin, by=deed.by)


async def _unpin(deed: Deed, _answers: Answers) -> None:
    row: ThresholdRow = deed.subject
    await inventory.pin_threshold(deed.session, row.location_id, row.sku_id, None, by=deed.by)


def _parse(posted: Posted) -> list[Typed]:
    return parse_lines(typed_lines(posted, numbers=BOTH))


async def _import(deed: Deed, answers: Answers) -> Done:
    location_id = location_of(answers["location"])
    typed: list[Typed] = answers[FIELD]
    wants = await wants_of(deed.session, typed)
    pins = {
        want.sku_id: Pin(want.quantity, line.second or want.quantity)
        for want, line in zip(wants, typed, strict=True)
    }
    for sku_id in sorted(pins):
        await inventory.pin_threshold(deed.session, location_id, sku_id, pins[sku_id], by=deed.by)
    return Done(message=gettext("{count} limits are pinned.").format(count=len(pins)))


SHELF = Subject(kind="stock", find=_find, label=lambda row: str(row.code))
PIN = Action(
    slug="pin",
    title=N_("Pin the limits"),
    permission=ADJUST,
    subject=SHELF,
    run=_pin,
    done=N_("The limits are pinned."),
    fields=(
        WholeField(
            name="minimum",
            title=N_("Order again from this many on"),
            required=True,
            most=QUANTITY_MAX,
        ),
        WholeField(name="maximum", title=N_("Up to this many"), required=True, most=QUANTITY_MAX),
    ),
    begin=_begin,
)
UNPIN = Action(
    slug="unpin",
    title=N_("Take the suggested ones"),
    permission=ADJUST,
    subject=SHELF,
    run=_unpin,
    done=N_("The suggested limits hold again."),
    question=N_("From now on the limits follow the sales again."),
    applies=lambda row: bool(row.pinned),
)
IMPORT = FormScreen(
    slug="thresholds",
    title=lambda _row: gettext("Pin many limits"),
    permission=ADJUST,
    subject=SHELF,
    groups=(
        Group(
            "",
            (
                location_choice(),
                PartField(
                    name=FIELD,
                    title=N_("Limits"),
                    template="console/stock/_limits.html",
                    parse=_parse,
                    echo=lambda posted: posted.one(FIELD),
                    wide=True,
                ),
            ),
        ),
    ),
    begin=at_location,
    save=_import,
    edits=False,
)
THRESHOLDS = ListScreen(
    slug="thresholds",
    title=N_("Limits and orders"),
    permission="inventory.view",
    hint=N_(
        "Worked out every night from the sales of the last 90 days and how long new goods take."
        " Low is what has no more free than its lower limit."
    ),
    query=threshold_list,
    filters_as=ThresholdFilters,
    key=lambda row: str(row.key),
    link=lambda row: f"/console/shelves/{row.key}",
    sort="-to_order",
    columns=(
        Column(name="code", title=N_("SKU code"), show=Show.CODE, sort=True, phone=Phone.TITLE),
        ARTICLE,
        Column(name="location", title=N_("Location"), show=Show.TEXTS, phone=Phone.BADGE),
        Column(name="rank", title=N_("Rank"), show=Show.LABEL, labels=RANKS),
        Column(name="daily", title=N_("Sold a day"), show=Show.NUMBER),
        Column(name="lead_days", title=N_("Days to come"), show=Show.NUMBER),
        Column(name="free", title=N_("Free"), show=Show.NUMBER, sort=True),
        Column(name="coming", title=N_("Coming"), show=Show.NUMBER),
        Column(name="minimum", title=N_("Lower limit"), show=Show.NUMBER),
        Column(name="maximum", title=N_("Upper limit"), show=Show.NUMBER),
        Column(name="pinned_by", title=N_("Pinned by")),
        Column(name="to_order", title=N_("To order"), show=Show.NUMBER, sort=True),
    ),
    tabs=(
        Tab(N_("All")),
        Tab(N_("Low stock"), {"low": "1"}),
        Tab(N_("To order"), {"wanting": "1"}),
        Tab(N_("Pinned"), {"pinned": "1"}),
    ),
    filters=(
        Search(title=N_("Search stock"), placeholder=N_("SKU code, barcode or article")),
        location_filter(),
        Choice(name="rank", title=N_("Rank"), labels=RANKS),
        Flag(name="low", title=N_("Only low shelves")),
        Flag(name="wanting", title=N_("Only what should be ordered")),
        Flag(name="pinned", title=N_("Only pinned ones")),
    ),
    actions=(PIN, UNPIN),
    create=IMPORT,
    export="stock-limits",
    empty=Empty(N_("No limits yet."), N_("They are worked out in the night after the first day.")),
)
