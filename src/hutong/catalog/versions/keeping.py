"""Every change of what shoppers see of a product is kept as a version."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog.versions import queries
from hutong.catalog.versions.models import Cause
from hutong.kernel import clock
from hutong.kernel.actor import Actor

REASON_MAX = 300


async def keep(session: AsyncSession, ids: Sequence[UUID], *, by: Actor, cause: Cause) -> None:
    await session.flush()
    short = Cause(cause.source, cause.reason[:REASON_MAX])
    await session.execute(queries.keeping(ids, by=by, cause=short, at=clock.now()))
