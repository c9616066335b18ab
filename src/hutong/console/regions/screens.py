"""Regional rules: where a product, a category or goods of a kind may be sold, and why not
elsewhere."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import assortment
from hutong.assortment import Having, RegionDraft, RegionRule
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
    Label,
    Labels,
    ListScreen,
    ManyField,
    Phone,
    Search,
    Show,
    Subject,
    SwitchField,
    Tab,
    TextField,
    TextsField,
    taking_back,
)
from hutong.console.regions import tree
from hutong.console.searching.labels import STATES
from hutong.kernel import clock, texts
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.views.regional import (
    RegionFilters,
    RegionRow,
    products_by_slug,
    region_list,
    slugs_of,
)

SLUG = "region-rules"
VIEW, EDIT = "catalog.view", "catalog.edit"
TYPED = "%Y-%m-%dT%H:%M"
LINES_MAX = 20_000
WIDE_EQUALS = "\uff1d"
WAYS: Labels = {
    "except": Label(N_("Not sold to these regions")),
    "only": Label(N_("Sold to these regions alone")),
}


async def _find(session: AsyncSession, key: str) -> RegionRule:
    return await assortment.find(session, as_id(key))


async def _lift(deed: Deed, _answers: Answers) -> None:
    await assortment.lift_region_rule(deed.session, deed.subject.id, by=deed.by)


async def _restore(deed: Deed, _answers: Answers) -> None:
    await assortment.restore_region_rule(deed.session, deed.subject.id, by=deed.by)


async def _begin(session: AsyncSession, rule: RegionRule | None) -> Answers:
    if rule is None:
        return {"regions": tree.tree(()), "way": "except"}
    products = [each.product_id for each in rule.targets if each.product_id]
    return {
        "name": rule.name,
        "reason": rule.reason,
        "way": "only" if rule.only else "except",
        "hides": rule.hides,
        "regions": tree.tree(rule.regions),
        "categories": [str(each.category_id) for each in rule.targets if each.category_id],
        "products": "\n".join(await slugs_of(session, products)),
        "having": "\n".join(
            f"{each.parameter} = {each.holds}" for each in rule.targets if each.parameter
        ),
        "begins_at": _told(rule.begins_at),
        "ends_at": _told(rule.ends_at),
    }


async def _save(deed: Deed, answers: Answers) -> Done:
    kept: RegionRule | None = deed.subject
    draft = RegionDraft(
        name=answers["name"],
        reason=answers["reason"],
        only=answers["way"] == "only",
        regions=answers["regions"],
        hides=answers["hides"],
        begins_at=_moment("begins_at", answers),
        ends_at=_moment("ends_at", answers),
        products=await _products(deed.session, answers["products"].split()),
        categories=tuple(_ids(answers["categories"])),
        having=tuple(_having(answers["having"])),
    )
    rule = await assortment.save_region_rule(
        deed.session, draft, by=deed.by, rule_id=kept.id if kept else None
    )
    return Done(message=gettext("No order goes against it from now on."), created=rule)


async def _products(session: AsyncSession, slugs: Sequence[str]) -> tuple[UUID, ...]:
    wanted = [slug.rpartition("/p/")[2] for slug in dict.fromkeys(slugs)]
    known = await products_by_slug(session, wanted)
    if strange := [slug for slug in wanted if slug not in known]:
        words = gettext("There is no product with the address {slug}.").format(slug=strange[0][:80])
        raise Invalid([Problem("products", words)])
    return tuple(known[slug] for slug in wanted)


def _ids(values: Sequence[str]) -> Sequence[UUID]:
    try:
        return [UUID(value) for value in values]
    except ValueError:
        raise Invalid([Problem("categories", gettext("Please choose one of these."))]) from None


def _having(lines: str) -> Sequence[Having]:
    pairs = [
        line.replace(WIDE_EQUALS, "=").partition("=") for line in lines.splitlines() if line.strip()
    ]
    return [Having(name.strip(), holds.strip()) for name, _equals, holds in pairs]


def _moment(name: str, answers: Answers) -> datetime | None:
    if not answers[name]:
        return None
    try:
        return datetime.strptime(answers[name][:16], TYPED).replace(tzinfo=clock.SHOP_ZONE)
    except ValueError:
        raise Invalid([Problem(name, gettext("A day and a time are needed."))]) from None


def _told(at: datetime | None) -> str:
    return at.astimezone(clock.SHOP_ZONE).strftime(TYPED) if at else ""


def _where(row: RegionRow) -> str:
    names = tree.names(row.regions)
    words = gettext("Only {regions}") if row.only else gettext("Not {regions}")
    return words.format(regions=names)


async def _facts(_session: AsyncSession, rule: RegionRule) -> dict[str, object]:
    return {
        "name": rule.name,
        "reason": rule.reason,
        "only": rule.only,
        "hides": rule.hides,
        "regions": list(rule.regions),
        "goods": len(rule.targets),
        "begins_at": rule.begins_at,
        "ends_at": rule.ends_at,
        "removed_at": rule.removed_at,
    }


RULE = Subject(
    kind="region_rule", find=_find, label=lambda rule: texts.pick(rule.name), facts=_facts
)
RULE_FORM = FormScreen(
    slug=SLUG,
    title=lambda rule: texts.pick(rule.name) if rule else gettext("A new regional rule"),
    permission=EDIT,
    subject=RULE,
    groups=(
        Group(
            N_("The rule"),
            (
                TextsField(name="name", title=N_("Name for staff"), required=True, most=60),
                TextsField(
                    name="reason",
                    title=N_("Reason that shoppers read"),
                    hint=N_("It follows “Cannot be sent to …:”."),
                    required=True,
                    most=100,
                ),
                ChoiceField(name="way", title=N_("Kind of rule"), labels=WAYS, required=True),
                SwitchField(
                    name="hides",
                    title=N_("Leave the goods out of lists there"),
                    hint=N_("Otherwise lists say beside them that they cannot be sent there."),
                ),
                TextField(name="begins_at", title=N_("From"), type="datetime-local"),
                TextField(name="ends_at", title=N_("Until"), type="datetime-local"),
            ),
        ),
        Group(N_("Where"), (tree.FIELD,)),
        Group(
            N_("Which goods"),
            (
                ManyField(
                    name="categories",
                    title=N_("Categories, with all below them"),
                    options=categories_by_id,
                    wide=True,
                ),
                TextField(
                    name="having",
                    title=N_("By rule: a parameter that holds a word"),
                    hint=N_("One on each line, such as 材质 = 玻璃. New goods come under it, too."),
                    lines=3,
                    most=LINES_MAX,
                    wide=True,
                ),
                TextField(
                    name="products",
                    title=N_("By hand: addresses of products"),
                    hint=N_("One on each line, such as moon-mug or /p/moon-mug."),
                    lines=4,
                    most=LINES_MAX,
                    wide=True,
                ),
            ),
        ),
    ),
    begin=_begin,
    save=_save,
)
RULES = ListScreen(
    slug=SLUG,
    title=N_("Regional rules"),
    permission=VIEW,
    hint=N_("Where goods may be sold. Orders obey at once, lists within a second."),
    query=region_list,
    filters_as=RegionFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/{SLUG}/{row.id}/edit",
    sort="-edited_at",
    columns=(
        Column(name="name", title=N_("Rule"), show=Show.TEXTS, phone=Phone.TITLE, wide=True),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES, phone=Phone.BADGE),
        Column(name="where", title=N_("Regions"), value=_where),
        Column(name="targets", title=N_("Conditions"), show=Show.NUMBER),
        Column(name="ends_at", title=N_("Until"), show=Show.TIME),
        Column(name="edited_at", title=N_("Changed"), show=Show.TIME, sort=True),
    ),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"state": state}) for state, label in STATES.items()),
    ),
    filters=(
        Search(title=N_("Search the rules"), placeholder=N_("A name or a reason")),
        Choice(name="state", title=N_("State"), labels=STATES, in_tabs=True),
    ),
    actions=taking_back(RULE, EDIT, lift=_lift, restore=_restore),
    create=RULE_FORM,
    empty=Empty(
        N_("No regional rules."), N_("Everything is sold wherever a freight rule reaches.")
    ),
)
