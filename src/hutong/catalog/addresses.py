"""Addresses that were left: each leads to what once stood there, wherever that has gone since.

A former address points at the product or category itself, never at another address: however
often something moves, every address it ever had leads to the present one in one step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog.models import Category, FormerCategorySlug, FormerProductSlug
from hutong.kernel import clock
from hutong.kernel.actor import Actor

Former = type[FormerProductSlug] | type[FormerCategorySlug]


@dataclass(frozen=True, slots=True)
class Turn:
    """`left` is None for what is new."""

    owner_id: UUID
    left: str | None
    taken: str


async def taken(session: AsyncSession, former: Former, turns: Sequence[Turn]) -> None:
    """An address that is used again leads to its new owner alone: before that has it.

    For those who hold the editing of the catalog.
    """
    slugs = [turn.taken for turn in turns if turn.left != turn.taken]
    if slugs:
        await session.execute(delete(former).where(former.slug.in_(slugs)))


async def left(session: AsyncSession, former: Former, turns: Sequence[Turn], *, by: Actor) -> None:
    """What was left leads to where its owner stands now: after that has left it."""
    turns = [turn for turn in turns if turn.left != turn.taken]
    again = {turn.taken for turn in turns}
    owners = {turn.left: turn.owner_id for turn in turns if turn.left and turn.left not in again}
    await _remember(session, former, owners, by=by)


async def merged(session: AsyncSession, category: Category, *, into: UUID, by: Actor) -> None:
    """What led to the one, which is gone, leads to the other."""
    await session.execute(
        update(FormerCategorySlug)
        .where(FormerCategorySlug.owner_id == category.id)
        .values(owner_id=into)
    )
    await session.delete(category)
    await session.flush()
    await _remember(session, FormerCategorySlug, {category.slug: into}, by=by)


async def _remember(
    session: AsyncSession, former: Former, left: dict[str, UUID], *, by: Actor
) -> None:
    if not left:
        return
    at = clock.now()
    rows = [
        {"slug": slug, "owner_id": owner_id, "left_at": at, "left_by": by.name}
        for slug, owner_id in left.items()
    ]
    fresh = insert(former).values(rows)
    latest = {name: fresh.excluded[name] for name in ("owner_id", "left_at", "left_by")}
    await session.execute(fresh.on_conflict_do_update(index_elements=["slug"], set_=latest))
