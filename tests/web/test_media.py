from io import BytesIO

import pytest
from httpx import AsyncClient
from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content
from hutong.content import Film, Upload
from hutong.kernel.actor import SYSTEM
from hutong.kernel.settings import Settings
from tests.make.films import film


def a_photograph() -> bytes:
    file = BytesIO()
    Image.new("RGB", (800, 800), "#1f4e8c").save(file, "PNG")
    return file.getvalue()


async def test_a_picture_is_served_in_the_wanted_width_and_kept_for_ever(
    session: AsyncSession, client: AsyncClient, settings: Settings
) -> None:
    picture = await content.put_picture(
        session, a_photograph(), media_dir=settings.media_dir, alt={"zh": "蓝", "en": "Blue"}
    )

    answer = await client.get(content.picture_url(picture.key, 320))

    assert answer.headers["content-type"] == "image/webp"
    assert "immutable" in answer.headers["cache-control"]
    assert Image.open(BytesIO(answer.content)).width == 320


@pytest.mark.parametrize(
    "name", ["x-320.webp", "..%2f..%2fsecret", "a" * 16 + "-٣٢٠.webp", "-.webp"]
)
async def test_what_is_no_picture_of_ours_is_not_found(client: AsyncClient, name: str) -> None:
    assert (await client.get(f"/media/{name}")).status_code == 404


async def test_a_browser_that_takes_avif_is_given_it_under_the_same_address(
    session: AsyncSession, client: AsyncClient, settings: Settings
) -> None:
    picture = await content.put_picture(
        session, a_photograph(), media_dir=settings.media_dir, alt={"zh": "蓝"}
    )
    path = content.picture_path(settings.media_dir, picture.key, 320)
    assert path is not None
    path.with_suffix(".avif").write_bytes(b"smaller")
    url = content.picture_url(picture.key, 320)

    plain = await client.get(url, headers={"accept": "image/webp,*/*"})
    small = await client.get(url, headers={"accept": "image/avif,image/webp,*/*"})

    assert plain.headers["content-type"] == "image/webp"
    assert (small.headers["content-type"], small.content) == ("image/avif", b"smaller")
    assert plain.headers["vary"] == small.headers["vary"] == "accept"


async def a_film(session: AsyncSession, settings: Settings) -> str:
    put = await content.put_media(
        session, Upload(data=film("mp4")), media_dir=settings.media_dir, by=SYSTEM
    )
    assert isinstance(put, Film)
    return f"/media/film/{put.file}"


async def test_a_film_is_served_whole_or_in_the_part_that_is_asked_for(
    session: AsyncSession, client: AsyncClient, settings: Settings
) -> None:
    url, whole = await a_film(session, settings), film("mp4")

    all_of_it = await client.get(url)
    middle = await client.get(url, headers={"range": "bytes=10-19"})
    rest = await client.get(url, headers={"range": "bytes=100-"})
    last = await client.get(url, headers={"range": "bytes=-5"})

    assert (all_of_it.status_code, all_of_it.content) == (200, whole)
    assert all_of_it.headers["content-type"] == "video/mp4"
    assert all_of_it.headers["accept-ranges"] == "bytes"
    assert (middle.status_code, middle.content) == (206, whole[10:20])
    assert middle.headers["content-range"] == f"bytes 10-19/{len(whole)}"
    assert rest.content == whole[100:]
    assert last.content == whole[-5:]


@pytest.mark.parametrize("asked", ["bytes=9999999-", "bytes=5-2", "bytes=-0"])
async def test_a_part_that_a_film_does_not_have_is_refused(
    session: AsyncSession, client: AsyncClient, settings: Settings, asked: str
) -> None:
    url = await a_film(session, settings)

    answer = await client.get(url, headers={"range": asked})

    assert answer.status_code == 416
    assert answer.headers["content-range"].startswith("bytes */")


@pytest.mark.parametrize("name", ["x.mp4", "..%2f..%2fsecret.mp4", "f" * 32 + ".exe", ".mp4"])
async def test_what_is_no_film_of_ours_is_not_found(client: AsyncClient, name: str) -> None:
    assert (await client.get(f"/media/film/{name}")).status_code == 404
