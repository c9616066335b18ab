"""Rules about where goods may be sold. Each change is decided while no order is being written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, members
from hutong.assortment import queries
from hutong.assortment.models import Edition, RegionRule, RuleTarget
from hutong.assortment.rules import outermost
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.errors import Conflict, Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import LANGUAGES, Texts, pick

NAME_MAX = 60
REASON_MAX = 100
REGIONS_MAX = 500
TARGETS_MAX = 500
RULES_MAX = 200
WORD_MAX = 40
DISTRICT = 6


@dataclass(eq=False)
class TooManyRegionRules(Conflict):
    message = "There are {most} regional rules already. Take some back first."
    most: int


@dataclass(frozen=True, slots=True)
class Having:
    """Goods with a parameter of that name whose value holds the word."""

    parameter: str
    holds: str


@dataclass(frozen=True, kw_only=True)
class RegionDraft:
    name: Texts
    reason: Texts
    only: bool
    regions: tuple[str, ...]
    hides: bool = False
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    products: tuple[UUID, ...] = ()
    categories: tuple[UUID, ...] = ()
    having: tuple[Having, ...] = ()

    def problems(self) -> Iterator[Problem]:
        yield from _words("name", self.name, NAME_MAX)
        yield from _words("reason", self.reason, REASON_MAX)
        if not 0 < len(self.regions) <= REGIONS_MAX:
            most = _("Choose between 1 and {most} regions.").format(most=REGIONS_MAX)
            yield Problem("regions", most)
        elif not all(len(code) <= DISTRICT and members.regions.find(code) for code in self.regions):
            yield Problem("regions", _("Choose provinces, cities or districts of the list."))
        if self.begins_at and self.ends_at and self.ends_at <= self.begins_at:
            yield Problem("ends_at", _("The end must come after the beginning."))
        count = len(self.products) + len(self.categories) + len(self.having)
        if not 0 < count <= TARGETS_MAX:
            most = _("Choose between 1 and {most} products, categories or parameters.")
            yield Problem("products", most.format(most=TARGETS_MAX))
        for each in self.having:
            if not (0 < len(each.parameter) <= WORD_MAX and 0 < len(each.holds) <= WORD_MAX):
                yield Problem("having", _("Write a parameter and what it holds on each line."))


async def save_region_rule(
    session: AsyncSession, draft: RegionDraft, *, by: Actor = SYSTEM, rule_id: UUID | None = None
) -> RegionRule:
    """Make a rule, or make this one so. From the commit on no order goes against it. Raises
    Invalid and TooManyRegionRules."""
    if problems := list(draft.problems()):
        raise Invalid(problems)
    await turn_page(session)
    if set(draft.categories) - await catalog.hold_categories(session, set(draft.categories)):
        raise Invalid([Problem("categories", _("There is no such category."))])
    if rule_id is None:
        if len(await queries.held(session)) >= RULES_MAX:
            raise TooManyRegionRules(RULES_MAX)
        rule = RegionRule(targets=[])
        session.add(rule)
    else:
        rule = await queries.find(session, rule_id)
    _take_over(rule, draft, by)
    await session.flush()
    return rule


async def lift_region_rule(session: AsyncSession, rule_id: UUID, *, by: Actor) -> None:
    """The rule no longer holds; it can be put back."""
    await turn_page(session)
    rule = await queries.find(session, rule_id)
    if rule.removed_at is None:
        rule.removed_at, rule.removed_by = clock.now(), by.name


async def restore_region_rule(session: AsyncSession, rule_id: UUID, *, by: Actor) -> None:
    """Raises TooManyRegionRules."""
    await turn_page(session)
    rule = await queries.find(session, rule_id)
    if rule.removed_at is not None:
        if len(await queries.held(session)) >= RULES_MAX:
            raise TooManyRegionRules(RULES_MAX)
        rule.removed_at, rule.removed_by = None, ""
        rule.edited_at, rule.edited_by = clock.now(), by.name


async def place_product(
    session: AsyncSession, product_id: UUID, rule_ids: Sequence[UUID], *, by: Actor
) -> None:
    """Exactly these rules name the product; what concerns it through its category or a parameter
    stays. Raises RuleNotFound and Invalid."""
    await turn_page(session)
    before = set(await queries.of_product(session, product_id))
    for rule_id in sorted(before ^ set(rule_ids)):
        rule = await queries.find(session, rule_id)
        if rule_id in before:
            rule.targets = [each for each in rule.targets if each.product_id != product_id]
        elif len(rule.targets) >= TARGETS_MAX:
            words = _("{name} is about {most} things already.")
            told = words.format(name=pick(rule.name), most=TARGETS_MAX)
            raise Invalid([Problem("regions_add", told)])
        else:
            rule.targets.append(RuleTarget(product_id=product_id))
        rule.edited_at, rule.edited_by = clock.now(), by.name
    await session.flush()


async def turn_page(session: AsyncSession) -> None:
    """From now on orders that were looked at before are looked at again."""
    await queries.alone(session)
    put = insert(Edition).values(one=True, edition=1)
    await session.execute(
        put.on_conflict_do_update(index_elements=["one"], set_={"edition": Edition.edition + 1})
    )


def _take_over(rule: RegionRule, draft: RegionDraft, by: Actor) -> None:
    rule.name, rule.reason = draft.name, draft.reason
    rule.only, rule.hides = draft.only, draft.hides
    rule.regions = outermost(draft.regions)
    rule.begins_at, rule.ends_at = draft.begins_at, draft.ends_at
    rule.edited_at, rule.edited_by = clock.now(), by.name
    kept = {
        (each.product_id, each.category_id, each.parameter, each.holds): each
        for each in rule.targets
    }
    wanted = [
        *((product, None, None, None) for product in dict.fromkeys(draft.products)),
        *((None, category, None, None) for category in dict.fromkeys(draft.categories)),
        *((None, None, has.parameter, has.holds) for has in dict.fromkeys(draft.having)),
    ]
    rule.targets = [kept.get(each) or _target(*each) for each in wanted]


def _target(
    product: UUID | None, category: UUID | None, parameter: str | None, holds: str | None
) -> RuleTarget:
    return RuleTarget(product_id=product, category_id=category, parameter=parameter, holds=holds)


def _words(field: str, texts: Texts, most: int) -> Iterator[Problem]:
    for language in LANGUAGES:
        if not 0 < len(texts.get(language, "").strip()) <= most:
            words = _("Write this in both languages, at most {most} characters each.")
            yield Problem(f"{field}.{language}", words.format(most=most))
