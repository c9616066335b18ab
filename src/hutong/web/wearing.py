"""What browsers and telephones ask for to show the shop among other things: icons, a manifest."""

import asyncio
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from PIL import Image, ImageOps

from hutong import content
from hutong.kernel import i18n
from hutong.web import skins
from hutong.web.assets import FOREVER, Assets
from hutong.web.frame import Skin
from hutong.web.pages import BROWSING

SIDES = (32, 180, 192, 512)
LARGEST = 640
OPAQUE_FROM = 180  # telephones put it on a ground of their own choice
KEPT_MAX = 32

Asked = Request[Any, Any, State]


@get("/icon/{name:str}", include_in_schema=False, opt={"anonymous": True})
async def icon(state: State, name: FromPath[str]) -> Response[bytes]:
    """/icon/{key}-{side}.png of the brand's mark; anything else is not found."""
    key, _, side = name.removesuffix(".png").rpartition("-")
    mark = state.navigation.board.brand.mark
    if not mark or key != mark or name not in {f"{mark}-{each}.png" for each in SIDES}:
        raise NotFoundException(name)
    path = content.picture_path(state.settings.media_dir, mark, LARGEST)
    if path is None:
        raise NotFoundException(name)
    drawn = await asyncio.to_thread(_drawn, path, int(side))
    return Response(drawn, media_type="image/png", headers={"cache-control": FOREVER})


def manifest(assets: Assets) -> HTTPRouteHandler:
    @get("/manifest.webmanifest", include_in_schema=False, opt={"anonymous": True})
    async def answer(request: Asked) -> Response[dict[str, Any]]:
        sign, skin = skins.named(request), skins.worn(request)
        told = {
            "name": sign.name,
            "short_name": sign.name,
            "description": sign.description,
            "lang": i18n.current().replace("_", "-"),
            "start_url": "/",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": request.app.state.navigation.look.primary,
            "icons": _of_mark(skin) if skin.mark else _of_house(assets),
        }
        return Response(told, media_type="application/manifest+json", headers={**BROWSING})

    return answer


def _of_mark(skin: Skin) -> list[dict[str, str]]:
    return [
        {"src": skin.icon(side), "sizes": f"{side}x{side}", "type": "image/png"}
        for side in (192, 512)
    ]


def _of_house(assets: Assets) -> list[dict[str, str]]:
    return [
        {"src": assets.drawing("favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": assets.drawing("touch-icon.png"), "sizes": "180x180", "type": "image/png"},
    ]


@lru_cache(maxsize=KEPT_MAX)
def _drawn(path: Path, side: int) -> bytes:
    with Image.open(path) as picture:
        square = ImageOps.pad(picture.convert("RGBA"), (side, side), color=(0, 0, 0, 0))
    if side >= OPAQUE_FROM:
        ground = Image.new("RGBA", square.size, "white")
        ground.alpha_composite(square)
        square = ground.convert("RGB")
    file = BytesIO()
    square.save(file, "PNG", optimize=True)
    return file.getvalue()
