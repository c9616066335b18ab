"""What is taken in as a film, and what never is."""

import pytest

from hutong.content import FilmTooLarge, FilmTooLong, NotAFilm, filming
from tests.make import goods as make
from tests.make.films import box, film

HTML = b"<html><script>alert(1)</script></html>"


@pytest.mark.parametrize("container", ["webm", "mp4"])
def test_a_film_says_what_it_is_how_large_and_how_long(container: str) -> None:
    made = filming.film(film(container))

    assert (made.container, made.width, made.height, made.seconds) == (container, 64, 48, 1)
    assert len(made.data) == len(film(container))


def test_where_a_film_was_made_does_not_leave_the_house() -> None:
    told = box(b"udta", box(b"\xa9xyz", b"+39.9042+116.4074/"))
    whole = film("mp4")
    start = whole.index(b"moov") - 4
    size = int.from_bytes(whole[start : start + 4], "big")
    longer = (size + len(told)).to_bytes(4, "big")
    data = whole[:start] + longer + whole[start + 4 : start + size] + told + whole[start + size :]

    made = filming.film(data)

    assert b"+39.9042" in data
    assert b"+39.9042" not in made.data
    assert len(made.data) == len(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        make.photo(),
        film("mp4") + HTML,
        film("webm") + HTML,
        film("mp4")[:-40],
        film("webm")[:200],
        box(b"ftyp", b"isom\0\0\0\0isom") + box(b"html", HTML),
        box(b"ftyp", b"isom\0\0\0\0isom") + box(b"mdat", HTML),
        box(b"ftyp", b"isom") + b"\0\0\0\x01mdat" + b"\xff" * 8,
        box(b"ftyp", b"isom") * 3000,
        b"\x1a\x45\xdf\xa3" + b"\xff" * 60,
        b"\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67" + b"\x80" * 9,
        film("webm").replace(b"webm", b"webx", 1),
        film("mp4").replace(b"avc1", b"html").replace(b"vp09", b"html"),
    ],
    ids=[
        *("nothing", "gif", "drawing with a script", "picture", "page behind an mp4"),
        *("page behind a webm", "half an mp4", "half a webm", "page in a box", "no table"),
        *("endless box", "boxes without end", "ones", "empty", "another kind", "no pictures"),
    ],
)
def test_what_is_not_a_film_of_ours_is_refused(data: bytes) -> None:
    with pytest.raises(NotAFilm):
        filming.film(data)


def test_a_film_of_a_hundred_megabytes_is_refused_unread() -> None:
    with pytest.raises(FilmTooLarge):
        filming.film(film("mp4") + bytes(100 * 1024 * 1024))


def test_a_film_of_an_hour_is_refused() -> None:
    data = film("mp4")
    start = data.index(b"mvhd") + 4
    wide = data[start : start + 1] == b"\x01"
    scale, at = (start + 20, start + 24) if wide else (start + 12, start + 16)
    length = int.from_bytes(data[scale : scale + 4], "big") * 3600
    size = 8 if wide else 4
    data = data[:at] + length.to_bytes(size, "big") + data[at + size :]

    with pytest.raises(FilmTooLong):
        filming.film(data)
