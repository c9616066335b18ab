"""Around the eleventh of November pages were published by two, and one was asked for and agreed."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import decoration
from hutong.demo.cast import Staffed
from hutong.kernel import clock

PATH = "/pages/tea-table"
BEGAN, ASKED, AGREED, OVER = (timedelta(days=days) for days in (24, 16, 15, 8))


async def publish_by_two(session: AsyncSession, staffed: Staffed, now: datetime) -> None:
    with clock.simulated(now - BEGAN):
        await decoration.set_publishing(session, by_two=True, by=staffed.owner)
    page = next(each for each in await decoration.pages(session) if each.path == PATH)
    with clock.simulated(now - ASKED):
        asked = await decoration.ask_publishing(
            session, page.id, revision=page.revision, span=(None, None), by=staffed.operator
        )
    with clock.simulated(now - AGREED):
        note = "热点位置核对过，可以发。"
        await decoration.decide_publishing(
            session, asked.id, approved=True, note=note, by=staffed.owner
        )
    with clock.simulated(now - OVER):
        await decoration.set_publishing(session, by_two=False, by=staffed.owner)
