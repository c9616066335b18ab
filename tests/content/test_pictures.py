from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content
from hutong.content import NotAPicture, PictureTooLarge, imaging
from tests.make import goods as make

ALT = make.words("一只杯子", "A mug")


def widths(folder: Path) -> list[int]:
    return sorted(int(path.stem.rpartition("-")[2]) for path in folder.rglob("*.webp"))


async def test_a_picture_is_written_in_every_width_it_is_large_enough_for(
    session: AsyncSession, tmp_path: Path
) -> None:
    photo = make.photo(width=700, height=350, kind="JPEG")

    put = await content.put_picture(session, photo, alt=ALT, media_dir=tmp_path)

    assert (put.width, put.height) == (700, 350)
    assert widths(tmp_path) == [160, 320, 480, 640]
    path = content.picture_path(tmp_path, put.key, 320)
    assert path is not None
    with Image.open(path) as served:
        assert (served.format, served.size) == ("WEBP", (320, 160))


async def test_the_same_picture_put_twice_is_one_picture(
    session: AsyncSession, tmp_path: Path
) -> None:
    once = await content.put_picture(session, make.photo(), alt=ALT, media_dir=tmp_path)
    twice = await content.put_picture(session, make.photo(), alt={}, media_dir=tmp_path)

    assert once.key == twice.key
    assert twice.alt == ALT
    assert len(widths(tmp_path)) == 1


async def test_a_small_picture_is_never_blown_up(session: AsyncSession, tmp_path: Path) -> None:
    put = await content.put_picture(session, make.photo(width=90), alt=ALT, media_dir=tmp_path)

    path = content.picture_path(tmp_path, put.key, 640)

    assert path is not None
    with Image.open(path) as served:
        assert served.width == 90


async def test_where_a_photo_was_taken_does_not_leave_the_house(
    session: AsyncSession, tmp_path: Path
) -> None:
    file = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of Lao Wang"
    exif[0x0112] = 6  # lies on its side
    Image.new("RGB", (400, 200), "teal").save(file, "JPEG", exif=exif)

    put = await content.put_picture(session, file.getvalue(), alt=ALT, media_dir=tmp_path)

    assert (put.width, put.height) == (200, 400)
    path = content.picture_path(tmp_path, put.key, 160)
    assert path is not None
    assert b"Lao Wang" not in path.read_bytes()


async def test_a_transparent_drawing_stays_transparent(
    session: AsyncSession, tmp_path: Path
) -> None:
    file = BytesIO()
    Image.new("RGBA", (200, 200), (0, 0, 0, 0)).save(file, "PNG")

    put = await content.put_picture(session, file.getvalue(), alt=ALT, media_dir=tmp_path)

    path = content.picture_path(tmp_path, put.key, 160)
    assert path is not None
    with Image.open(path) as served:
        assert served.mode == "RGBA"


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", b"<svg onload='alert(1)'/>", make.photo(kind="BMP"), make.photo()[:40]],
    ids=["nothing", "gif", "svg", "bitmap", "half a picture"],
)
async def test_what_is_not_a_picture_of_ours_is_refused(
    session: AsyncSession, tmp_path: Path, data: bytes
) -> None:
    with pytest.raises(NotAPicture):
        await content.put_picture(session, data, alt=ALT, media_dir=tmp_path)

    assert widths(tmp_path) == []


async def test_a_picture_with_too_many_pixels_is_refused_before_it_is_unpacked(
    session: AsyncSession, tmp_path: Path
) -> None:
    huge = make.photo(width=8001, height=5000)

    with pytest.raises(PictureTooLarge):
        await content.put_picture(session, huge, alt=ALT, media_dir=tmp_path)


async def test_a_file_of_too_many_bytes_is_refused(session: AsyncSession, tmp_path: Path) -> None:
    with pytest.raises(PictureTooLarge):
        await content.put_picture(
            session, bytes(imaging.BYTES_MAX + 1), alt=ALT, media_dir=tmp_path
        )


@pytest.mark.parametrize(
    ("key", "width"),
    [("../../etc/passwd", 320), ("f" * 32, 321), ("F" * 32, 320), ("f" * 32, 320)],
    ids=["a way out", "no width of ours", "no key of ours", "unknown"],
)
def test_only_pictures_of_the_library_are_served(tmp_path: Path, key: str, width: int) -> None:
    assert content.picture_path(tmp_path, key, width) is None


async def test_the_library_tells_which_pictures_it_does_not_have(
    session: AsyncSession, tmp_path: Path
) -> None:
    put = await content.put_picture(session, make.photo(), alt=ALT, media_dir=tmp_path)

    assert await content.missing_pictures(session, {put.key, "f" * 32}) == {"f" * 32}
