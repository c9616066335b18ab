"""Serves product pictures. They are content-addressed, so a browser keeps them for ever."""

from litestar import get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import File

from hutong import content

FOR_EVER = "public, max-age=31536000, immutable"
SUFFIX = ".webp"


@get("/media/{name:str}", include_in_schema=False)
async def show(state: State, name: FromPath[str]) -> File:
    """/media/{key}-{width}.webp; anything else is not found."""
    key, _, width = name.removesuffix(SUFFIX).rpartition("-")
    digits = int(width) if width.isdecimal() and width.isascii() and len(width) < len(key) else 0
    path = content.picture_path(state.settings.media_dir, key, digits)
    if path is None or not name.endswith(SUFFIX):
        raise NotFoundException(name)
    return File(
        path,
        media_type="image/webp",
        content_disposition_type="inline",
        headers={"cache-control": FOR_EVER},
    )
