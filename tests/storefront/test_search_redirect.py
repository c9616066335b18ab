from collections.abc import Iterator

import pytest
from httpx import AsyncClient
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import search
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.search import Guidance, WordingDraft, WordingKind, thesaurus


@pytest.fixture
def guidance(app: Litestar) -> Iterator[Guidance]:
    before = app.state.guidance
    app.state.guidance = Guidance(app.state.index)
    yield app.state.guidance
    app.state.guidance = before
    thesaurus.take_over(None)


async def test_words_that_staff_redirect_lead_to_their_page_but_a_filter_stays(
    session: AsyncSession, client: AsyncClient, db: Database, guidance: Guidance
) -> None:
    draft = WordingDraft(kind=WordingKind.REDIRECT, word="退货", target="/help/returns")
    await search.say(session, draft, by=SYSTEM)
    await session.flush()
    await guidance.refresh(db)

    led = await client.get("/search?q=退貨")
    filtered = await client.get("/search?q=退货&max=50")

    assert (led.status_code, led.headers["location"]) == (303, "/help/returns")
    assert filtered.status_code == 200
