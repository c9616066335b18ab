"""The look of the day: its styles are worked out from their own address, so they never change."""

from dataclasses import replace
from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hutong.decoration import PLAIN, Brand, Font, Look, Ornament
from hutong.kernel.texts import pick
from hutong.web.assets import FOREVER
from hutong.web.frame import Signboard, Skin
from hutong.web.navigation import Navigation

WORN, BRANDED = "skin", "brand"
URL = "/theme/"
CSS = "text/css; charset=utf-8"


def worn(request: Request[Any, Any, State]) -> Skin:
    """Of today; of another look or brand where a preview asks for it."""
    navigation: Navigation = request.app.state.navigation
    state = request.scope["state"]
    brand: Brand = state.get(BRANDED) or navigation.board.brand
    look: Look = state.get(WORN) or navigation.look
    return Skin(
        styles="" if look.css == PLAIN.css else f"{URL}{_name(look)}",
        colour="#ffffff" if look.primary == PLAIN.primary else look.primary,
        ornament="" if look.ornament is Ornament.NONE else look.ornament.value,
        logo=look.logo,
        logo_dark=brand.logo_dark,
        mark=brand.mark,
        share=brand.share,
    )


def named(request: Request[Any, Any, State]) -> Signboard:
    """The shop's own words, under the name that a preview tries."""
    navigation: Navigation = request.app.state.navigation
    brand: Brand | None = request.scope["state"].get(BRANDED)
    sign = navigation.signboard()
    return replace(sign, name=pick(brand.name)) if brand and brand.name else sign


def wear(request: Request[Any, Any, State], look: Look) -> None:
    """For this request alone."""
    request.scope["state"][WORN] = look


def try_on(request: Request[Any, Any, State], brand: Brand) -> None:
    """The same of a brand that is not saved."""
    request.scope["state"][BRANDED] = brand
    wear(request, brand.look)


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
    font = look.font or Font.SANS
    return f"{look.primary[1:]}-{look.accent[1:]}-{font.value}.css"
