"""A CDN before styles, scripts and pictures: pages fetch them there, and nothing else."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar

from hutong.web.assets import Assets
from hutong.web.picture import Pictures
from hutong.web.templating import templates
from tests.conftest import ORIGIN
from tests.web.test_assets import built

CDN = "https://cdn.example"
KEY = "a" * 32

__all__ = ["built"]


@pytest.fixture
def behind_cdn(app: Litestar) -> Iterator[Litestar]:
    app.state.cdn = CDN
    yield app
    app.state.cdn = ""


@pytest.fixture
async def reader(behind_cdn: Litestar) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(behind_cdn)  # type: ignore[arg-type]
    async with AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


def test_pictures_films_styles_and_scripts_come_from_the_cdn_and_drawings_from_the_shop(
    built: Path,
) -> None:
    assets = Assets.load(built, cdn=CDN)
    written = templates(assets, cdn=CDN)

    entry = assets.entry("store")

    assert entry is not None
    assert all(each.startswith(f"{CDN}/static/") for each in (entry.script, *entry.styles))
    assert all(each.startswith(f"{CDN}/static/") for each in entry.preloads)
    assert assets.drawing("icons.svg").startswith("/static/")
    assert written.from_string("{{ picture_url(key) }}").render(key=KEY) == (
        f"{CDN}/media/{KEY}-640.webp"
    )
    assert written.from_string("{{ film_url(key) }}").render(key=KEY).startswith(CDN)


def test_every_width_of_a_picture_comes_from_there() -> None:
    widths = Pictures(CDN).srcset(KEY).split(", ")

    assert [each.startswith(f"{CDN}/media/") for each in widths] == [True] * 4


def test_without_a_cdn_everything_comes_from_the_shop() -> None:
    assert Pictures().url(KEY, 320) == f"/media/{KEY}-320.webp"


async def test_browsers_may_fetch_from_the_cdn_and_send_nothing_there(reader: AsyncClient) -> None:
    page = await reader.get("/nowhere")

    rules = dict(
        rule.strip().split(" ", 1) for rule in page.headers["content-security-policy"].split(";")
    )
    from_cdn = {name for name, allowed in rules.items() if CDN in allowed}
    assert from_cdn == {"script-src", "style-src", "img-src", "font-src", "media-src"}
    assert rules["img-src"] == f"'self' {CDN} data:"
