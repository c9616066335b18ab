"""Serves pictures and films. They are content-addressed, so a browser keeps them for ever."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
from litestar import Request, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import File, Response, Stream

from hutong import content

FOR_EVER = "public, max-age=31536000, immutable"
SUFFIX = ".webp"
AVIF = "image/avif"
FILMS = {"mp4": "video/mp4", "webm": "video/webm"}
RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")
PART_BYTES = 256 * 1024
PARTIAL, NOT_SATISFIABLE = 206, 416

Asked = Request[object, object, State]


@get("/media/{name:str}", include_in_schema=False)
async def show(request: Asked, state: State, name: FromPath[str]) -> File:
    """/media/{key}-{width}.webp; anything else is not found. A browser that says it takes AVIF is
    given that under the same address, once it is made."""
    key, _, width = name.removesuffix(SUFFIX).rpartition("-")
    digits = int(width) if width.isdecimal() and width.isascii() and len(width) < len(key) else 0
    avif = AVIF in request.headers.get("accept", "")
    path = content.picture_path(state.settings.media_dir, key, digits, avif=avif)
    if path is None or not name.endswith(SUFFIX):
        raise NotFoundException(name)
    return File(
        path,
        media_type=AVIF if path.suffix == ".avif" else "image/webp",
        content_disposition_type="inline",
        headers={"cache-control": FOR_EVER, "vary": "accept"},
    )


@get("/media/film/{name:str}", include_in_schema=False)
async def play(request: Asked, state: State, name: FromPath[str]) -> Response[bytes] | Stream:
    """/media/film/{key}.mp4 or .webm, whole or the part that the browser asks for: one that is to
    play from the middle does not fetch what comes before."""
    key, _, container = name.rpartition(".")
    path = content.film_path(state.settings.media_dir, key, container)
    if path is None:
        raise NotFoundException(name)
    size = path.stat().st_size
    headers = {"cache-control": FOR_EVER, "accept-ranges": "bytes"}
    wanted = _wanted(request.headers.get("range", ""), size)
    if wanted is None:
        headers["content-length"] = str(size)
        return Stream(_read(path, 0, size), media_type=FILMS[container], headers=headers)
    start, end = wanted
    if not 0 <= start < end <= size:
        headers["content-range"] = f"bytes */{size}"
        return Response(b"", status_code=NOT_SATISFIABLE, headers=headers)
    headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
    headers["content-length"] = str(end - start)
    return Stream(
        _read(path, start, end),
        media_type=FILMS[container],
        headers=headers,
        status_code=PARTIAL,
    )


def _wanted(asked: str, size: int) -> tuple[int, int] | None:
    """From where up to where. None for the whole, which is also the answer to several parts."""
    found = RANGE.fullmatch(asked.strip())
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size if int(last) else 0
    return int(first), min(size, int(last) + 1) if last else size


async def _read(path: Path, start: int, end: int) -> AsyncIterator[bytes]:
    async with await anyio.open_file(path, "rb") as file:
        await file.seek(start)
        left = end - start
        while left > 0:
            part = await file.read(min(PART_BYTES, left))
            if not part:
                return
            left -= len(part)
            yield part
