"""Pages in the order of a member's interests, and goods chosen by them, with the reason.

Whoever is not known, or does not want to be, sees the pages as staff have arranged them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hutong import recommendation
from hutong.decoration import Shown
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.i18n import N_
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import pick
from hutong.recommendation import NOTHING_KNOWN, DeedKind, Interest, Interests
from hutong.search import Document, Index, Query
from hutong.web.region import There
from hutong.web.visitor import Visitor

INTERESTS = 4
OTHERS = 4  # every fourth place stays with what everybody is shown
REASONS = {
    DeedKind.SEEN: N_("Because you looked at “{title}”"),
    DeedKind.ADDED: N_("Because you put “{title}” in your cart"),
    DeedKind.MARKED: N_("Because “{title}” is among your favourites"),
    DeedKind.BOUGHT: N_("Because you bought “{title}”"),
}


@dataclass(frozen=True, slots=True)
class Picked:
    """Goods for one reader, and in words why these."""

    goods: Sequence[Document]
    reason: str


async def interests_of(db: Database, visitor: Visitor) -> Interests:
    """One look by key for who is signed in, none for others."""
    if visitor.session_token is None:
        return NOTHING_KNOWN
    async with db.reading() as session:
        return await recommendation.interests_behind(session, visitor.session_token, clock.now())


def arranged(blocks: Sequence[Shown], interests: Interests) -> Sequence[Shown]:
    """Those that may be ordered by interest change places among each other."""
    places = [place for place, each in enumerate(blocks) if each.by_interest]
    by_interest = sorted(
        (blocks[place] for place in places), key=lambda each: -_points(each, interests)
    )
    found = list(blocks)
    for place, block in zip(places, by_interest, strict=True):
        found[place] = block
    return found


def picked(
    usual: Sequence[Document], interests: Interests, index: Index, there: There
) -> Picked | None:
    """As many as usual, three of four by interest: what can be had, and was not bought just now.
    None where nothing of the kind is on the shelves."""
    places, strongest = len(usual) - len(usual) // OTHERS, interests.interests[:INTERESTS]
    chosen: dict[object, Document] = {}
    reason = ""
    for interest, share in zip(strongest, recommendation.shares(strongest, places), strict=True):
        fitting = _fitting(interest, interests, index, there)
        fresh = [each for each in fitting if each.product_id not in chosen][:share]
        chosen |= {each.product_id: each for each in fresh}
        if fresh and not reason:
            reason = _reason(interest, index)
    if not chosen:
        return None
    for each in usual:
        if len(chosen) < len(usual) and each.product_id not in interests.bought:
            chosen.setdefault(each.product_id, each)
    return Picked(tuple(chosen.values()), reason)


def _fitting(
    interest: Interest, interests: Interests, index: Index, there: There
) -> Sequence[Document]:
    """What sells best in the category, and of that first what has most tags in common with the
    goods that the reason names."""
    wanted = Query(category_slug=interest.category, in_stock=True, counting=False)
    known = _tags(index.glance_at(interest.product_id))
    fitting = [
        each
        for each in there.shown(index.glance(wanted).items)
        if each.product_id not in interests.bought and there.bars(each) is None
    ]
    return sorted(fitting, key=lambda each: -len(known & _tags(each)))


def _tags(document: Document | None) -> frozenset[str]:
    return frozenset(tag.slug for tag in document.tags) if document else frozenset()


def _reason(interest: Interest, index: Index) -> str:
    """Empty when the goods have left the shelves."""
    because = index.glance_at(interest.product_id)
    return _(REASONS[interest.kind]).format(title=pick(because.title)) if because else ""


def _points(block: Shown, interests: Interests) -> int:
    """How much its goods interest, one with the other."""
    goods = list(_goods(block.values.values()))
    total = sum(interests.points(each.category_slugs) for each in goods)
    return total // len(goods) if goods else 0


def _goods(values: Iterable[object]) -> Iterator[Document]:
    for value in values:
        if isinstance(value, Sequence):
            yield from (each for each in value if isinstance(each, Document))
