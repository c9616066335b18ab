"""A product page that is left tells how it was read."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import decoration
from hutong.analytics import View, Views
from hutong.decoration import PageKind
from hutong.kernel.db import Database
from tests.make import goods as make
from tests.make.trade import STAFF
from tests.storefront.conftest import Doors

WHERE = "/product-views"


@pytest.fixture
async def views(app: Litestar) -> AsyncIterator[Views]:
    before = app.state.views
    app.state.views = Views()
    yield app.state.views
    app.state.views = before


async def kept(session: AsyncSession) -> list[tuple[str, int, bool]]:
    found = await session.scalars(select(View).order_by(View.seconds))
    return [(each.scene, each.seconds, each.added) for each in found]


async def built(session: AsyncSession, kind: PageKind, slug: str) -> None:
    title = make.words("一张茶桌", "A tea table")
    page = await decoration.create_page(session, kind, slug, title=title, by=STAFF)
    block = {"id": "a", "kind": "words", "values": {"body": make.words("午后")}}
    raw = {"title": title, "blocks": [block]}
    saved = await decoration.save_draft(session, page.id, raw, revision=1, by=STAFF)
    await decoration.publish(session, page.id, revision=saved.revision, by=STAFF)


async def test_a_reading_is_kept_with_the_scene_that_led_there(
    session: AsyncSession, client: AsyncClient, db: Database, views: Views, open_doors: Doors
) -> None:
    await built(session, PageKind.SCENE, "tea-table")
    await built(session, PageKind.STORY, "our-kiln")
    await open_doors()

    for told in (
        {"seconds": "10", "scene": "/pages/our-kiln"},
        {"seconds": "20", "scene": "/pages/nowhere", "added": "0"},
        {"seconds": "95", "scene": "/pages/tea-table", "added": "1"},
        {"seconds": "999999", "scene": ""},
    ):
        answer = await client.post(WHERE, data=told)
        assert answer.status_code == 204
    await views.write_down(db)

    assert await kept(session) == [
        ("", 10, False),
        ("", 20, False),
        ("/pages/tea-table", 95, True),
        ("", 1800, False),
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"seconds=",
        b"seconds=-5",
        b"seconds=1e3",
        "seconds=１２".encode(),
        b"seconds=9999999",
        b"\xff\x00",
        b"seconds=5&" + b"a=1&" * 20,
    ],
)
async def test_nonsense_is_passed_over(
    session: AsyncSession, client: AsyncClient, db: Database, views: Views, body: bytes
) -> None:
    answer = await client.post(WHERE, content=body)
    await views.write_down(db)

    assert answer.status_code == 204
    assert await kept(session) == []


async def test_a_long_tale_is_not_listened_to(client: AsyncClient) -> None:
    answer = await client.post(WHERE, content=b"seconds=5&scene=" + b"x" * 5000)

    assert answer.status_code == 413


async def test_robots_are_not_counted(
    session: AsyncSession, client: AsyncClient, db: Database, views: Views
) -> None:
    await client.post(WHERE, data={"seconds": "30"}, headers={"user-agent": "Googlebot/2.1"})
    await views.write_down(db)

    assert await kept(session) == []
