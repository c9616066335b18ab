"""Counting what is there, and putting the books right where they differ.

The shop goes on selling meanwhile. Each article is compared with what the books say in the moment
in which it is counted; what is posted in the end is that difference and not the counted number, so
that whatever left or came between counting and posting stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.inventory import queries as shelves
from hutong.inventory.documents import queries
from hutong.inventory.documents.models import Stocktake, StocktakeLine
from hutong.inventory.documents.steps import Paper, next_number, step
from hutong.inventory.moving import QUANTITY_MAX, Shift, shift, short
from hutong.inventory.states import LocationKind, MovementReason, Rank, StocktakeState
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Conflict, Invalid, Problem, Refused
from hutong.kernel.i18n import gettext as _

SHEET_MAX = 5000
AT_ONCE_MAX = 1000


@dataclass(eq=False)
class NothingToCount(Refused):
    message = "Nothing of this kind stands there."
    stocktake_id: UUID


@dataclass(eq=False)
class SheetTooLong(Refused):
    message = "That is more than {most} articles. Count one category or one rank at a time."
    most: int = SHEET_MAX


@dataclass(eq=False)
class NotCounting(Conflict):
    message = "Nothing is being counted here now."
    stocktake_id: UUID


@dataclass(eq=False)
class NothingCounted(Refused):
    message = "Count at least one article first."
    stocktake_id: UUID


@dataclass(eq=False)
class PutRightSince(Conflict):
    """Posting the same difference twice would be wrong twice."""

    message = "Somebody has corrected these after they were counted. Count them again: {codes}"
    codes: str


@dataclass(frozen=True, kw_only=True)
class StocktakePlan:
    """All of a location; or one category with those below it; or one rank of articles."""

    location_id: UUID
    category_id: UUID | None = None
    rank: Rank | None = None
    blind: bool = True
    note: str = ""


async def plan_stocktake(session: AsyncSession, plan: StocktakePlan, *, by: Actor) -> Stocktake:
    """Raises Invalid, LocationNotFound, and NotFound for an unknown category."""
    location = await shelves.find_location(session, plan.location_id)
    if not location.active or location.kind is LocationKind.TRANSIT:
        raise Invalid([Problem("location", _("Please choose one of these."))])
    if plan.category_id and plan.rank:
        raise Invalid([Problem("rank", _("Choose a category or a rank, not both."))])
    if plan.category_id:
        await catalog.find_category(session, plan.category_id)
    stocktake = Stocktake(
        number=await next_number(session, "PD"),
        location_id=plan.location_id,
        category_id=plan.category_id,
        rank=plan.rank,
        blind=plan.blind,
        state=StocktakeState.PLANNED,
        note=short(plan.note),
        made_at=clock.now(),
    )
    session.add(stocktake)
    await session.flush()
    step(session, _paper(stocktake), stocktake.state, by=by, note=plan.note)
    await session.flush()
    return stocktake


async def start_stocktake(session: AsyncSession, stocktake_id: UUID, *, by: Actor) -> None:
    """The sheet is frozen: what is to be counted, and what the books say of it now. Raises
    NothingToCount, SheetTooLong, IllegalMove."""
    stocktake = await queries.locked(session, Stocktake, stocktake_id)
    stocktake.go_to(StocktakeState.COUNTING, clock.now())
    sheet = await queries.sheet(
        session,
        stocktake.location_id,
        categories=await _below(session, stocktake.category_id),
        rank=stocktake.rank,
        limit=SHEET_MAX,
    )
    if not sheet:
        raise NothingToCount(stocktake_id)
    if len(sheet) > SHEET_MAX:
        raise SheetTooLong
    session.add_all(
        StocktakeLine(stocktake_id=stocktake_id, sku_id=sku_id, book=on_hand)
        for sku_id, on_hand in sheet.items()
    )
    step(session, _paper(stocktake), stocktake.state, by=by, told={"articles": len(sheet)})
    await session.flush()


async def count(
    session: AsyncSession, stocktake_id: UUID, counted: Mapping[UUID, int], *, by: Actor
) -> None:
    """So many are there now. Counting again takes the place of what was counted before; what was
    found and does not stand on the sheet is written onto it. Raises Invalid, NotCounting."""
    if not 0 < len(counted) <= AT_ONCE_MAX:
        words = _("Between 1 and {most} articles.").format(most=AT_ONCE_MAX)
        raise Invalid([Problem("lines", words)])
    if not all(0 <= number <= QUANTITY_MAX for number in counted.values()):
        words = _("A whole number from {least} to {most}.").format(least=0, most=QUANTITY_MAX)
        raise Invalid([Problem("lines", words)])
    stocktake = await queries.locked(session, Stocktake, stocktake_id)
    if stocktake.state is not StocktakeState.COUNTING:
        raise NotCounting(stocktake_id)
    skus = sorted(counted)
    books = await queries.books(session, stocktake.location_id, skus)
    lines = {
        line.sku_id: line
        for line in await queries.stocktake_lines(session, stocktake_id, sku_ids=skus)
    }
    for sku_id in skus:
        line = lines.get(sku_id) or _found(session, stocktake_id, sku_id, books)
        line.counted, line.at_count = counted[sku_id], books.get(sku_id, 0)
        line.counted_at, line.counted_by = clock.now(), by.name
    await session.flush()


async def review_stocktake(session: AsyncSession, stocktake_id: UUID, *, by: Actor) -> None:
    """The counting is over; the differences wait to be looked at. What nobody counted stays as
    the books say. Raises NothingCounted, IllegalMove."""
    stocktake = await queries.locked(session, Stocktake, stocktake_id)
    stocktake.go_to(StocktakeState.REVIEW, clock.now())
    lines = await queries.stocktake_lines(session, stocktake_id)
    done = sum(line.counted is not None for line in lines)
    if not done:
        raise NothingCounted(stocktake_id)
    differing = sum(line.difference != 0 for line in lines)
    told: dict[str, object] = {"counted": done, "differing": differing}
    step(session, _paper(stocktake), stocktake.state, by=by, told=told)
    await session.flush()


async def recount_stocktake(session: AsyncSession, stocktake_id: UUID, *, by: Actor) -> None:
    """Back to counting: something looked wrong. Raises IllegalMove."""
    stocktake = await queries.locked(session, Stocktake, stocktake_id)
    stocktake.go_to(StocktakeState.COUNTING, clock.now())
    step(session, _paper(stocktake), stocktake.state, by=by)
    await session.flush()


async def post_stocktake(
    session: AsyncSession, stocktake_id: UUID, *, by: Actor, note: str | None = None
) -> None:
    """The differences become movements. Raises NotFree when orders were already promised what
    turned out not to be there, PutRightSince when somebody else has corrected an article after it
    was counted, and IllegalMove."""
    stocktake = await queries.locked(session, Stocktake, stocktake_id)
    stocktake.go_to(StocktakeState.POSTED, clock.now())
    lines = await queries.stocktake_lines(session, stocktake_id)
    await _check_still_true(session, stocktake, lines)
    why = MovementReason.COUNT
    differing = [
        Shift(stocktake.location_id, line.sku_id, line.difference, why)
        for line in lines
        if line.difference
    ]
    await shift(session, differing, by=by, reference=stocktake.id, note=note or stocktake.number)
    told: dict[str, object] = {"differing": len(differing)}
    step(session, _paper(stocktake), stocktake.state, by=by, told=told, note=note)
    await session.flush()


async def cancel_stocktake(session: AsyncSession, stocktake_id: UUID, *, by: Actor) -> None:
    """Nothing is changed by it. Raises IllegalMove once it is posted."""
    stocktake = await queries.locked(session, Stocktake, stocktake_id)
    stocktake.go_to(StocktakeState.CANCELLED, clock.now())
    step(session, _paper(stocktake), stocktake.state, by=by)
    await session.flush()


async def recategorise_stocktakes(session: AsyncSession, category_id: UUID, *, into: UUID) -> None:
    """Of a category that goes into another, which then stands on their papers."""
    await session.execute(
        update(Stocktake).where(Stocktake.category_id == category_id).values(category_id=into)
    )


def _paper(stocktake: Stocktake) -> Paper:
    return Paper(Stocktake.__tablename__, stocktake.id, stocktake.number)


async def _check_still_true(
    session: AsyncSession, stocktake: Stocktake, lines: Sequence[StocktakeLine]
) -> None:
    differing = sorted(line.sku_id for line in lines if line.difference)
    await queries.books(session, stocktake.location_id, differing)
    if stale := await queries.put_right_since(session, stocktake.id):
        raise PutRightSince(", ".join(each.code for each in await catalog.skus(session, stale)))


def _found(
    session: AsyncSession, stocktake_id: UUID, sku_id: UUID, books: Mapping[UUID, int]
) -> StocktakeLine:
    line = StocktakeLine(stocktake_id=stocktake_id, sku_id=sku_id, book=books.get(sku_id, 0))
    session.add(line)
    return line


async def _below(session: AsyncSession, category_id: UUID | None) -> list[UUID] | None:
    if category_id is None:
        return None
    paths = await catalog.ancestry(session)
    return [
        each for each, path in paths.items() if category_id in {place.id for place in path} | {each}
    ]
