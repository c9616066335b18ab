"""How the pages look for this reader: contrast and size of text, kept in a cookie."""

from dataclasses import dataclass, replace
from typing import Annotated

from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body

from hutong.web import cookies, pages
from hutong.web.frame import Display

ORDINARY = "normal"


@dataclass(frozen=True, slots=True)
class Wanted:
    back: str = "/"
    contrast: str = ""
    text: str = ""


Form = Annotated[Wanted, Body(media_type=RequestEncodingType.URL_ENCODED)]


@post("/display")
async def change(request: Request[object, object, State], data: Form) -> Response[object]:
    """One button is one wish; the other one stays as it is."""
    display = Display.parse(request.cookies.get(cookies.THEME))
    if data.contrast:
        display = replace(display, high_contrast=data.contrast == "high")
    if data.text:
        display = replace(display, large_text=data.text == "large")
    kept = str(display) or ORDINARY
    cookies.later(request, cookies.choice(request, cookies.THEME, kept))
    return pages.back(request, pages.local(data.back))
