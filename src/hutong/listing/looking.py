"""Looks at goods: what is missing, what may not be said, what does not fit together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, compliance
from hutong.catalog import Category, ProductSheet, WantedParameter
from hutong.compliance import Book, Hit
from hutong.kernel import clock
from hutong.kernel.texts import FALLBACK
from hutong.listing import matching, scoring
from hutong.listing.matching import Difference
from hutong.listing.models import Standing
from hutong.listing.scoring import Lack

FOUND_MAX = 8


@dataclass(frozen=True)
class Glass:
    """Everything that one looks at goods with."""

    book: Book
    ancestry: Mapping[UUID, tuple[Category, ...]]
    wanted: Mapping[UUID, tuple[WantedParameter, ...]]


@dataclass(frozen=True, kw_only=True)
class Looked:
    product_id: UUID
    lacks: Sequence[Lack]
    hits: Sequence[Hit]
    differences: Sequence[Difference]

    @property
    def score(self) -> int:
        return scoring.score(self.lacks)

    @property
    def banned(self) -> list[Hit]:
        return [hit for hit in self.hits if hit.banned]

    @property
    def blocking(self) -> int:
        return sum(hit.blocks for hit in self.hits)

    @property
    def complete(self) -> bool:
        return not any(lack.needed for lack in self.lacks)


async def glass(session: AsyncSession) -> Glass:
    """Two statements."""
    ancestry = await catalog.ancestry(session)
    return Glass(await compliance.book(session), ancestry, catalog.wanted_along(ancestry))


def look(through: Glass, sheet: ProductSheet) -> Looked:
    above = [category.id for category in through.ancestry.get(sheet.category_id, ())]
    return Looked(
        product_id=sheet.id,
        lacks=scoring.lacks(sheet, through.wanted.get(sheet.category_id, ())),
        hits=catalog.wording_hits(through.book, sheet.draft, above),
        differences=matching.differences(sheet),
    )


async def keep(session: AsyncSession, looked: Sequence[Looked]) -> None:
    """What was seen, for the lists. One statement."""
    if not looked:
        return
    at = clock.now()
    adding = insert(Standing).values([_row(each) | {"looked_at": at} for each in looked])
    changed = {
        column.name: adding.excluded[column.name]
        for column in Standing.__table__.columns
        if column.name != "product_id"
    }
    await session.execute(adding.on_conflict_do_update(index_elements=["product_id"], set_=changed))


def _row(looked: Looked) -> dict[str, object]:
    return {
        "product_id": looked.product_id,
        "score": looked.score,
        "lacks": list(dict.fromkeys(lack.code for lack in looked.lacks)),
        "found": list(dict.fromkeys(hit.found for hit in looked.hits))[:FOUND_MAX],
        "blocking": looked.blocking,
        "warnings": len(looked.hits) - looked.blocking,
        "banned": bool(looked.banned),
        "differences": len(looked.differences),
    }


def banned_words(looked: Looked) -> str:
    """What makes them goods that may not be sold, in the shop's own language."""
    told = (f"{hit.found}：{hit.reason.get(FALLBACK, '')}" for hit in looked.banned)
    return " ".join(dict.fromkeys(told))
