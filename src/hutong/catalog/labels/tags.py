"""Tags: save, retire, bring back; and what rules give."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.catalog.drafts import TagDraft
from hutong.catalog.events import ProductsTagged, TagChanged
from hutong.catalog.labels import queries
from hutong.catalog.labels.models import GivenTag, Tag
from hutong.kernel import clock, events
from hutong.kernel.actor import Actor, ActorKind
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.ids import new_id
from hutong.kernel.texts import pick

LEVELS_MAX = 3
TOLD_AT_ONCE = 500
FIELDS = ("slug", "name", "tone", "place", "parent_id", "priority", "retired_at")


async def save_tag(session: AsyncSession, draft: TagDraft, *, by: Actor) -> Tag:
    """Create or replace a tag. A slug stays what it is: products, pages and files name it."""
    await queries.hold(session)
    known = {tag.id: tag for tag in await queries.tags(session, retired=True)}
    tag = known.get(draft.id) if draft.id else None
    if problems := [*draft.problems(), *_problems(draft, tag, known)]:
        raise Invalid(problems)
    before = _told(tag) if tag else {}
    if tag is None:
        tag = Tag(id=draft.id or new_id(), slug=draft.slug)
        session.add(tag)
    tag.name, tag.tone, tag.place = draft.name, draft.tone, draft.place
    tag.parent_id, tag.priority = draft.parent_id, draft.priority
    await _edited(session, tag, before, by)
    return tag


async def retire_tag(session: AsyncSession, tag_id: UUID, *, by: Actor) -> None:
    """Shown nowhere any more; products keep it, so that it can be brought back."""
    await queries.hold(session)
    tag = await queries.find_tag(session, tag_id)
    if tag.retired_at is None:
        before = _told(tag)
        tag.retired_at = clock.now()
        await _edited(session, tag, before, by)


async def revive_tag(session: AsyncSession, tag_id: UUID, *, by: Actor) -> None:
    await queries.hold(session)
    tag = await queries.find_tag(session, tag_id)
    if tag.retired_at is not None:
        before = _told(tag)
        tag.retired_at = None
        await _edited(session, tag, before, by)


async def give_tag(
    session: AsyncSession, tag_id: UUID, product_ids: Sequence[UUID], *, rule_id: UUID
) -> None:
    """By a rule. Twice gives once."""
    at = clock.now()
    for start in range(0, len(product_ids), TOLD_AT_ONCE):
        some = product_ids[start : start + TOLD_AT_ONCE]
        rows = [
            {"product_id": each, "rule_id": rule_id, "tag_id": tag_id, "since": at} for each in some
        ]
        await session.execute(insert(GivenTag).values(rows).on_conflict_do_nothing())
        events.emit(session, ProductsTagged(tag_id=tag_id, product_ids=tuple(some)))


async def take_tag(
    session: AsyncSession, tag_id: UUID, product_ids: Sequence[UUID], *, rule_id: UUID
) -> None:
    """Away from those to whom the rule gave it."""
    for start in range(0, len(product_ids), TOLD_AT_ONCE):
        some = product_ids[start : start + TOLD_AT_ONCE]
        given = (GivenTag.rule_id == rule_id, GivenTag.product_id.in_(some))
        await session.execute(delete(GivenTag).where(*given))
        events.emit(session, ProductsTagged(tag_id=tag_id, product_ids=tuple(some)))


def _problems(draft: TagDraft, tag: Tag | None, known: Mapping[UUID, Tag]) -> list[Problem]:
    problems = []
    if any(each.slug == draft.slug and each is not tag for each in known.values()):
        problems.append(Problem("slug", _("Another tag has this name.")))
    if tag is not None and draft.slug != tag.slug:
        problems.append(Problem("slug", _("This name stays: products and pages use it.")))
    if tag is None and len(known) >= queries.TAGS_MAX:
        problems.append(Problem("slug", _("At most {max} of these.").format(max=queries.TAGS_MAX)))
    if draft.parent_id is not None and not _fits(draft.parent_id, tag, known):
        words = _("A tag stands below another one, at most {levels} levels deep.")
        problems.append(Problem("parent_id", words.format(levels=LEVELS_MAX)))
    return problems


def _fits(parent_id: UUID, tag: Tag | None, known: Mapping[UUID, Tag]) -> bool:
    above, walk = 0, known.get(parent_id)
    while walk is not None:
        if walk is tag:
            return False
        above += 1
        walk = known.get(walk.parent_id) if walk.parent_id else None
    return above > 0 and above + _height(tag, known) <= LEVELS_MAX


def _height(tag: Tag | None, known: Mapping[UUID, Tag]) -> int:
    below = [each for each in known.values() if tag and each.parent_id == tag.id]
    return 1 + max((_height(each, known) for each in below), default=0)


async def _edited(session: AsyncSession, tag: Tag, before: dict[str, object], by: Actor) -> None:
    tag.edited_at, tag.edited_by = clock.now(), by.name
    await session.flush()
    if by.kind is not ActorKind.SYSTEM:
        access.record(
            session,
            by,
            "catalog.save_tag",
            object_type=Tag.__tablename__,
            object_id=tag.id,
            label=pick(tag.name),
            before=before,
            after=_told(tag),
        )
    events.emit(session, TagChanged(tag_id=tag.id))


def _told(tag: Tag) -> dict[str, object]:
    return {name: getattr(tag, name) for name in FIELDS}
