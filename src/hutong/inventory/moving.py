"""The one way in which staff move goods: onto shelves, off them, from one to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, catalog
from hutong.inventory import ledger
from hutong.inventory.events import StockChanged
from hutong.inventory.models import Stock
from hutong.inventory.states import MovementReason
from hutong.kernel import clock, events
from hutong.kernel.actor import Actor, ActorKind
from hutong.kernel.errors import Conflict, Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.ids import new_id
from hutong.kernel.texts import pick

QUANTITY_MAX = 1_000_000
NOTE_MAX = 200
TOLD_MAX = 5


@dataclass(frozen=True, slots=True)
class Shift:
    """So many more, or fewer, of one article on one shelf."""

    location_id: UUID
    sku_id: UUID
    delta: int
    reason: MovementReason


@dataclass(frozen=True, slots=True)
class Lack:
    """So many are free where that many were to be taken away."""

    sku_id: UUID
    location_id: UUID
    wanted: int
    free: int


@dataclass(eq=False)
class NotFree(Conflict):
    """What is promised to orders is not there to be taken away."""

    message = "There are not that many free on the shelf: {words}"
    words: str
    lacks: Sequence[Lack]


async def shift(
    session: AsyncSession,
    shifts: Sequence[Shift],
    *,
    by: Actor,
    reference: UUID | None = None,
    note: str | None = None,
) -> None:
    """All of it or nothing, in two statements. Raises NotFree."""
    moved = [each for each in shifts if each.delta]
    if not moved:
        return
    shelves = {
        "locations": [each.location_id for each in moved],
        "skus": [each.sku_id for each in moved],
    }
    await session.execute(ledger.HOLD_OR_OPEN, shelves)
    result = await session.execute(
        ledger.MOVE,
        {
            **shelves,
            "deltas": [each.delta for each in moved],
            "reasons": [each.reason.value for each in moved],
            "movements": [new_id() for _each in moved],
            "reference": reference,
            "at": clock.now(),
            "by_kind": str(by.kind),
            "by_id": by.id,
            "by_name": by.name,
            "note": short(note),
        },
    )
    rows = result.all()
    if not all(row.enough for row in rows):
        lacking = [
            Lack(row.sku_id, row.location_id, -row.delta, row.free)
            for row in rows
            if row.delta < 0 and row.free + row.delta < 0
        ]
        raise NotFree(await _told(session, lacking), lacking)
    announce(session, moved)


def announce(session: AsyncSession, moved: Sequence[Shift]) -> None:
    events.emit(
        session,
        StockChanged(
            sku_ids=tuple(sorted({each.sku_id for each in moved})),
            location_ids=tuple(sorted({each.location_id for each in moved})),
            reason=moved[0].reason,
        ),
    )


def record(  # noqa: PLR0913 - a line of the trail has so many parts
    session: AsyncSession,
    by: Actor,
    action: str,
    *,
    of: str = Stock.__tablename__,
    object_id: UUID,
    label: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object],
) -> None:
    """For the audit trail; what the house does by itself stands in the stock ledger alone."""
    if by.kind is not ActorKind.SYSTEM:
        access.record(
            session,
            by,
            action,
            object_type=of,
            object_id=object_id,
            label=label,
            before=before,
            after=after,
        )


async def labels(session: AsyncSession, by: Actor, sku_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """What the trail calls articles: code and title. Of what the house does by itself it says
    nothing, and nothing is asked."""
    unknown = dict.fromkeys(sku_ids, "")
    if by.kind is ActorKind.SYSTEM:
        return unknown
    return unknown | {
        each.id: f"{each.code} {pick(each.title)} {pick(each.sku_title)}".strip()
        for each in await catalog.skus(session, sku_ids)
    }


def quantity(number: int, *, field: str = "quantity", least: int = 1) -> int:
    """Raises Invalid for what is no sensible number."""
    if not least <= number <= QUANTITY_MAX:
        words = _("A whole number from {least} to {most}.")
        raise Invalid([Problem(field, words.format(least=least, most=QUANTITY_MAX))])
    return number


def short(note: str | None) -> str | None:
    return note[:NOTE_MAX] if note else None


async def _told(session: AsyncSession, lacks: Sequence[Lack]) -> str:
    codes = {each.id: each.code for each in await catalog.skus(session, [x.sku_id for x in lacks])}
    words = [
        _("{code}: {free} free, {wanted} wanted").format(
            code=codes.get(each.sku_id, str(each.sku_id)), free=each.free, wanted=each.wanted
        )
        for each in lacks[:TOLD_MAX]
    ]
    return " · ".join(words)
