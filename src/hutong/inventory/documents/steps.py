"""What all documents share: a number, lines that make sense, and the steps of their lives."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.inventory.documents.models import NUMBERS, Step
from hutong.inventory.moving import QUANTITY_MAX, record, short
from hutong.inventory.service import Want
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _

LINES_MAX = 500


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as the trail names it."""

    table: str
    id: UUID
    number: str


async def next_number(session: AsyncSession, prefix: str) -> str:
    """TR261122-000017: kind, day, and a number that nothing else has."""
    place = await session.scalar(NUMBERS.next_value())
    return f"{prefix}{clock.local_day(clock.now()):%y%m%d}-{place:06d}"


def merged(wants: Sequence[Want]) -> list[Want]:
    """In order of SKU, each once. Raises Invalid for what makes no sense."""
    quantities: dict[UUID, int] = {}
    for want in wants:
        quantities[want.sku_id] = quantities.get(want.sku_id, 0) + want.quantity
    if not 0 < len(quantities) <= LINES_MAX:
        words = _("Between 1 and {most} articles.").format(most=LINES_MAX)
        raise Invalid([Problem("lines", words)])
    if not all(0 < each <= QUANTITY_MAX for each in quantities.values()):
        words = _("A whole number from {least} to {most}.").format(least=1, most=QUANTITY_MAX)
        raise Invalid([Problem("lines", words)])
    return [Want(sku_id, quantities[sku_id]) for sku_id in sorted(quantities)]


def step(
    session: AsyncSession,
    paper: Paper,
    state: StrEnum,
    *,
    by: Actor,
    told: dict[str, object] | None = None,
    note: str | None = None,
) -> None:
    """In the document's own history and in the audit trail."""
    session.add(
        Step(
            document_id=paper.id,
            state=state.value,
            at=clock.now(),
            by_kind=str(by.kind),
            by_id=by.id,
            by_name=by.name,
            note=short(note),
        )
    )
    record(
        session,
        by,
        f"{paper.table.replace('_', '.', 1)}.{state.value}",
        of=paper.table,
        object_id=paper.id,
        label=paper.number,
        after={"state": state.value, **(told or {})},
    )
