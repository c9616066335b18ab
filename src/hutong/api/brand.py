"""How the shop looks, for apps and mini-programs that are to look the same."""

import hashlib
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, get
from litestar.datastructures import State
from litestar.params import HeaderParameter

from hutong.api.shapes import Told
from hutong.decoration import STACKS, Font
from hutong.kernel import i18n
from hutong.kernel.i18n import N_
from hutong.web import picture, skins
from hutong.web.navigation import Navigation

LOGO_WIDTH, MARK_WIDTH, SHARED_WIDTH = 320, 480, 960
TAG_MAX = 200
CACHED = {"cache-control": "public, max-age=60", "vary": "Accept-Language"}
NOT_MODIFIED = 304

Known = Annotated[str | None, HeaderParameter(name="If-None-Match", max_length=TAG_MAX)]


class BrandOut(Told, frozen=True):
    """What the shop wears now: its brand, under the theme of the day. `font` is a CSS stack of
    faces that devices have; "" for the plain one. `ornament` hangs below the header."""

    name: str
    slogan: str
    primary: str
    accent: str
    font: str
    ornament: str
    logo: str | None
    logo_dark: str | None
    mark: str | None
    share: str | None


@get("/brand", summary=N_("How the shop looks"))
async def brand(request: Request[Any, Any, State], known: Known = None) -> Response[BrandOut]:
    """Kept by clients: asked again with `If-None-Match`, the answer is 304 until it changes."""
    body = _worn(request)
    told = msgspec.json.encode(body) + i18n.current().encode()
    tag = f'"{hashlib.sha256(told).hexdigest()[:16]}"'
    headers = {**CACHED, "etag": tag}
    if known and tag in known:
        return Response(None, status_code=NOT_MODIFIED, headers=headers)  # type: ignore[arg-type]
    return Response(body, headers=headers)


def _worn(request: Request[Any, Any, State]) -> BrandOut:
    navigation: Navigation = request.app.state.navigation
    sign, skin, look = skins.named(request), skins.worn(request), navigation.look
    return BrandOut(
        name=sign.name,
        slogan=sign.slogan,
        primary=look.primary,
        accent=look.accent,
        font=STACKS.get(look.font or Font.SANS, ""),
        ornament=skin.ornament,
        logo=_url(skin.logo, LOGO_WIDTH),
        logo_dark=_url(skin.logo_dark, LOGO_WIDTH),
        mark=_url(skin.mark, MARK_WIDTH),
        share=_url(skin.share, SHARED_WIDTH),
    )


def _url(key: str, width: int) -> str | None:
    return picture.url(key, width) if key else None


router = Router("/", route_handlers=[brand], tags=["goods"], opt={"anonymous": True})
