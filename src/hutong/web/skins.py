"""The look of the day: its styles are worked out from their own address, so they never change."""

from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hutong.decoration import PLAIN, Font, Look, Ornament
from hutong.web.assets import FOREVER
from hutong.web.frame import Skin

WORN = "skin"
URL = "/theme/"
CSS = "text/css; charset=utf-8"


def worn(request: Request[Any, Any, State]) -> Skin:
    """Of today; of another look where a preview asks for it."""
    look: Look = request.scope["state"].get(WORN) or request.app.state.navigation.look
    return Skin(
        styles="" if look.css == PLAIN.css else f"{URL}{_name(look)}",
        colour="#ffffff" if look.primary == PLAIN.primary else look.primary,
        ornament="" if look.ornament is Ornament.NONE else look.ornament.value,
        logo=look.logo,
    )


def wear(request: Request[Any, Any, State], look: Look) -> None:
    """For this request alone."""
    request.scope["state"][WORN] = look


@get(f"{URL}{{name:str}}", include_in_schema=False, opt={"anonymous": True}, sync_to_thread=False)
def styles(name: FromPath[str]) -> Response[str]:
    """/theme/{primary}-{accent}-{font}.css; anything else is not found."""
    parts = name.removesuffix(".css").split("-")
    if len(parts) != 3 or parts[2] not in set(Font):  # noqa: PLR2004 - as above
        raise NotFoundException(name)
    look = Look(primary=f"#{parts[0]}", accent=f"#{parts[1]}", font=Font(parts[2]))
    if any(look.problems()) or name != _name(look):
        raise NotFoundException(name)
    return Response(look.css, media_type=CSS, headers={"cache-control": FOREVER})


def _name(look: Look) -> str:
    return f"{look.primary[1:]}-{look.accent[1:]}-{look.font.value}.css"
