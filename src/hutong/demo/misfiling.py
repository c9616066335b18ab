"""Some goods in the wrong category: two of them the audit finds, one was put right again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, taxonomy
from hutong.demo.cast import Staffed
from hutong.kernel import clock

WRONGLY = {
    "hupo-glass": "bottles",
    "tudian-massage-ball": "play",
    "hupo-candle": "lamps",
}
PUT_RIGHT = "hupo-candle"
BEFORE = timedelta(days=3)
LOOKED_AT = timedelta(hours=4, minutes=20)


async def file_some_wrongly(
    session: AsyncSession, categories: Mapping[str, UUID], staffed: Staffed, now: datetime
) -> None:
    """All of it before the last Monday that is over."""
    today = clock.local_day(now)
    looked = clock.day_start(today - timedelta(days=today.weekday())) + LOOKED_AT
    if looked > now:
        looked -= timedelta(days=7)
    filed = {}
    for slug, category in WRONGLY.items():
        sheet = await catalog.find_product(session, slug)
        filed[sheet.id] = slug, sheet.category_id
        change = {"category_id": [str(sheet.category_id), str(categories[category])]}
        with clock.simulated(looked - BEFORE):
            await catalog.change_product(session, sheet.id, change, by=staffed.operator)
    with clock.simulated(looked):
        await taxonomy.look(session)
    with clock.simulated(min(looked + timedelta(hours=5), now)):
        for finding in await taxonomy.waiting(session):
            slug, home = filed.get(finding.product_id, ("", finding.suggested_id))
            if slug == PUT_RIGHT:
                before = finding.category_id
                await taxonomy.move(
                    session, finding.id, before=before, after=home, by=staffed.owner
                )
