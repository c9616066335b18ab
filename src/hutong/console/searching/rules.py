"""Merchandising rules: which goods stand first, higher or lower for words or in a category."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import search
from hutong.console.goods.words import categories_by_id
from hutong.console.kit import (
    Answers,
    Choice,
    ChoiceField,
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
    SwitchField,
    Tab,
    TextField,
    taking_back,
)
from hutong.console.searching import arranged
from hutong.console.searching.asked import EDIT
from hutong.console.searching.labels import EFFECTS, STATES
from hutong.kernel import clock, texts
from hutong.kernel.actor import SYSTEM
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.search import WORDS_MAX, MerchandisingRule, RuleDraft
from hutong.views.searches.rules import RuleFilters, RuleRow, rule_list

SLUG = "merchandising"
TYPED = "%Y-%m-%dT%H:%M"


async def _find(session: AsyncSession, key: str) -> MerchandisingRule:
    return await search.find_rule(session, as_id(key))


async def _lift(deed: Deed, _answers: Answers) -> None:
    await search.lift(deed.session, deed.subject.id, by=deed.by)


async def _restore(deed: Deed, _answers: Answers) -> None:
    await search.restore(deed.session, deed.subject.id)


async def _begin(session: AsyncSession, rule: MerchandisingRule | None) -> Answers:
    if rule is None:
        return {"goods": arranged.of_rule(None, {})}
    known = await search.titles(session, [UUID(each["product_id"]) for each in rule.goods])
    return {
        "words": rule.words,
        "category": rule.category_id,
        "goods": arranged.of_rule(rule, known),
        "sold_out_too": rule.sold_out_too,
        "begins_at": _told(rule.begins_at),
        "ends_at": _told(rule.ends_at),
    }


async def _save(deed: Deed, answers: Answers) -> Done:
    kept: MerchandisingRule | None = deed.subject
    draft = RuleDraft(
        words=answers["words"],
        category_id=category_of(answers["category"]),
        goods=answers["goods"],
        sold_out_too=answers["sold_out_too"],
        begins_at=_moment("begins_at", answers),
        ends_at=_moment("ends_at", answers),
    )
    rule = await search.arrange(deed.session, draft, by=deed.by, rule_id=kept.id if kept else None)
    await deed.session.flush()
    return Done(message=gettext("It holds within two seconds."), created=rule)


def category_of(answer: str | None) -> UUID | None:
    try:
        return UUID(answer) if answer else None
    except ValueError:
        raise Invalid([Problem("category", gettext("Please choose one of these."))]) from None


def _moment(name: str, answers: Answers) -> datetime | None:
    """As the browser's own control sends it, by the shop's clock."""
    if not answers[name]:
        return None
    try:
        return datetime.strptime(answers[name][:16], TYPED).replace(tzinfo=clock.SHOP_ZONE)
    except ValueError:
        raise Invalid([Problem(name, gettext("A day and a time are needed."))]) from None


def _told(at: datetime | None) -> str:
    return at.astimezone(clock.SHOP_ZONE).strftime(TYPED) if at else ""


def about(row: RuleRow) -> str:
    return row.words or gettext("Category: {name}").format(name=texts.pick(row.category or {}))


def made_by(row: RuleRow) -> str:
    return gettext("By clicks, for an hour") if row.made_by == SYSTEM.name else row.made_by


def _effects(row: RuleRow) -> str:
    told = [
        f"{gettext(label.title)} {row.counts[effect]}"
        for effect, label in EFFECTS.items()
        if row.counts[effect]
    ]
    return " · ".join(told)


RULE = Subject(
    kind="search_rule", find=_find, label=lambda rule: str(rule.words or rule.category_id)
)
RULE_FORM = FormScreen(
    slug=SLUG,
    title=lambda rule: (
        gettext("Merchandising rule") if rule else gettext("A new merchandising rule")
    ),
    permission=EDIT,
    subject=RULE,
    groups=(
        Group(
            N_("Which results"),
            (
                TextField(
                    name="words",
                    title=N_("What shoppers type"),
                    hint=N_("Upper case, width and traditional characters make no difference."),
                    most=WORDS_MAX,
                ),
                ChoiceField(
                    name="category",
                    title=N_("Or a category"),
                    options=categories_by_id,
                    hint=N_("The order of its list, where nobody chose another one."),
                ),
                TextField(name="begins_at", title=N_("From"), type="datetime-local"),
                TextField(name="ends_at", title=N_("Until"), type="datetime-local"),
            ),
        ),
        Group(
            N_("What shoppers see"),
            (
                SwitchField(
                    name="sold_out_too",
                    title=N_("Keep goods pinned when they are sold out"),
                    hint=N_("Otherwise they go back to their own place until they are in stock."),
                ),
                arranged.FIELD,
            ),
            N_(
                "Pinned goods come first, even if the words do not find them. Boosted goods count"
                " double, buried ones a fifth; in a category they stand before the others in stock,"
                " or behind them. Filters and the other orders stay as they are."
            ),
        ),
    ),
    begin=_begin,
    save=_save,
)
ACTIONS = taking_back(RULE, EDIT, lift=_lift, restore=_restore)
RULES = ListScreen(
    slug=SLUG,
    title=N_("Merchandising rules"),
    permission="search.view",
    hint=N_(
        "Every change holds in all of the shop within two seconds. What is clicked far more than"
        " usual is pinned for an hour by itself, where nobody has arranged its category."
    ),
    query=rule_list,
    filters_as=RuleFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/{SLUG}/{row.id}",
    sort="-made_at",
    columns=(
        Column(
            name="words",
            title=N_("Results for"),
            value=about,
            phone=Phone.TITLE,
            show=Show.WRITTEN,
            sort=True,
            wide=True,
        ),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES, phone=Phone.BADGE),
        Column(name="goods", title=N_("Goods"), value=_effects),
        Column(name="begins_at", title=N_("From"), show=Show.TIME),
        Column(name="ends_at", title=N_("Until"), show=Show.TIME),
        Column(name="made_by", title=N_("By"), value=made_by),
        Column(name="made_at", title=N_("Made"), show=Show.TIME, sort=True),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"state": state}) for state, label in STATES.items()),
    ),
    filters=(
        Search(title=N_("Search the words"), placeholder=N_("A word or a category")),
        Choice(name="state", title=N_("State"), labels=STATES, in_tabs=True),
    ),
    actions=ACTIONS,
    create=RULE_FORM,
    export="merchandising-rules",
    empty=Empty(
        N_("No merchandising rules."), N_("Goods then stand where words, sales and stock put them.")
    ),
)
