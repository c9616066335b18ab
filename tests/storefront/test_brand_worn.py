"""The brand on every page of the shop, in its icons and manifest, and for apps."""

from dataclasses import replace
from io import BytesIO

import pytest
from httpx import AsyncClient
from litestar import Litestar
from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content, decoration
from hutong.decoration import Brand, Font
from hutong.kernel.actor import SYSTEM
from hutong.kernel.settings import Settings
from hutong.web import preview
from hutong.web.kept import Shelf
from tests.make import goods as make
from tests.storefront.conftest import Doors

PAGES = ["/", "/c", "/search", "/cart", "/nowhere-at-all", "/sign-in", "/console/sign-in"]


@pytest.fixture(autouse=True)
def shelf(app: Litestar) -> Shelf:
    app.state.shelf = Shelf()
    return app.state.shelf


@pytest.fixture
async def brand(session: AsyncSession, settings: Settings) -> Brand:
    colours = ("navy", "teal", "olive", "gold")
    uploads = [(make.photo(each), {}) for each in colours]
    put = await content.put_pictures(session, uploads, media_dir=settings.media_dir)
    made = {colour: picture.key for colour, picture in zip(colours, put, strict=True)}
    return Brand(
        name=make.words("巷口", "Alley"),
        primary="#2b6a57",
        accent="#8a1f5c",
        font=Font.KAI,
        logo=made["navy"],
        logo_dark=made["teal"],
        mark=made["olive"],
        share=made["gold"],
    )


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_wears_the_brand_from_the_moment_it_is_saved(
    session: AsyncSession, client: AsyncClient, open_doors: Doors, brand: Brand, path: str
) -> None:
    await open_doors()
    before = await client.get(path)

    await decoration.save_brand(session, brand, by=SYSTEM)
    await session.flush()
    await open_doors()
    after = await client.get(path)

    styles = "/theme/2b6a57-8a1f5c-kai.css"
    assert styles not in before.text
    assert styles in after.text
    assert "Alley" in after.text
    assert brand.mark in after.text


async def test_the_styles_of_the_brand_are_found_under_their_address(client: AsyncClient) -> None:
    styles = await client.get("/theme/2b6a57-8a1f5c-kai.css")

    assert "--color-primary:#2b6a57" in styles.text
    assert "KaiTi" in styles.text


async def test_telephones_get_a_manifest_and_icons_of_the_mark(
    session: AsyncSession, client: AsyncClient, open_doors: Doors, brand: Brand
) -> None:
    await decoration.save_brand(session, brand, by=SYSTEM)
    await session.flush()
    await open_doors()

    manifest = (await client.get("/manifest.webmanifest")).json()
    large = await client.get(manifest["icons"][-1]["src"])

    assert (manifest["name"], manifest["theme_color"]) == ("Alley", "#2b6a57")
    assert large.headers["content-type"] == "image/png"
    assert Image.open(BytesIO(large.content)).size == (512, 512)


async def test_a_shop_without_a_mark_has_the_icons_of_the_house(
    client: AsyncClient, open_doors: Doors
) -> None:
    await open_doors()

    manifest = (await client.get("/manifest.webmanifest")).json()

    assert [icon["type"] for icon in manifest["icons"]] == ["image/svg+xml", "image/png"]


@pytest.mark.parametrize("name", ["x", "0-32.png", f"{'0' * 32}-32.png", f"{'0' * 32}-٣٢.png"])
async def test_only_the_mark_is_drawn_as_an_icon(client: AsyncClient, name: str) -> None:
    answer = await client.get(f"/icon/{name}")

    assert answer.status_code == 404


async def test_a_link_without_a_picture_of_its_own_is_shared_with_the_brands(
    session: AsyncSession, client: AsyncClient, open_doors: Doors, brand: Brand
) -> None:
    await decoration.save_brand(session, brand, by=SYSTEM)
    await session.flush()
    await open_doors()

    page = await client.get("/c")

    assert f"/media/{brand.share}-960.webp" in page.text


async def test_a_brand_is_tried_on_before_it_is_saved(
    app: Litestar, client: AsyncClient, open_doors: Doors, brand: Brand
) -> None:
    await open_doors()
    link = preview.link(app.state.box, preview.WHOLE_SHOP)
    name = {"name.zh": "街角", "name.en": "Corner"}
    told = {"brand": "1", **name, "primary": "#2b6a57", "font": "round"}

    page = await client.get(link, params=told)
    unread = await client.get(link, params={**told, "primary": "#ffff00"})

    assert "/theme/2b6a57-b93a22-round.css" in page.text
    assert 'og:site_name" content="Corner"' in page.text
    assert 'og:site_name" content="Corner"' not in unread.text


async def test_apps_read_the_brand_and_are_told_when_it_changed(
    session: AsyncSession, client: AsyncClient, open_doors: Doors, brand: Brand
) -> None:
    await decoration.save_brand(session, brand, by=SYSTEM)
    await session.flush()
    await open_doors()

    first = await client.get("/api/v1/brand")
    known = {"if-none-match": first.headers["etag"]}
    again = await client.get("/api/v1/brand", headers=known)
    await decoration.save_brand(session, replace(brand, primary="#1f4e8c"), by=SYSTEM)
    await session.flush()
    await open_doors()
    changed = await client.get("/api/v1/brand", headers=known)

    told = first.json()
    assert (told["name"], told["primary"], told["accent"]) == ("Alley", "#2b6a57", "#8a1f5c")
    assert told["logo_dark"] == f"/media/{brand.logo_dark}-320.webp"
    assert again.status_code == 304
    assert changed.json()["primary"] == "#1f4e8c"
