"""What staff decide about the order of results: which goods stand first, higher or lower."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Conflict, Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.search import queries
from hutong.search.models import Effect, MerchandisingRule
from hutong.search.notes import asked_words
from hutong.search.steering import Steering, steering

NOW = text("pg_current_xact_id()")
RULES_MAX = 1_000
GOODS_MAX = 50


@dataclass(eq=False)
class TooManyRules(Conflict):
    message = "There are {most} merchandising rules already. Take some back first."
    most: int


@dataclass(eq=False)
class ArrangedAlready(Conflict):
    message = "There is a rule for the same results in that time already."


@dataclass(frozen=True, slots=True)
class Placed:
    """A product, and what happens to it."""

    product_id: UUID
    effect: Effect


@dataclass(frozen=True, kw_only=True)
class RuleDraft:
    """About words or about a category. `goods`: pinned ones in their order."""

    words: str = ""
    category_id: UUID | None = None
    goods: Sequence[Placed] = ()
    sold_out_too: bool = False
    begins_at: datetime | None = None
    ends_at: datetime | None = None


async def arrange(
    session: AsyncSession, draft: RuleDraft, *, by: Actor, rule_id: UUID | None = None
) -> MerchandisingRule:
    """Make a rule, or make this one so. Raises Invalid, ArrangedAlready and TooManyRules."""
    await _check(session, draft)
    await _make_way(session, draft, rule_id)
    if rule_id is not None:
        rule = await queries.locked_rule(session, rule_id)
        rule.changed = NOW  # type: ignore[assignment]  # the database knows it
    else:
        rule = MerchandisingRule(made_at=clock.now(), made_by=by.name)
        session.add(rule)
    rule.words = asked_words(draft.words)
    rule.category_id = draft.category_id
    rule.goods = _kept(draft.goods)
    rule.sold_out_too = draft.sold_out_too
    rule.begins_at, rule.ends_at = draft.begins_at, draft.ends_at
    return rule


async def lift(session: AsyncSession, rule_id: UUID, *, by: Actor) -> None:
    """The rule no longer holds. One that was lifted already stays so."""
    rule = await queries.locked_rule(session, rule_id)
    if rule.removed_at is None:
        rule.removed_at, rule.removed_by = clock.now(), by.name
        rule.changed = NOW  # type: ignore[assignment]  # the database knows it


async def restore(session: AsyncSession, rule_id: UUID) -> None:
    """A rule that was lifted holds again. Raises ArrangedAlready and TooManyRules."""
    rule = await queries.locked_rule(session, rule_id)
    if rule.removed_at is None:
        return
    about = RuleDraft(
        words=rule.words,
        category_id=rule.category_id,
        begins_at=rule.begins_at,
        ends_at=rule.ends_at,
    )
    await _make_way(session, about, rule.id)
    rule.removed_at, rule.removed_by = None, ""
    rule.changed = NOW  # type: ignore[assignment]  # the database knows it


def trial(draft: RuleDraft) -> Steering:
    """What the rule would do if it held alone."""
    rule = MerchandisingRule(goods=_kept(draft.goods), sold_out_too=draft.sold_out_too)
    return steering([rule])


async def _make_way(session: AsyncSession, draft: RuleDraft, rule_id: UUID | None) -> None:
    """Two rules for the same results at one time would hide what each of them does."""
    others = [each for each in await queries.held_rules(session) if each.id != rule_id]
    if len(others) >= RULES_MAX:
        raise TooManyRules(RULES_MAX)
    about = asked_words(draft.words), draft.category_id
    same = [each for each in others if (each.words, each.category_id) == about]
    if any(
        _before(each.begins_at, draft.ends_at) and _before(draft.begins_at, each.ends_at)
        for each in same
    ):
        raise ArrangedAlready


def _before(begins: datetime | None, ends: datetime | None) -> bool:
    return begins is None or ends is None or begins < ends


def _kept(goods: Sequence[Placed]) -> list[dict[str, str]]:
    return [{"product_id": str(each.product_id), "effect": each.effect.value} for each in goods]


async def _check(session: AsyncSession, draft: RuleDraft) -> None:
    problems = list(_problems(draft))
    if not problems and not await queries.all_known(session, [g.product_id for g in draft.goods]):
        problems = [Problem("goods", _("Some of these goods are no longer there."))]
    named = {draft.category_id} if draft.category_id else set()
    if not problems and named - await catalog.hold_categories(session, named):
        problems = [Problem("category_id", _("There is no such category."))]
    if problems:
        raise Invalid(problems)


def _problems(draft: RuleDraft) -> Iterator[Problem]:
    if bool(asked_words(draft.words)) is (draft.category_id is not None):
        yield Problem("words", _("Give either words or a category."))
    if not draft.goods:
        yield Problem("goods", _("Pin, boost or bury at least one product."))
    if len(draft.goods) > GOODS_MAX:
        yield Problem("goods", _("At most {most} products in a rule.").format(most=GOODS_MAX))
    if len({each.product_id for each in draft.goods}) < len(draft.goods):
        yield Problem("goods", _("Each product can be there once only."))
    if draft.begins_at and draft.ends_at and draft.ends_at <= draft.begins_at:
        yield Problem("ends_at", _("The end must come after the beginning."))
