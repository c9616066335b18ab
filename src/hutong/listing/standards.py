"""What goods must fulfil, by category: the nearest standard above them holds, alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import Category
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.listing import queries
from hutong.listing.models import Standard
from hutong.listing.states import OnExpiry, PaperKind


@dataclass(frozen=True, kw_only=True)
class StandardDraft:
    category_id: UUID | None
    reviewed: bool = False
    papers: tuple[PaperKind, ...] = ()
    on_expiry: OnExpiry = OnExpiry.KEEP
    checklist: bool = False
    made_known: bool = False
    introduced_from: int | None = None
    id: UUID | None = None


async def save_standard(session: AsyncSession, draft: StandardDraft, *, by: Actor) -> Standard:
    """One for each category. Raises Invalid."""
    problems = []
    known = {each.category_id: each for each in await queries.standards(session)}
    taken = known.get(draft.category_id)
    if taken is not None and taken.id != draft.id:
        problems.append(Problem("category", _("This category has a standard already.")))
    named = {draft.category_id} if draft.category_id else set()
    if named - await catalog.hold_categories(session, named):
        problems.append(Problem("category", _("There is no such category.")))
    if problems:
        raise Invalid(problems)
    kept = await queries.find_standard(session, draft.id) if draft.id else Standard()
    kept.category_id = draft.category_id
    kept.reviewed, kept.on_expiry = draft.reviewed, draft.on_expiry
    kept.checklist, kept.made_known = draft.checklist, draft.made_known
    kept.introduced_from = draft.introduced_from
    kept.papers = [str(each) for each in draft.papers]
    kept.edited_at, kept.edited_by = clock.now(), by.name
    session.add(kept)
    await session.flush()
    return kept


async def remove_standard(session: AsyncSession, standard_id: UUID) -> None:
    """The next one above holds from now on."""
    await session.delete(await queries.find_standard(session, standard_id))


def along(standards: Sequence[Standard], path: Sequence[Category]) -> Standard | None:
    """The one that holds at the end of the path."""
    by_category = {each.category_id: each for each in standards}
    for category in reversed(path):
        if category.id in by_category:
            return by_category[category.id]
    return by_category.get(None)


def of_each(
    standards: Sequence[Standard], ancestry: Mapping[UUID, tuple[Category, ...]]
) -> dict[UUID, Standard]:
    """By category; those without one are left out."""
    found = {key: along(standards, path) for key, path in ancestry.items()}
    return {key: standard for key, standard in found.items() if standard is not None}
