"""Goods come from a supplier: expected, counted in as they arrive, in one part or several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.inventory import queries as shelves
from hutong.inventory.documents import queries
from hutong.inventory.documents.models import Receipt, ReceiptLine
from hutong.inventory.documents.steps import Paper, merged, next_number, step
from hutong.inventory.moving import QUANTITY_MAX, Shift, shift, short
from hutong.inventory.service import Want
from hutong.inventory.states import LocationKind, MovementReason, ReceiptState
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Conflict, Invalid, Problem
from hutong.kernel.i18n import gettext as _

SUPPLIER_MAX = 100


@dataclass(eq=False)
class CountedMeanwhile(Conflict):
    """The same boxes, counted by two people or sent twice by one."""

    message = "Somebody has just counted some of these in: {codes}. Look at what is still to come."
    codes: str


@dataclass(frozen=True, kw_only=True)
class ReceiptDraft:
    location_id: UUID
    supplier: str
    wants: Sequence[Want]
    note: str = ""


async def expect_goods(session: AsyncSession, draft: ReceiptDraft, *, by: Actor) -> Receipt:
    """Nothing is there yet. Raises Invalid, LocationNotFound."""
    lines = merged(draft.wants)
    if not 0 < len(draft.supplier.strip()) <= SUPPLIER_MAX:
        words = _("A name of at most {most} characters.").format(most=SUPPLIER_MAX)
        raise Invalid([Problem("supplier", words)])
    location = await shelves.find_location(session, draft.location_id)
    if not location.active or location.kind in {LocationKind.POOL, LocationKind.TRANSIT}:
        raise Invalid([Problem("location", _("Please choose one of these."))])
    receipt = Receipt(
        number=await next_number(session, "RK"),
        location_id=draft.location_id,
        supplier=draft.supplier.strip(),
        state=ReceiptState.EXPECTED,
        note=short(draft.note),
        made_at=clock.now(),
    )
    session.add(receipt)
    await session.flush()
    session.add_all(
        ReceiptLine(receipt_id=receipt.id, sku_id=each.sku_id, expected=each.quantity, received=0)
        for each in lines
    )
    pieces = sum(each.quantity for each in lines)
    told: dict[str, object] = {"articles": len(lines), "pieces": pieces}
    step(session, _paper(receipt), receipt.state, by=by, told=told, note=draft.note)
    await session.flush()
    return receipt


async def receive_goods(
    session: AsyncSession,
    receipt_id: UUID,
    counted: Mapping[UUID, int] | None = None,
    *,
    had: Mapping[UUID, int] | None = None,
    by: Actor,
    note: str | None = None,
) -> None:
    """What was counted now stands on the shelf; without a count, all that was still to come.

    More than was expected is taken in as well and shows as a difference. `had`: how many of each
    had come when the counting began, as far as the person who counted knew. Raises Invalid,
    CountedMeanwhile, IllegalMove.
    """
    receipt = await queries.locked(session, Receipt, receipt_id)
    lines = await queries.receipt_lines(session, receipt_id)
    coming = _checked(lines, counted)
    await _check_news(session, [line for line in lines if line.sku_id in coming], had or {})
    for line in lines:
        line.received += coming.get(line.sku_id, 0)
    all_there = all(line.received >= line.expected for line in lines)
    receipt.go_to(ReceiptState.RECEIVED if all_there else ReceiptState.PARTIAL, clock.now())
    await session.flush()
    why = MovementReason.RECEIVE
    arriving = [Shift(receipt.location_id, sku, number, why) for sku, number in coming.items()]
    await shift(session, arriving, by=by, reference=receipt.id, note=note or receipt.supplier)
    told: dict[str, object] = {"pieces": sum(coming.values())}
    step(session, _paper(receipt), receipt.state, by=by, told=told, note=note)
    await session.flush()


async def close_receipt(
    session: AsyncSession, receipt_id: UUID, *, by: Actor, note: str | None = None
) -> None:
    """Nothing more will come: called off when nothing came, else done with what there is."""
    receipt = await queries.locked(session, Receipt, receipt_id)
    nothing = receipt.state is ReceiptState.EXPECTED
    receipt.go_to(ReceiptState.CANCELLED if nothing else ReceiptState.RECEIVED, clock.now())
    step(session, _paper(receipt), receipt.state, by=by, note=note)
    await session.flush()


def _checked(lines: Sequence[ReceiptLine], counted: Mapping[UUID, int] | None) -> dict[UUID, int]:
    if counted is None:
        left = {line.sku_id: line.expected - line.received for line in lines}
        return {sku_id: number for sku_id, number in left.items() if number > 0}
    if not set(counted) <= {line.sku_id for line in lines}:
        raise Invalid([Problem("lines", _("This article is not on the list."))])
    if not all(0 <= number <= QUANTITY_MAX for number in counted.values()):
        words = _("A whole number from {least} to {most}.").format(least=0, most=QUANTITY_MAX)
        raise Invalid([Problem("lines", words)])
    coming = {sku_id: number for sku_id, number in counted.items() if number}
    if not coming:
        raise Invalid([Problem("lines", _("Say how many of each article came."))])
    return coming


async def _check_news(
    session: AsyncSession, lines: Sequence[ReceiptLine], had: Mapping[UUID, int]
) -> None:
    news = [x.sku_id for x in lines if had.get(x.sku_id, x.received) != x.received]
    if news:
        raise CountedMeanwhile(", ".join(each.code for each in await catalog.skus(session, news)))


def _paper(receipt: Receipt) -> Paper:
    return Paper(Receipt.__tablename__, receipt.id, receipt.number)
