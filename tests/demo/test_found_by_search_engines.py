"""Every public page of the demo shop has an address, a title and a description of its own."""

import re
from collections import Counter
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from httpx import ASGITransport, AsyncClient

from hutong.app import create_app
from hutong.kernel.db import Database
from hutong.kernel.settings import Settings
from hutong.search import Index

TITLE = re.compile(r"<title>(.*?)</title>")
DESCRIPTION = re.compile(r'<meta name="description" content="(.*?)">')
CANONICAL = re.compile(r'<link rel="canonical" href="(.*?)">')


async def places(client: AsyncClient, said: str) -> list[str]:
    """Of one language."""
    answer = await client.get("/sitemap.xml?part=1")
    told = ET.fromstring(answer.text).findall(".//{*}loc")  # noqa: S314 - our own
    places = [each.text or "" for each in told]
    return [place for place in places if place.endswith("?lang=en") == bool(said)]


@pytest.mark.parametrize("said", ["", "?lang=en"])
async def test_no_two_pages_are_told_alike(
    demo_shop: Database, settings: Settings, said: str
) -> None:
    app = create_app(demo_shop, settings, Index())
    await app.state.index.refresh(demo_shop)
    await app.state.navigation.refresh(demo_shop)
    titles, descriptions = Counter[str](), Counter[str]()

    async with AsyncClient(transport=ASGITransport(app), base_url=settings.public_url) as client:  # type: ignore[arg-type]
        for address in await places(client, said):
            page = await client.get(address)
            assert page.status_code == 200, address
            kept = CANONICAL.findall(page.text)
            assert [unescape(each) for each in kept] == [address]
            titles.update(TITLE.findall(page.text))
            descriptions.update(DESCRIPTION.findall(page.text))

    assert titles.total() == descriptions.total() > 100
    assert [title for title, count in titles.items() if count > 1] == []
    assert [words for words, count in descriptions.items() if count > 1 or not words] == []
