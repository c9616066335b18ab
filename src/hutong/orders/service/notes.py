from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.orders import queries, rules
from hutong.orders.errors import OrderNotFound
from hutong.orders.models import OrderNote

TEXT_MAX = 1000


async def note(session: AsyncSession, order_id: UUID, text: str, *, by: Actor) -> OrderNote:
    """What staff want to remember about an order. The buyer never sees it."""
    text = text.strip()
    if not 0 < len(text) <= TEXT_MAX:
        raise Invalid([Problem("text", _("Please write between 1 and 1000 characters."))])
    if await queries.by_id(session, order_id) is None:
        raise OrderNotFound(str(order_id))
    written = OrderNote(
        order_id=order_id,
        at=clock.now(),
        staff_id=by.id,
        staff_name=by.name,
        text=rules.without_card_numbers(text),
    )
    session.add(written)
    await session.flush()
    return written
