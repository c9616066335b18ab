"""A buyer whose order was wrong is told so, in words that say what it means for them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import messaging, orders
from hutong.integrity.models import Finding
from hutong.integrity.repairs import REPAIRS
from hutong.kernel.ids import as_id
from hutong.messaging import Channel

PATIENCE = timedelta(minutes=10)
TOLD_AT_ONCE = 200
LOOKED_INTO = "order.looked_into"
FELT = frozenset({"orders.money_heard", "orders.refund_heard", "orders.owed_back"})
"""What a buyer notices. The rest is ours to mend without troubling anybody."""


async def tell(session: AsyncSession, findings: Iterable[Finding], at: datetime) -> None:
    """What was mended at once, what was not when it has lasted too long."""
    due = [each for each in findings if _template(each, at)][:TOLD_AT_ONCE]
    for each in due:
        order = await orders.by_id(session, as_id(each.key))
        if order is not None:
            await messaging.send(
                session,
                channel=Channel.IN_APP,
                to=str(order.member_id),
                template=_template(each, at),
                params={"number": order.number},
                locale="zh",
            )
        each.told = _template(each, at)


def _template(finding: Finding, at: datetime) -> str:
    """Empty where there is nothing to say (any more)."""
    if finding.invariant not in FELT:
        return ""
    if finding.is_open:
        late = at - finding.first_seen_at >= PATIENCE
        return LOOKED_INTO if late and not finding.told else ""
    return REPAIRS[finding.invariant].tells if finding.by_rule or finding.told else ""
