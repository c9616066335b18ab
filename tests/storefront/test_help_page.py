from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content
from hutong.kernel.actor import SYSTEM
from tests.counting import statements
from tests.make import goods as make
from tests.storefront.conftest import Doors


async def test_a_help_page_says_what_staff_wrote(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await content.save_article(
        session,
        "returns",
        title=make.words("退换货", "Returns"),
        body=make.words("七天", "## When\nSeven days.\n\n- unused\n- with its box"),
        by=SYSTEM,
    )
    await open_doors()

    with statements() as sent:
        page = await client.get("/help/returns")

    assert "<h2>When</h2>" in page.text
    assert "<li>with its box</li>" in page.text
    assert 'href="/help/returns"' in (await client.get("/")).text
    assert sent == []


async def test_a_help_page_that_nobody_wrote_is_not_found(
    client: AsyncClient, open_doors: Doors
) -> None:
    await open_doors()

    assert (await client.get("/help/nothing")).status_code == 404
