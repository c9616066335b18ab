"""Where many products may go at once, said as regions: an import says it, and takes it back.

A rule that says just this already takes the product in; otherwise a rule is made. A rule that is
about nothing any more is taken back with its last product.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import members
from hutong.assortment import queries
from hutong.assortment.models import RegionRule, RuleTarget
from hutong.assortment.rules import Area
from hutong.assortment.service import (
    NAME_MAX,
    RULES_MAX,
    TARGETS_MAX,
    TooManyRegionRules,
    turn_page,
)
from hutong.kernel import clock, i18n
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Conflict
from hutong.kernel.i18n import gettext as _
from hutong.kernel.ids import new_id
from hutong.kernel.texts import Texts

Rules = Sequence[UUID]
LOCALES = {"zh": "zh_CN", "en": "en"}


@dataclass(eq=False)
class PlacedMeanwhile(Conflict):
    message = "Where it may be sold was changed in the meantime. Check the file again."


@dataclass(frozen=True, slots=True)
class Placing:
    """What shall be said of a product instead of what these rules say that name it now."""

    before: Rules
    wanted: Sequence[Area]


async def place_products(
    session: AsyncSession, placings: Mapping[UUID, Placing], *, by: Actor
) -> dict[UUID, Rules]:
    """The rules that name each product from now on. Raises PlacedMeanwhile where others name it
    than were looked at, TooManyRegionRules."""
    await turn_page(session)
    book = _Book(session, await queries.held_and(session, ()), by)
    for product_id, placing in placings.items():
        if book.naming(product_id) != set(placing.before):
            raise PlacedMeanwhile
        kept = [book.rules[rule_id] for rule_id in placing.before]
        book.name(product_id, [book.rule_for(area, kept) for area in placing.wanted])
    book.close()
    await session.flush()
    return {product_id: sorted(book.naming(product_id)) for product_id in placings}


async def put_back(
    session: AsyncSession, placed: Mapping[UUID, tuple[Rules, Rules]], *, by: Actor
) -> None:
    """Products with the rules before and after: those that nobody has placed anew since are named
    by the former again."""
    await turn_page(session)
    former = [rule_id for before, _after in placed.values() for rule_id in before]
    book = _Book(session, await queries.held_and(session, former), by)
    for product_id, (before, after) in placed.items():
        if book.naming(product_id) == set(after):
            book.name(product_id, [each for each in before if each in book.rules])
    book.close()
    await session.flush()


class _Book:
    """The rules while products are moved among them."""

    def __init__(self, session: AsyncSession, rules: Sequence[RegionRule], by: Actor) -> None:
        self._session, self._by, self._at = session, by, clock.now()
        self.rules = {rule.id: rule for rule in rules}
        self._naming: dict[UUID, set[UUID]] = {}
        for rule in rules:
            for target in rule.targets if rule.removed_at is None else ():
                if target.product_id:
                    self._naming.setdefault(target.product_id, set()).add(rule.id)

    def naming(self, product_id: UUID) -> set[UUID]:
        return self._naming.get(product_id, set())

    def rule_for(self, area: Area, kept: Sequence[RegionRule]) -> UUID:
        """One that names the product already, else a lasting one that says just this."""
        free = (rule for rule in self.rules.values() if _has_room(rule))
        for rule in (*kept, *free):
            if area == Area(rule.only, tuple(rule.regions)):
                return rule.id
        return self._made(area)

    def name(self, product_id: UUID, rule_ids: Rules) -> None:
        before, after = self.naming(product_id), set(rule_ids)
        for rule_id in sorted(before ^ after):
            rule = self.rules[rule_id]
            if rule_id in before:
                rule.targets = [each for each in rule.targets if each.product_id != product_id]
            else:
                if not rule.targets:
                    rule.removed_at, rule.removed_by = None, ""
                rule.targets.append(RuleTarget(product_id=product_id))
            rule.edited_at, rule.edited_by = self._at, self._by.name
        self._naming[product_id] = after

    def close(self) -> None:
        for rule in self.rules.values():
            if not rule.targets and rule.removed_at is None and rule.edited_at == self._at:
                rule.removed_at, rule.removed_by = self._at, self._by.name

    def _made(self, area: Area) -> UUID:
        if sum(rule.removed_at is None for rule in self.rules.values()) >= RULES_MAX:
            raise TooManyRegionRules(RULES_MAX)
        rule = RegionRule(
            id=new_id(),
            name=_both(lambda: _name(area)),
            reason=_both(lambda: _("not sold there")),
            only=area.only,
            regions=list(area.regions),
            hides=False,
            begins_at=None,
            ends_at=None,
            edited_at=self._at,
            edited_by=self._by.name,
            removed_at=None,
            removed_by="",
            targets=[],
        )
        self._session.add(rule)
        self.rules[rule.id] = rule
        return rule.id


def _has_room(rule: RegionRule) -> bool:
    lasting = rule.begins_at is None and rule.ends_at is None and not rule.hides
    return lasting and rule.removed_at is None and len(rule.targets) < TARGETS_MAX


def _name(area: Area) -> str:
    words = _("Only {regions}") if area.only else _("Not {regions}")
    name = words.format(regions=members.regions.told(area.regions))
    return name if len(name) <= NAME_MAX else f"{name[: NAME_MAX - 1]}…"


def _both(words: Callable[[], str]) -> Texts:
    texts = {}
    for language, locale in LOCALES.items():
        with i18n.using(locale):
            texts[language] = words()
    return texts
