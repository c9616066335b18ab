"""Categories: save, move, merge. Products never lose theirs."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content
from hutong.catalog import addresses, queries, trail
from hutong.catalog.drafts import CategoryDraft, meta_of
from hutong.catalog.events import CategoryChanged, ProductChanged
from hutong.catalog.models import Category, FormerCategorySlug, Product
from hutong.catalog.queries import CategoryNotFound
from hutong.catalog.versions.keeping import keep
from hutong.catalog.versions.models import Cause, Source
from hutong.kernel import clock, events
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Conflict, Invalid, Problem, Refused
from hutong.kernel.i18n import gettext as _
from hutong.kernel.ids import new_id
from hutong.kernel.texts import pick

LEVELS_MAX = 4


@dataclass(eq=False)
class CategoryBelowItself(Conflict):
    message = "A category cannot stand below itself."
    slug: str


@dataclass(eq=False)
class TooDeep(Refused):
    message = "Categories stand at most {levels} levels deep."
    levels: int = LEVELS_MAX


async def save_category(session: AsyncSession, draft: CategoryDraft, *, by: Actor) -> Category:
    """Create or replace a category; with a new parent it moves there with all below it."""
    await queries.hold_editing(session)
    known = {category.id: category for category in await queries.categories(session)}
    problems = list(draft.problems())
    if any(each.slug == draft.slug and each.id != draft.id for each in known.values()):
        problems.append(Problem("slug", _("Another category has this address.")))
    if draft.parent_id is not None and draft.parent_id not in known:
        problems.append(Problem("parent_id", _("There is no such category.")))
    if draft.picture and await content.missing_pictures(session, {draft.picture}):
        problems.append(Problem("picture", _("This picture is not in the media library.")))
    if problems:
        raise Invalid(problems)
    category = known.get(draft.id) if draft.id else None
    before = trail.category_told(category) if category else {}
    if category is None:
        category = Category(id=draft.id or new_id())
        session.add(category)
    known[category.id] = category
    _place(category, draft.parent_id, known)
    turns = [addresses.Turn(category.id, category.slug, draft.slug)]
    with session.no_autoflush:
        await addresses.taken(session, FormerCategorySlug, turns)
    category.slug, category.name, category.blurb = draft.slug, draft.name, draft.blurb or {}
    category.meta_title, category.meta_description = meta_of(draft)
    category.picture = draft.picture
    category.parameters = [asdict(each) for each in draft.parameters]
    category.position, category.hidden = draft.position, draft.hidden
    trail.record_category(session, by, "catalog.save_category", category, before=before)
    await _edited(session, category, by)
    await addresses.left(session, FormerCategorySlug, turns, by=by)
    return category


async def move_category(
    session: AsyncSession, category_id: UUID, *, parent_id: UUID | None, position: int, by: Actor
) -> Category:
    await queries.hold_editing(session)
    known = {category.id: category for category in await queries.categories(session)}
    category = _known(known, category_id)
    if parent_id is not None:
        _known(known, parent_id)
    before = trail.category_told(category)
    _place(category, parent_id, known)
    category.position = position
    trail.record_category(session, by, "catalog.move_category", category, before=before)
    await _edited(session, category, by)
    return category


async def hold_categories(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    """Those of them that there are. Until the commit none of these is merged into another, so that
    a rule made now does not name one that is gone. Waits for a merge that is under way."""
    held = [
        await session.get(
            Category,
            each,
            with_for_update={"read": True, "key_share": True},
            populate_existing=True,
        )
        for each in sorted(ids)
    ]
    return {each.id for each in held if each is not None}


async def claim_category(session: AsyncSession, category_id: UUID) -> Category:
    """Before one asks which rules name it, and merges it: whoever makes such a rule is waited for,
    and waits. Raises CategoryNotFound."""
    await queries.hold_editing(session)
    found = await session.get(Category, category_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise CategoryNotFound(str(category_id))
    return found


async def merge_category(session: AsyncSession, category_id: UUID, *, into: UUID, by: Actor) -> int:
    """Move everything in it into the other one, and remove it: how many products moved."""
    await queries.hold_editing(session)
    known = {category.id: category for category in await queries.categories(session)}
    category, other = _known(known, category_id), _known(known, into)
    if category is other:
        raise CategoryBelowItself(category.slug)
    moved = await queries.products_in(session, category_id)
    trail.record_merge(session, by, category, into=other)
    for child in [each for each in known.values() if each.parent_id == category_id]:
        _place(child, into, known)
    await session.execute(
        update(Product).where(Product.category_id == category_id).values(category_id=into)
    )
    await session.flush()
    await addresses.merged(session, category, into=into, by=by)
    await _edited(session, other, by)
    merged = Cause(Source.CATEGORIES, pick(category.name))
    await keep(session, moved, by=by, cause=merged)
    events.emit(session, CategoryChanged(category_id=category_id))
    for product_id in moved:
        events.emit(session, ProductChanged(product_id=product_id))
    return len(moved)


def _known(known: Mapping[UUID, Category], category_id: UUID) -> Category:
    if category_id not in known:
        raise CategoryNotFound(str(category_id))
    return known[category_id]


def _place(category: Category, parent_id: UUID | None, known: Mapping[UUID, Category]) -> None:
    """Under that parent, unless the tree would bite its own tail or grow too deep."""
    above = 0
    walk = parent_id
    while walk is not None:
        if walk == category.id:
            raise CategoryBelowItself(category.slug)
        above += 1
        walk = known[walk].parent_id
    if above + _height(category.id, known) > LEVELS_MAX:
        raise TooDeep
    category.parent_id = parent_id


def _height(category_id: UUID, known: Mapping[UUID, Category]) -> int:
    below = [each.id for each in known.values() if each.parent_id == category_id]
    return 1 + max((_height(each, known) for each in below), default=0)


async def _edited(session: AsyncSession, category: Category, by: Actor) -> None:
    category.edited_at, category.edited_by = clock.now(), by.name
    await session.flush()
    events.emit(session, CategoryChanged(category_id=category.id))
