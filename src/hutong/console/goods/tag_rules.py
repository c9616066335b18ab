"""Rules that give tags, what they would do now, and which goods have which tag and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, tagging
from hutong.console.goods.tags import PERMISSION, tags_by_id
from hutong.console.goods.words import brands_by_id, categories_by_id, tags_by_slug
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    ChoiceField,
    Column,
    Deed,
    Done,
    Empty,
    FormScreen,
    Group,
    Label,
    Labels,
    ListScreen,
    Option,
    Phone,
    Show,
    Subject,
    Tab,
    TextField,
    Tone,
    WholeField,
)
from hutong.console.kit.fields import MoneyField
from hutong.kernel import seasons, texts
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.kernel.money import CNY, Money
from hutong.tagging import TagRule, TagRuleDraft
from hutong.views.lists import NoFilters
from hutong.views.tagging import (
    HAND,
    KEPT_OUT,
    RULE,
    GivenFilters,
    RuleFilters,
    TagRuleRow,
    given_list,
    rule_list,
    turn_list,
)

STATES: Labels = {
    "active": Label(N_("In force"), Tone.GOOD),
    "waiting": Label(N_("Not in force"), Tone.WARN),
}
WAYS: Labels = {
    "gain": Label(N_("Gains the tag"), Tone.GOOD),
    "lose": Label(N_("Loses the tag"), Tone.WARN),
}
CAUSES: Labels = {
    HAND: Label(N_("By hand"), Tone.INFO),
    RULE: Label(N_("By a rule"), Tone.GOOD),
    KEPT_OUT: Label(N_("Kept from the rule"), Tone.WARN),
}
WHOLE = ("listed_days", "sold_least", "sold_days", "stock_least", "stock_most")


@dataclass(frozen=True)
class Assignment:
    rule: TagRule
    product_id: UUID
    title: str


async def _find(session: AsyncSession, key: str) -> TagRule:
    return await tagging.find_rule(session, as_id(key))


async def _find_assignment(session: AsyncSession, key: str) -> Assignment:
    rule_id, _dot, product_id = key.partition(".")
    rule = await tagging.find_rule(session, as_id(rule_id))
    product = await catalog.product_by_id(session, as_id(product_id))
    return Assignment(rule, product.id, texts.pick(product.title))


async def _begin(_session: AsyncSession, rule: TagRule | None) -> Answers:
    if rule is None:
        return {}
    return {
        **{name: getattr(rule, name) for name in ("name", "tag_id", "category_id", "brand_id")},
        **{name: getattr(rule, name) for name in WHOLE},
        "price_from": _money(rule.price_from),
        "price_to": _money(rule.price_to),
        "parameter": rule.parameter or "",
        "value": rule.value or "",
        "begins": seasons.written(rule.begins),
        "ends": seasons.written(rule.ends),
    }


async def _save(deed: Deed, answers: Answers) -> Done:
    kept: TagRule | None = deed.subject
    tag_id = _id("tag_id", answers["tag_id"])
    draft = TagRuleDraft(
        id=kept.id if kept else None,
        name=answers["name"],
        tag_id=tag_id or UUID(int=0),
        category_id=_id("category_id", answers["category_id"]),
        brand_id=_id("brand_id", answers["brand_id"]),
        price_from=_minor(answers["price_from"]),
        price_to=_minor(answers["price_to"]),
        parameter=answers["parameter"] or None,
        value=answers["value"] or None,
        begins=_day("begins", answers["begins"]),
        ends=_day("ends", answers["ends"]),
        **{name: answers[name] for name in WHOLE},
    )
    rule = await tagging.save_rule(deed.session, draft, by=deed.by)
    return Done(created=None if kept else rule, go_to=f"/console/tag-preview?rule={rule.id}")


def _id(field: str, answer: object) -> UUID | None:
    try:
        return UUID(str(answer)) if answer else None
    except ValueError:
        words = gettext("Please choose one of these.")
        raise Invalid([Problem(field, words)]) from None


def _day(field: str, typed: str) -> int | None:
    if not typed:
        return None
    day = seasons.typed(typed)
    if day is None:
        raise Invalid([Problem(field, gettext("A day such as 11-01 is needed."))])
    return day


def _money(minor: int | None) -> Money | None:
    return None if minor is None else Money(minor, CNY)


def _minor(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor


async def rules_by_id(session: AsyncSession) -> list[Option]:
    return [Option(str(rule.id), rule.name) for rule in await tagging.rules(session)]


def _conditions(row: TagRuleRow) -> str:
    named = [texts.pick(name) for name in (row.category, row.brand) if name]
    return gettext(", ").join([*named, *_told(row.rule)])


def _told(rule: TagRule) -> Iterator[str]:
    if rule.listed_days is not None:
        words = gettext("on sale for at most {days} days")
        yield words.format(days=rule.listed_days)
    if rule.sold_least is not None:
        words = gettext("{count} or more sold in {days} days")
        yield words.format(count=rule.sold_least, days=rule.sold_days)
    if rule.price_from is not None or rule.price_to is not None:
        yield gettext("price {low} to {high}").format(
            low=_yuan(rule.price_from), high=_yuan(rule.price_to)
        )
    if rule.parameter is not None:
        yield f"{rule.parameter} = {rule.value}"
    if rule.stock_least is not None:
        yield gettext("at least {count} in stock").format(count=rule.stock_least)
    if rule.stock_most is not None:
        yield gettext("at most {count} in stock").format(count=rule.stock_most)
    if rule.begins is not None:
        yield gettext("From {begins} to {ends}").format(
            begins=seasons.written(rule.begins), ends=seasons.written(rule.ends)
        )


def _yuan(minor: int | None) -> str:
    return "…" if minor is None else f"¥{Money(minor, CNY).major:,.2f}"


async def _start(deed: Deed, _answers: Answers) -> None:
    await tagging.put_in_force(deed.session, deed.subject.id, by=deed.by)


async def _stop(deed: Deed, _answers: Answers) -> None:
    await tagging.take_out_of_force(deed.session, deed.subject.id, by=deed.by)


async def _exempt(deed: Deed, _answers: Answers) -> None:
    assignment: Assignment = deed.subject
    await tagging.exempt(deed.session, assignment.rule.id, assignment.product_id, by=deed.by)


async def _readmit(deed: Deed, _answers: Answers) -> None:
    await tagging.readmit(deed.session, deed.subject.rule.id, deed.subject.product_id)


def _cause_is(cause: str) -> Any:
    return lambda row: row.cause == cause


RULE_SUBJECT = Subject(kind="tag_rule", find=_find, label=lambda rule: str(rule.name))
ASSIGNMENT = Subject(
    kind="tag_assignment",
    find=_find_assignment,
    label=lambda each: f"{each.rule.name} · {each.title}",
    id_of=lambda each: f"{each.rule.id}.{each.product_id}",
)
TAG_RULE_FORM = FormScreen(
    slug="tag-rules",
    title=lambda rule: str(rule.name) if rule else gettext("A new tag rule"),
    permission=PERMISSION,
    subject=RULE_SUBJECT,
    groups=(
        Group(
            "",
            (
                TextField(name="name", title=N_("Name of the rule"), required=True, most=60),
                ChoiceField(name="tag_id", title=N_("Tag"), options=tags_by_id, required=True),
            ),
            N_("After saving you see what it would do; then put it in force."),
        ),
        Group(
            N_("Goods on sale that meet all of these"),
            (
                ChoiceField(name="category_id", title=N_("Category"), options=categories_by_id),
                ChoiceField(name="brand_id", title=N_("Brand"), options=brands_by_id),
                WholeField(
                    name="listed_days",
                    title=N_("First on sale within so many days"),
                    least=1,
                    most=365,
                ),
                WholeField(name="sold_least", title=N_("Sold at least"), least=1, most=1_000_000),
                WholeField(name="sold_days", title=N_("In the last days"), least=1, most=365),
                MoneyField(name="price_from", title=N_("Price from")),
                MoneyField(name="price_to", title=N_("Price to")),
                TextField(name="parameter", title=N_("Parameter (Chinese name)")),
                TextField(name="value", title=N_("Its value (Chinese)")),
                WholeField(name="stock_least", title=N_("In stock at least"), most=1_000_000),
                WholeField(name="stock_most", title=N_("In stock at most"), most=1_000_000),
                TextField(
                    name="begins",
                    title=N_("Season begins"),
                    most=5,
                    placeholder="11-01",
                    hint=N_("Month and day; a season may go over the turn of the year."),
                ),
                TextField(name="ends", title=N_("Season ends"), most=5, placeholder="02-28"),
            ),
        ),
    ),
    begin=_begin,
    save=_save,
)
TAG_RULES = ListScreen(
    slug="tag-rules",
    title=N_("Tag rules"),
    permission="catalog.view",
    query=rule_list,
    filters_as=NoFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/tag-rules/{row.id}/edit",
    sort="name",
    columns=(
        Column(
            name="name",
            title=N_("Name of the rule"),
            show=Show.WRITTEN,
            sort=True,
            phone=Phone.TITLE,
        ),
        Column(name="tag", title=N_("Tag"), show=Show.TEXTS),
        Column(name="conditions", title=N_("Conditions"), value=_conditions, wide=True),
        Column(name="given", title=N_("Products"), show=Show.NUMBER),
        Column(
            name="preview",
            title=N_("Preview"),
            value=lambda _row: gettext("What it would do"),
            link=lambda row: f"/console/tag-preview?rule={row.id}",
        ),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES, phone=Phone.BADGE),
    ),
    actions=(
        Action(
            slug="start",
            title=N_("Put in force"),
            permission=PERMISSION,
            subject=RULE_SUBJECT,
            run=_start,
            done=N_("The rule is in force."),
            applies=lambda row: row.state == "waiting",
            primary=True,
        ),
        Action(
            slug="stop",
            title=N_("Take out of force"),
            permission=PERMISSION,
            subject=RULE_SUBJECT,
            run=_stop,
            done=N_("The rule is out of force, and all that it gave is taken back."),
            question=N_("The tags that it gave are taken back; those given by hand stay."),
            applies=lambda row: row.state == "active",
            tone=Tone.BAD,
        ),
    ),
    create=TAG_RULE_FORM,
    hint=N_("Followed every ten minutes, and at once when a product or a price changes."),
    empty=Empty(N_("No rules yet."), N_("Tags are then only given by hand.")),
)
TAG_PREVIEW = ListScreen(
    slug="tag-preview",
    title=N_("What the tag rules would do now"),
    permission="catalog.view",
    query=turn_list,
    filters_as=RuleFilters,
    key=lambda row: f"{row.rule}.{row.id}",
    link=lambda row: f"/console/products/{row.id}",
    columns=(
        Column(name="title", title=N_("Product"), show=Show.TEXTS, phone=Phone.TITLE, wide=True),
        Column(name="tag", title=N_("Tag"), show=Show.TEXTS),
        Column(name="way", title=N_("Effect"), show=Show.LABEL, labels=WAYS, phone=Phone.BADGE),
        Column(name="rule", title=N_("Rule"), show=Show.WRITTEN),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES),
    ),
    filters=(
        Choice(name="rule", title=N_("Rule"), options=rules_by_id),
        Choice(name="way", title=N_("Effect"), labels=WAYS, in_tabs=True),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"way": way}) for way, label in WAYS.items()),
    ),
    hint=N_("Rules that are not in force yet stand here too: look first, then put them in force."),
    empty=Empty(N_("The rules have nothing to do.")),
)
TAGGED = ListScreen(
    slug="tagged",
    title=N_("Tagged products"),
    permission="catalog.view",
    query=given_list,
    filters_as=GivenFilters,
    key=lambda row: str(row.key),
    link=lambda row: f"/console/products/{row.product_id}",
    sort="-since",
    columns=(
        Column(name="title", title=N_("Product"), show=Show.TEXTS, phone=Phone.TITLE, wide=True),
        Column(name="tag", title=N_("Tag"), show=Show.TEXTS),
        Column(name="cause", title=N_("Cause"), show=Show.LABEL, labels=CAUSES, phone=Phone.BADGE),
        Column(name="rule", title=N_("Rule"), show=Show.WRITTEN),
        Column(name="since", title=N_("Since"), show=Show.TIME, sort=True),
    ),
    filters=(
        Choice(name="tag", title=N_("Tag"), options=tags_by_slug),
        Choice(name="cause", title=N_("Cause"), labels=CAUSES, in_tabs=True),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"cause": cause}) for cause, label in CAUSES.items()),
    ),
    actions=(
        Action(
            slug="exemption",
            title=N_("Take it away"),
            permission=PERMISSION,
            subject=ASSIGNMENT,
            run=_exempt,
            done=N_("The rule leaves this product alone from now on."),
            question=N_("The rule does not give it again until you let it decide."),
            applies=_cause_is(RULE),
            tone=Tone.BAD,
        ),
        Action(
            slug="readmission",
            title=N_("Let the rule decide"),
            permission=PERMISSION,
            subject=ASSIGNMENT,
            run=_readmit,
            done=N_("The rule decides about this product again."),
            applies=_cause_is(KEPT_OUT),
        ),
    ),
    hint=N_("Tags given by hand are changed in the product, or for many with “Change several”."),
    empty=Empty(
        N_("No product has a tag here."),
        N_("Give tags in the form of a product, or let rules give them."),
    ),
)
