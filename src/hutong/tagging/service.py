"""Tags are given by rules: looked at beforehand, followed by the clock and when goods change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid, Problem, Refused
from hutong.kernel.i18n import gettext as _
from hutong.kernel.ids import new_id
from hutong.tagging import queries
from hutong.tagging.drafts import CONDITIONS, TagRuleDraft
from hutong.tagging.models import Exempt, TagRule
from hutong.tagging.queries import RULES_MAX, Turns


@dataclass(eq=False)
class TooManyTagRules(Refused):
    message = "There are {most} rules already: change one of them."
    most: int


async def save_rule(session: AsyncSession, draft: TagRuleDraft, *, by: Actor) -> TagRule:
    """A new rule is not in force yet; one that is gives and takes its tag at once."""
    await queries.hold(session)
    if problems := [*draft.problems(), *await _missing(session, draft)]:
        raise Invalid(problems)
    if draft.id is None and len(await queries.rules(session)) >= RULES_MAX:
        raise TooManyTagRules(RULES_MAX)
    rule = await queries.find_rule(session, draft.id) if draft.id else TagRule(id=new_id())
    if draft.id and rule.tag_id != draft.tag_id:
        await _take_all(session, rule)
    rule.name, rule.tag_id = draft.name.strip(), draft.tag_id
    for field in CONDITIONS:
        setattr(rule, field, getattr(draft, field))
    await _edited(session, rule, by)
    return rule


async def put_in_force(session: AsyncSession, rule_id: UUID, *, by: Actor) -> None:
    await queries.hold(session)
    rule = await queries.find_rule(session, rule_id)
    rule.active = True
    await _edited(session, rule, by)


async def take_out_of_force(session: AsyncSession, rule_id: UUID, *, by: Actor) -> None:
    """All that it gave is taken back."""
    await queries.hold(session)
    rule = await queries.find_rule(session, rule_id)
    rule.active = False
    await _take_all(session, rule)
    await _edited(session, rule, by)


async def exempt(session: AsyncSession, rule_id: UUID, product_id: UUID, *, by: Actor) -> None:
    """The rule's tag is taken from the product, and not given again until it is readmitted."""
    await queries.hold(session)
    rule = await queries.find_rule(session, rule_id)
    row = {"rule_id": rule_id, "product_id": product_id, "at": clock.now(), "by": by.name}
    await session.execute(insert(Exempt).values(row).on_conflict_do_nothing())
    await catalog.take_tag(session, rule.tag_id, [product_id], rule_id=rule_id)


async def readmit(session: AsyncSession, rule_id: UUID, product_id: UUID) -> None:
    """The rule decides about the product again."""
    await queries.hold(session)
    rule = await queries.find_rule(session, rule_id)
    left_alone = (Exempt.rule_id == rule_id, Exempt.product_id == product_id)
    await session.execute(delete(Exempt).where(*left_alone))
    await _follow(session, rule, clock.now(), among=[product_id])


async def preview(session: AsyncSession, rule: TagRule) -> Turns:
    """What it would do now, in force or not."""
    return await queries.turns(session, rule, clock.now())


async def previews(session: AsyncSession, rules: Sequence[TagRule]) -> Mapping[UUID, Turns]:
    """The same of many rules, by their ids."""
    return await queries.all_turns(session, rules, clock.now())


async def follow_rules(db: Database) -> None:
    """Each rule in a transaction of its own. Twice does nothing twice."""
    async with db.reading() as session:
        ids = [rule.id for rule in await queries.rules(session) if rule.active]
    for rule_id in ids:
        async with db.transaction() as session:
            await queries.hold(session)
            await _follow(session, await queries.find_rule(session, rule_id), clock.now())


async def follow_products(session: AsyncSession, product_ids: Sequence[UUID]) -> None:
    """What the rules in force say of these products now."""
    await queries.hold(session)
    at = clock.now()
    for rule in await queries.rules(session):
        await _follow(session, rule, at, among=product_ids)


async def _follow(
    session: AsyncSession, rule: TagRule, at: datetime, *, among: Sequence[UUID] | None = None
) -> None:
    if not rule.active:
        return
    turns = await queries.turns(session, rule, at, among=among)
    await catalog.give_tag(session, rule.tag_id, turns.gain, rule_id=rule.id)
    await catalog.take_tag(session, rule.tag_id, turns.lose, rule_id=rule.id)


async def _take_all(session: AsyncSession, rule: TagRule) -> None:
    given = await queries.given(session, rule.id)
    await catalog.take_tag(session, rule.tag_id, given, rule_id=rule.id)


async def _edited(session: AsyncSession, rule: TagRule, by: Actor) -> None:
    rule.edited_at, rule.edited_by = clock.now(), by.name
    session.add(rule)
    await session.flush()
    await _follow(session, rule, rule.edited_at)


async def _missing(session: AsyncSession, draft: TagRuleDraft) -> list[Problem]:
    known = {tag.id for tag in await catalog.tags(session)}
    problems = []
    if draft.tag_id not in known:
        problems.append(Problem("tag_id", _("Please choose one of these.")))
    named = {draft.category_id} if draft.category_id else set()
    if named - await catalog.hold_categories(session, named):
        problems.append(Problem("category_id", _("There is no such category.")))
    brands = {brand.id for brand in await catalog.brands(session)}
    if draft.brand_id and draft.brand_id not in brands:
        problems.append(Problem("brand_id", _("There is no such brand.")))
    return problems
