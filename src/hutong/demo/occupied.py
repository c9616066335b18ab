"""Whose shop the database holds. Light, because `hutong up` asks at every start."""

import asyncio
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from hutong.kernel.db import Database
from hutong.kernel.settings import Settings

SOMETHING = text("""
    select exists (select from access_staff) or exists (select from members_member)
        or exists (select from catalog_product) or exists (select from orders_order)
""")
DEMO = text("select exists (select from access_staff where demo)")


class Holds(StrEnum):
    NOTHING = "nothing"
    DEMO = "demo"
    ANOTHER_SHOP = "another_shop"


def look(settings: Settings) -> Holds:
    return asyncio.run(_look(settings.database_url.get_secret_value()))


async def _look(url: str) -> Holds:
    db = Database(url, pool_size=1)
    try:
        async with db.reading() as session:
            if not (await session.execute(SOMETHING)).scalar_one():
                return Holds.NOTHING
            demo = (await session.execute(DEMO)).scalar_one()
            return Holds.DEMO if demo else Holds.ANOTHER_SHOP
    except ProgrammingError:  # there are not even tables
        return Holds.NOTHING
    finally:
        await db.close()
