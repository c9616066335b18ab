"""What is new is proposed with a scorecard; somebody else approves it under Approvals."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, listing
from hutong.catalog import Category
from hutong.console.goods.product_form import PRODUCT
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    ChoiceField,
    Column,
    Deed,
    Empty,
    Label,
    Labels,
    ListScreen,
    Phone,
    Search,
    Show,
    Subject,
    Tab,
    TextField,
    Tone,
)
from hutong.introductions import BRAND, QUALITY, Criterion, IntroductionState
from hutong.kernel import texts
from hutong.kernel.i18n import N_
from hutong.kernel.ids import as_id
from hutong.listing import Scorecard
from hutong.views.introductions import IntroductionFilters, IntroductionRow, introduction_list

CRITERIA: Mapping[Criterion, str] = {
    Criterion.FIT: N_("Fits what the shop stands for"),
    Criterion.DIFFERENCE: N_("Adds what the range lacks"),
    Criterion.DEMAND: N_("Wanted by the shop's own customers"),
    Criterion.MATERIAL: N_("Material and safety"),
    Criterion.WORKMANSHIP: N_("Workmanship of the sample"),
    Criterion.SUPPLIER: N_("Reliability of the supplier"),
}
POINTS: Labels = {
    "5": Label(N_("5 · excellent")),
    "4": Label(N_("4 · good")),
    "3": Label(N_("3 · acceptable")),
    "2": Label(N_("2 · weak")),
    "1": Label(N_("1 · not at all")),
}
STATES: Labels = {
    IntroductionState.WAITING: Label(N_("To decide"), Tone.WARN),
    IntroductionState.APPROVED: Label(N_("Approved"), Tone.GOOD),
    IntroductionState.DECLINED: Label(N_("Declined")),
}
WHAT: Labels = {
    "product": Label(N_("Product")),
    "category": Label(N_("Category")),
}


async def _category(session: AsyncSession, key: str) -> Category:
    return await catalog.find_category(session, as_id(key))


def _card(answers: Answers) -> Scorecard:
    scores = {each: int(answers[each.value]) for each in Criterion}
    return Scorecard(scores=scores, reason=answers["reason"])


async def _propose_product(deed: Deed, answers: Answers) -> None:
    await listing.propose_product(deed.session, deed.subject.id, _card(answers), by=deed.by)


async def _propose_category(deed: Deed, answers: Answers) -> None:
    await listing.propose_category(deed.session, deed.subject.id, _card(answers), by=deed.by)


def _about(row: IntroductionRow) -> str:
    return texts.pick(row.title)


def _part(row: IntroductionRow, of: tuple[Criterion, ...]) -> str:
    return " · ".join(str(row.scores.get(each, "")) for each in of)


FIELDS = (
    *(
        ChoiceField(name=each, title=CRITERIA[each], labels=POINTS, required=True)
        for each in (*BRAND, *QUALITY)
    ),
    TextField(name="reason", title=N_("Why it should come in"), required=True, lines=2, most=500),
)
PROPOSE_PRODUCT = Action(
    slug="proposal",
    title=N_("Propose as new"),
    permission="catalog.edit",
    subject=PRODUCT,
    run=_propose_product,
    done=N_("Proposed. Somebody else decides."),
    question=N_("Three points for how it fits the brand, three for its quality."),
    fields=FIELDS,
    applies=lambda shown: bool(shown.can_list),
)
PROPOSE_CATEGORY = Action(
    slug="proposal",
    title=N_("Propose to open"),
    permission="catalog.edit",
    subject=Subject(
        kind="category", find=_category, label=lambda category: texts.pick(category.name)
    ),
    run=_propose_category,
    done=N_("Proposed. Somebody else decides."),
    question=N_("Three points for how it fits the brand, three for its quality."),
    fields=FIELDS,
    applies=lambda row: not row.products,
)
INTRODUCTIONS = ListScreen(
    slug="introductions",
    title=N_("New products and categories"),
    permission="catalog.view",
    query=introduction_list,
    filters_as=IntroductionFilters,
    key=lambda row: str(row.id),
    link=lambda row: (
        f"/console/goods-check/{row.thing_id}"
        if row.what == "product"
        else f"/console/categories/{row.thing_id}/edit"
    ),
    sort="-asked_at",
    columns=(
        Column(name="about", title=N_("Proposed"), value=_about, phone=Phone.TITLE, wide=True),
        Column(name="what", title=N_("What"), show=Show.LABEL, labels=WHAT),
        Column(name="total", title=N_("Points reached"), show=Show.NUMBER, sort=True),
        Column(name="least", title=N_("Points needed"), show=Show.NUMBER),
        Column(name="fit", title=N_("Fits the brand"), value=lambda row: _part(row, BRAND)),
        Column(name="quality", title=N_("Quality"), value=lambda row: _part(row, QUALITY)),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES, phone=Phone.BADGE),
        Column(name="asked_by", title=N_("Asked by"), show=Show.WHO),
        Column(name="asked_at", title=N_("Asked at"), show=Show.TIME, sort=True),
        Column(name="decided_by", title=N_("Decided by"), show=Show.WHO, extra=True),
    ),
    filters=(
        Search(title=N_("Search proposals"), placeholder=N_("What is proposed, or by whom")),
        Choice(name="state", title=N_("State"), labels=STATES, in_tabs=True),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"state": state}) for state, label in STATES.items()),
    ),
    export="introductions",
    hint=N_("Proposed on the page where a product is checked, or in the list of categories."),
    empty=Empty(
        N_("Nothing new was proposed."),
        N_("Standards of listing say what has to be approved before it comes in."),
    ),
)
