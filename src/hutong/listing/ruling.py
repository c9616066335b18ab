"""Goods go on the shelf and off it by rules: what a rule would do now can be seen before.

A rule only brings back what a rule took off; and what somebody undid is left alone by the rules
until the goods are turned for another reason.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.kernel import clock, seasons
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.db import Database
from hutong.kernel.errors import DomainError, Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.listing import queries, shelf
from hutong.listing.models import Rule
from hutong.listing.queries import Shelved
from hutong.listing.shelf import Because
from hutong.listing.states import Cause, RuleKind

NAME_MAX = 60
DAYS_MAX = 365

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class RuleDraft:
    name: str
    kind: RuleKind
    category_id: UUID | None = None
    days: int | None = None
    begins: int | None = None
    ends: int | None = None
    active: bool = True
    id: UUID | None = None

    def problems(self) -> Iterator[Problem]:
        if not 0 < len(self.name.strip()) <= NAME_MAX:
            yield Problem("name", _("At most {max} characters.").format(max=NAME_MAX))
        if self.kind is RuleKind.SOLD_OUT and not 1 <= (self.days or 0) <= DAYS_MAX:
            words = _("Between {least} and {most}.").format(least=1, most=DAYS_MAX)
            yield Problem("days", words)
        if self.kind is RuleKind.SEASON:
            for field in ("begins", "ends"):
                if not seasons.is_day(getattr(self, field) or 0):
                    yield Problem(field, _("A day such as 11-01 is needed."))


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a rule would do to a product now."""

    product_id: UUID
    goes_on: bool
    rule: Rule
    because: Because


async def save_rule(session: AsyncSession, draft: RuleDraft, *, by: Actor) -> Rule:
    problems = list(draft.problems())
    named = {draft.category_id} if draft.category_id else set()
    if named - await catalog.hold_categories(session, named):
        problems.append(Problem("category", _("There is no such category.")))
    if problems:
        raise Invalid(problems)
    rule = await queries.find_rule(session, draft.id) if draft.id else Rule()
    season = draft.kind is RuleKind.SEASON
    rule.name, rule.kind, rule.category_id = draft.name.strip(), draft.kind, draft.category_id
    rule.days = None if season else draft.days
    rule.begins, rule.ends = (draft.begins, draft.ends) if season else (None, None)
    rule.active = draft.active
    rule.edited_at, rule.edited_by = clock.now(), by.name
    session.add(rule)
    await session.flush()
    return rule


async def wishes(session: AsyncSession) -> list[Wish]:
    """What all rules would do now; of two that want something of a product the first by name."""
    rules = await queries.active_rules(session)
    if not rules:
        return []
    below = await _below(session)
    at = clock.now()
    found: dict[UUID, Wish] = {}
    for each in await queries.shelved(session):
        for rule in rules:
            if rule.category_id and each.category_id not in below.get(rule.category_id, ()):
                continue
            wish = _wish(rule, each, at)
            if wish:
                found.setdefault(each.product_id, wish)
    return list(found.values())


async def follow_rules(db: Database) -> None:
    """Note what is sold out, then do what the rules wish. Twice does nothing twice."""
    async with db.transaction() as session:
        await queries.note_sold_out(session, clock.now())
    async with db.transaction() as session:
        wanted = await wishes(session)
    for wish in wanted:
        try:
            async with db.transaction() as session:
                await _do(session, wish)
        except DomainError as refusal:
            log.info("listing.rule_refused", product=str(wish.product_id), why=repr(refusal))


async def _do(session: AsyncSession, wish: Wish) -> None:
    sheet = await catalog.product_by_id(session, wish.product_id)
    if sheet.listed is wish.goes_on:
        return
    if wish.goes_on:
        await shelf.put_on_sale(session, [sheet.id], by=SYSTEM, because=wish.because)
    else:
        await shelf.take_off_sale(session, sheet.id, by=SYSTEM, because=wish.because)


def _wish(rule: Rule, each: Shelved, at: datetime) -> Wish | None:
    if each.last is Cause.UNDO:
        return None
    match rule.kind:
        case RuleKind.SOLD_OUT:
            off = each.listed and _long_sold_out(rule, each, at)
            on = not each.listed and each.last is Cause.SOLD_OUT and each.available > 0
            cause = Cause.IN_STOCK if on else Cause.SOLD_OUT
        case RuleKind.SEASON:
            inside = seasons.within(rule.begins or 0, rule.ends or 0, at)
            off = each.listed and not inside
            on = not each.listed and each.last is Cause.SEASON and inside
            cause = Cause.SEASON
    if not (on or off):
        return None
    says: dict[str, str | int] = {"rule": rule.name}
    if rule.days:
        says["days"] = rule.days
    because = Because(cause=cause, says=says)
    return Wish(product_id=each.product_id, goes_on=on, rule=rule, because=because)


def _long_sold_out(rule: Rule, each: Shelved, at: datetime) -> bool:
    return each.sold_out_since is not None and (
        at - each.sold_out_since >= timedelta(days=rule.days or 0)
    )


async def _below(session: AsyncSession) -> Mapping[UUID, Sequence[UUID]]:
    """Each category with all that stand below it."""
    found: dict[UUID, list[UUID]] = {}
    for key, path in (await catalog.ancestry(session)).items():
        for category in path:
            found.setdefault(category.id, []).append(key)
    return found
