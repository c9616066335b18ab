"""The media library: what comes in, what it is called, and how it goes."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content
from hutong.content import Described, Film, NotAPicture, Picture, StillInUse, Upload, jobs
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.kernel.settings import Settings
from tests.make import goods as make
from tests.make.films import film
from tests.make.trade import STAFF


def painted(width: int = 640) -> bytes:
    """Something that is worth compressing."""
    picture, file = Image.new("RGB", (width, width), "seashell"), BytesIO()
    draw = ImageDraw.Draw(picture)
    for step in range(0, width, 7):
        draw.ellipse((step, step // 2, step + 60, step // 2 + 90), outline="steelblue", width=3)
    picture.save(file, "PNG")
    return file.getvalue()


def suffixes(folder: Path) -> list[str]:
    return sorted(each.suffix for each in folder.rglob("*.*"))


async def put(session: AsyncSession, folder: Path, data: bytes, name: str = "") -> Picture | Film:
    upload = Upload(data=data, name=name, folder="茶具", alt=make.words("一只杯子"))
    return await content.put_media(session, upload, media_dir=folder, by=STAFF)


async def test_what_a_file_is_says_its_content_and_not_its_name(
    session: AsyncSession, tmp_path: Path
) -> None:
    picture = await put(session, tmp_path, make.photo(), "film.mp4")
    moving = await put(session, tmp_path, film("mp4"), "photo.jpg")

    assert isinstance(picture, Picture)
    assert isinstance(moving, Film)
    assert (moving.name, moving.folder, moving.put_by) == ("photo.jpg", "茶具", STAFF.name)
    assert content.film_path(tmp_path, moving.key, "mp4") is not None


async def test_a_drawing_with_a_script_is_refused(session: AsyncSession, tmp_path: Path) -> None:
    with pytest.raises(NotAPicture):
        await put(session, tmp_path, b"<svg><script>alert(1)</script></svg>", "drawing.png")

    assert suffixes(tmp_path) == []


async def test_a_page_that_is_also_a_picture_is_served_as_a_picture_alone(
    session: AsyncSession, tmp_path: Path
) -> None:
    page = b"<script>alert(1)</script>"

    kept = await put(session, tmp_path, make.photo(width=200) + page)

    path = content.picture_path(tmp_path, kept.key, 160)
    assert path is not None
    assert page not in path.read_bytes()
    assert set(suffixes(tmp_path)) == {".webp"}


async def test_what_shoppers_look_at_closely_is_there_as_large_as_it_is(
    session: AsyncSession, tmp_path: Path
) -> None:
    kept = await put(session, tmp_path, make.photo(width=1200, height=900))

    path = content.picture_path(tmp_path, kept.key, 1600)

    assert path is not None
    with Image.open(path) as served:
        assert served.size == (1200, 900)


async def test_words_folder_and_focal_point_are_said(session: AsyncSession, tmp_path: Path) -> None:
    kept = await put(session, tmp_path, make.photo())
    before, _all = await content.focal_points(session, None)
    said = Described(alt=make.words("青花瓷"), name="杯.jpg", folder="瓷器", focus=(10, 90))

    await content.describe(session, kept.key, said, by=STAFF)

    await session.flush()
    assert (kept.alt["zh"], kept.name, kept.folder) == ("青花瓷", "杯.jpg", "瓷器")
    _latest, points = await content.focal_points(session, before)
    assert points[kept.key] == (10, 90)
    assert await content.folders(session) == ["瓷器"]


async def test_a_focal_point_beside_the_picture_is_refused(
    session: AsyncSession, tmp_path: Path
) -> None:
    kept = await put(session, tmp_path, make.photo())

    with pytest.raises(Invalid):
        await content.describe(session, kept.key, Described(alt={}, focus=(101, 0)), by=STAFF)


async def test_what_is_shown_somewhere_is_not_taken_out(
    session: AsyncSession, tmp_path: Path
) -> None:
    kept = await put(session, tmp_path, make.photo())

    with pytest.raises(StillInUse) as refused:
        await content.remove(session, kept.key, places=3, by=STAFF)

    assert refused.value.places == 3


async def test_what_was_taken_out_can_be_put_back_and_comes_back_when_it_is_brought_again(
    session: AsyncSession, tmp_path: Path
) -> None:
    kept = await put(session, tmp_path, make.photo())
    await content.remove(session, kept.key, places=0, by=STAFF)
    missing = await content.missing_pictures(session, [kept.key])

    await content.restore(session, kept.key, by=STAFF)
    back = await content.missing_pictures(session, [kept.key])
    await content.remove(session, kept.key, places=0, by=STAFF)
    await session.flush()
    await content.put_picture(session, make.photo(), alt={}, media_dir=tmp_path)

    assert (missing, back) == ({kept.key}, set())
    assert await content.missing_pictures(session, [kept.key]) == set()


async def test_the_avif_files_are_made_by_the_clock_and_only_where_they_are_smaller(
    db: Database, session: AsyncSession, settings: Settings
) -> None:
    kept = await put(session, settings.media_dir, painted())
    await session.flush()

    await jobs.vary_pictures(db, settings=settings)

    await session.refresh(kept)
    assert isinstance(kept, Picture)
    assert kept.varied_at is not None
    plain = content.picture_path(settings.media_dir, kept.key, 640)
    small = content.picture_path(settings.media_dir, kept.key, 640, avif=True)
    assert plain is not None
    assert small is not None
    assert (plain.suffix, small.suffix) == (".webp", ".avif")
    assert small.stat().st_size < plain.stat().st_size


async def test_after_thirty_days_the_files_go_unless_a_page_names_them(
    db: Database, session: AsyncSession, settings: Settings
) -> None:
    gone = await put(session, settings.media_dir, make.photo("red"))
    named = await put(session, settings.media_dir, make.photo("green"))
    await content.note_uses(session, "page:1", [named.key])
    for each in (gone, named):
        await content.remove(session, each.key, places=0, by=SYSTEM)
    await session.flush()

    with clock.simulated(clock.now() + timedelta(days=31)):
        await jobs.forget_removed(db, settings=settings)

    assert content.picture_path(settings.media_dir, gone.key, 160) is None
    assert content.picture_path(settings.media_dir, named.key, 160) is not None
