"""What taking an import back will do, said before it is asked for."""

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import exchange
from hutong.console.kit import Answers, PartField
from hutong.exchange import Import
from hutong.kernel.i18n import N_

FORESEEN = PartField(
    name="foreseen",
    title=N_("What happens"),
    template="console/goods/_import_foreseen.html",
    parse=lambda _posted: None,
    echo=lambda _posted: {},
    wide=True,
)


async def foresee(session: AsyncSession, brought: Import) -> Answers:
    """As things stand now: whoever changes a product in the meantime keeps what they did."""
    return {"foreseen": await exchange.fates(session, brought.id)}
