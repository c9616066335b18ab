"""What stands against putting goods on sale, beyond what the catalog itself asks."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.listing import queries

Placed = tuple[UUID, Problem]


async def ask(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """Raises Invalid with every problem of all of them."""
    problems = await standing_against(session, ids)
    if problems:
        raise Invalid([problem for _product, problem in problems])


async def standing_against(session: AsyncSession, ids: Sequence[UUID]) -> list[Placed]:
    held = await queries.open_holds(session, ids)
    return [(each.product_id, Problem("hold", _held(each.reason))) for each in held]


def _held(reason: str) -> str:
    return _("This product is held: {reason} Release it first.").format(reason=reason)
