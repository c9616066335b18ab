"""Goods looked at: the list of all, and one with everything that stands against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, compliance, listing
from hutong.catalog import ProductSheet
from hutong.compliance import Hit, Piece
from hutong.console.goods.product_form import PRODUCT
from hutong.console.goods.products import DELIST, LIST
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
    Label,
    ListScreen,
    Part,
    Phone,
    Rows,
    Search,
    Show,
    Tab,
    TextField,
    Thing,
    Timeline,
    Tone,
)
from hutong.console.quality.introducing import PROPOSE_PRODUCT
from hutong.console.quality.papers import KINDS as PAPER_KINDS
from hutong.console.quality.papers import STATES as PAPER_STATES
from hutong.console.quality.reviews import STATES as REVIEW_STATES
from hutong.console.quality.reviews import SUBMIT, remarks_told
from hutong.console.quality.schedule import APPOINT
from hutong.console.quality.words import (
    ABOUT,
    LACKS,
    TROUBLES,
    anchor,
    cause_told,
    field_told,
    lack_told,
)
from hutong.kernel import texts
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.listing import Difference, Lack, Looked
from hutong.views.standings import (
    Dossier,
    PaperTold,
    StandingFilters,
    StandingRow,
    dossier,
    standing_list,
)

NEVER_TURNED = N_("Neither listed nor taken off by the clock or a rule.")
REVIEW = "listing.review"


@dataclass(frozen=True)
class Moment:
    at: datetime
    text: str
    who: str
    note: str = ""


@dataclass(frozen=True)
class FieldShown:
    path: str
    pieces: Sequence[Piece]
    hits: Sequence[Hit]

    @property
    def title(self) -> str:
        return field_told(self.path)

    @property
    def anchor(self) -> str:
        return anchor(self.path)


@dataclass(frozen=True)
class LackShown:
    lack: Lack
    form_url: str

    @property
    def what(self) -> str:
        return lack_told(self.lack)

    @property
    def points(self) -> int:
        return self.lack.points

    @property
    def needed(self) -> str:
        return gettext("Needed for listing") if self.lack.needed else gettext("Advised")

    @property
    def url(self) -> str:
        return f"{self.form_url}#{self.lack.field}"


@dataclass(frozen=True)
class DifferenceShown:
    difference: Difference
    form_url: str

    @property
    def about(self) -> str:
        return gettext(ABOUT[self.difference.about])

    @property
    def says(self) -> str:
        return self.difference.says

    @property
    def knows(self) -> str:
        return self.difference.knows

    @property
    def url(self) -> str:
        return f"{self.form_url}#{self.difference.field}"


@dataclass(frozen=True)
class PaperShown:
    told: PaperTold

    @property
    def kind_label(self) -> Label:
        return PAPER_KINDS[self.told.kind]

    @property
    def state_label(self) -> Label:
        return PAPER_STATES[self.told.state]


@dataclass(frozen=True)
class CheckShown:
    product: ProductSheet
    looked: Looked
    kept: Dossier

    @property
    def id(self) -> UUID:
        return self.product.id

    @property
    def form_url(self) -> str:
        return f"/console/products/{self.product.id}/edit"

    @property
    def score(self) -> str:
        return gettext("{score} of 100").format(score=self.looked.score)

    @property
    def fields(self) -> Sequence[FieldShown]:
        words = catalog.words_of(self.product.draft)
        by_field: dict[str, list[Hit]] = {}
        for hit in self.looked.hits:
            by_field.setdefault(hit.field, []).append(hit)
        return [
            FieldShown(path, compliance.marked(words[path], hits), hits)
            for path, hits in by_field.items()
        ]

    @property
    def lacks(self) -> Sequence[LackShown]:
        ordered = sorted(self.looked.lacks, key=lambda lack: (not lack.needed, -lack.points))
        return [LackShown(lack, self.form_url) for lack in ordered]

    @property
    def differences(self) -> Sequence[DifferenceShown]:
        return [DifferenceShown(each, self.form_url) for each in self.looked.differences]

    @property
    def turns(self) -> Sequence[Moment]:
        return [
            Moment(
                turn.at,
                gettext("Put on sale") if turn.goes_on else gettext("Taken off sale"),
                turn.by,
                cause_told(turn.cause, turn.says),
            )
            for turn in self.kept.turns
        ]

    @property
    def papers(self) -> Sequence[PaperShown]:
        return [PaperShown(each) for each in self.kept.papers]

    @property
    def reviews(self) -> Sequence[Moment]:
        return [
            Moment(
                each.decided_at or each.asked_at,
                gettext(REVIEW_STATES[each.state].title),
                each.decided_by or each.asked_by,
                remarks_told(each.remarks, each.answer or each.note),
            )
            for each in self.kept.reviews
        ]

    @property
    def product_page(self) -> str:
        return f"/console/products/{self.product.id}"

    @property
    def product_words(self) -> str:
        return texts.pick(self.product.title)

    @property
    def held(self) -> bool:
        return self.kept.hold is not None

    @property
    def held_because(self) -> str:
        return self.kept.hold.reason if self.kept.hold else ""

    @property
    def held_at(self) -> datetime | None:
        return self.kept.hold.held_at if self.kept.hold else None

    @property
    def held_by(self) -> str:
        return self.kept.hold.held_by if self.kept.hold else ""

    @property
    def can_list(self) -> bool:
        return not self.product.listed and not self.held

    @property
    def can_delist(self) -> bool:
        return self.product.listed


async def _load(session: AsyncSession, key: str) -> CheckShown:
    """Looked at now, not when it was last kept for the list."""
    product = await catalog.product_by_id(session, as_id(key))
    looked = listing.look(await listing.glass(session), product)
    return CheckShown(product, looked, await dossier(session, product.id))


def _badges(shown: CheckShown) -> Sequence[Label]:
    held = [TROUBLES["held"]] if shown.held else []
    newest = shown.kept.reviews[:1]
    waiting = [REVIEW_STATES[each.state] for each in newest if each.decided_at is None]
    return [PRODUCT_STATES[shown.product.state], *held, *waiting]


def _thing(row: StandingRow) -> Thing:
    return Thing(texts.pick(row.title), texts.pick(row.subtitle), row.picture)


def _found(row: StandingRow) -> str:
    return gettext(", ").join(row.found)


def _missing(row: StandingRow) -> str:
    return gettext(", ").join(gettext(LACKS[each]) for each in row.lacks if each in LACKS)


async def _hold(deed: Deed, answers: Answers) -> None:
    await listing.hold(deed.session, deed.subject.id, answers["reason"], by=deed.by)


async def _release(deed: Deed, answers: Answers) -> None:
    held = await listing.held_now(deed.session, deed.subject.id)
    await listing.release(deed.session, held.id, answers["note"], by=deed.by)


HOLD = Action(
    slug="hold",
    title=N_("Hold"),
    permission=REVIEW,
    subject=PRODUCT,
    run=_hold,
    done=N_("The product is held and off sale."),
    fields=(TextField(name="reason", title=N_("Why"), required=True, lines=3, most=500),),
    applies=lambda shown: not shown.held,
    tone=Tone.BAD,
)
RELEASE = Action(
    slug="release",
    title=N_("Release"),
    permission=REVIEW,
    subject=PRODUCT,
    run=_release,
    done=N_("The product is released; what was on sale before is on sale again."),
    fields=(TextField(name="note", title=N_("What was found"), required=True, most=500),),
    applies=lambda shown: bool(shown.held),
)
CHECKED = ListScreen(
    slug="goods-check",
    title=N_("Goods check"),
    permission="catalog.view",
    query=standing_list,
    filters_as=StandingFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/goods-check/{row.id}",
    sort="score",
    columns=(
        Column(name="thing", title=N_("Product"), show=Show.THING, value=_thing, phone=Phone.TITLE),
        Column(
            name="state",
            title=N_("State"),
            show=Show.LABEL,
            labels=PRODUCT_STATES,
            phone=Phone.BADGE,
        ),
        Column(name="score", title=N_("Completeness"), show=Show.PERCENT, sort=True),
        Column(name="missing", title=N_("Missing"), value=_missing, wide=True),
        Column(name="words", title=N_("Forbidden words in it"), value=_found),
        Column(name="differences", title=N_("Differences"), show=Show.NUMBER),
    ),
    filters=(
        Search(title=N_("Search products"), placeholder=N_("Title or address")),
        Choice(name="trouble", title=N_("Trouble"), labels=TROUBLES, in_tabs=True),
        Choice(name="state", title=N_("State"), labels=PRODUCT_STATES),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"trouble": trouble}) for trouble, label in TROUBLES.items()),
    ),
    actions=(HOLD, RELEASE),
    bulk=(HOLD, RELEASE),
    export="goods-check",
    hint=N_("Looked at whenever goods, categories or the lists of forbidden words change."),
    empty=Empty(N_("Nothing of that kind."), N_("New goods appear here within seconds.")),
)
CHECK_PAGE = DetailScreen(
    slug="goods-check",
    title=lambda shown: texts.pick(shown.product.title),
    permission="catalog.view",
    load=_load,
    badges=_badges,
    sections=(
        Part(title=N_("Forbidden words in it"), template="console/quality/_wording.html"),
        Rows(
            title=N_("Does not fit its SKUs"),
            name="differences",
            columns=(
                Column(
                    name="about",
                    title=N_("About"),
                    phone=Phone.TITLE,
                    link=lambda row: str(row.url),
                ),
                Column(name="says", title=N_("What is written"), show=Show.WRITTEN),
                Column(name="knows", title=N_("What the data say"), show=Show.WRITTEN, wide=True),
            ),
            empty=N_("What is written fits the SKUs."),
        ),
        Rows(
            title=N_("Missing"),
            name="lacks",
            columns=(
                Column(
                    name="what",
                    title=N_("What"),
                    phone=Phone.TITLE,
                    link=lambda row: str(row.url),
                ),
                Column(name="needed", title=N_("How important")),
                Column(name="points", title=N_("Points"), show=Show.NUMBER),
            ),
            empty=N_("Nothing is missing."),
        ),
        Facts(
            title=N_("Result of the check"),
            facts=(
                Fact("score", N_("Completeness")),
                Fact("held_because", N_("Held because"), optional=True),
                Fact("held_by", N_("Held by"), Show.WHO, optional=True),
                Fact("held_at", N_("Held at"), Show.TIME, optional=True),
                Fact("product_words", N_("Product"), link=lambda shown: str(shown.product_page)),
            ),
            aside=True,
        ),
        Part(title=N_("Certificates"), template="console/quality/_papers.html"),
        Timeline(title=N_("Reviews"), name="reviews", empty=N_("Nobody reviewed it yet.")),
        Timeline(title=N_("Turns on the shelf"), name="turns", empty=NEVER_TURNED),
    ),
    actions=(LIST, PROPOSE_PRODUCT, SUBMIT, DELIST, APPOINT, HOLD, RELEASE),
)
