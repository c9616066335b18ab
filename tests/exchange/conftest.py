from collections.abc import Iterator

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import CategoryDraft
from hutong.kernel import i18n
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.settings import Settings
from tests.exchange.bringing import Office


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with i18n.using("en"):
        yield


@pytest.fixture
async def office(db: Database, session: AsyncSession, settings: Settings) -> Office:
    for slug, zh, en in (("teaware", "茶器", "Teaware"), ("vases", "花器", "Vases")):
        draft = CategoryDraft(slug=slug, name={"zh": zh, "en": en})
        await catalog.save_category(session, draft, by=SYSTEM)
    return Office(db, session, settings)
