"""What search engines are told: where not to look, and where everything is."""

import zlib
from collections.abc import AsyncIterator
from typing import Any

from litestar import MediaType, Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.response import Stream

from hutong.storefront.robots.sitemaps import GZIP, Sitemaps

PRIVATE = (
    *("/account", "/api/", "/cart", "/checkout", "/console", "/display", "/favourites"),
    *("/orders", "/pay/", "/sandbox", "/search", "/sign-in"),
)
PIECE = 64 * 1024
DIGITS = 4
KEPT = "public, max-age=600"


@get("/robots.txt", media_type=MediaType.TEXT, sync_to_thread=False, include_in_schema=False)
def robots(state: State) -> str:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in PRIVATE),
        "",
        f"Sitemap: {state.settings.public_url}/sitemap.xml",
    ]
    return "\n".join(lines) + "\n"


@get("/sitemap.xml", include_in_schema=False)
async def sitemap(request: Request[Any, Any, State], state: State) -> Response[Any]:
    """The list of parts; one of them with ?part=1. No statement is sent."""
    sitemaps: Sitemaps = state.sitemaps
    pressed = await sitemaps.sitemap(_part(request.query_params.get("part")))
    if pressed is None:
        raise NotFoundException
    headers = {"cache-control": KEPT, "vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(pressed, media_type=MediaType.XML, headers=headers)
    return Stream(_unpressed(pressed), media_type=MediaType.XML, headers=headers)


def _part(asked: str | None) -> int:
    """-1 for what cannot be one."""
    if asked is None:
        return 0
    plain = asked.isascii() and asked.isdecimal() and len(asked) <= DIGITS
    return int(asked) or -1 if plain else -1


async def _unpressed(pressed: bytes) -> AsyncIterator[bytes]:
    """Piece by piece, for who cannot read it compressed."""
    opening = zlib.decompressobj(wbits=GZIP)
    waiting = pressed
    while waiting:
        yield opening.decompress(waiting, PIECE)
        waiting = opening.unconsumed_tail
    yield opening.flush()
