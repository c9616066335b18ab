"""Province, city, district: three pages of links, and a button that keeps the choice."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Template

from hutong import members
from hutong.kernel.i18n import gettext as _
from hutong.web import pages, region
from hutong.web.frame import Flash, Link
from hutong.web.region import DISTRICT, Region

PATH = "/region"
CITY = 4
BACK_MAX = 500

Asked = Request[object, object, State]


@dataclass(frozen=True, slots=True)
class Chosen:
    code: str = ""
    back: str = "/"


Form = Annotated[Chosen, Body(media_type=RequestEncodingType.URL_ENCODED)]


@dataclass(frozen=True, kw_only=True, slots=True)
class RegionPage:
    """`places` lie in the region that was opened; districts are `final`: they can be kept."""

    now: Region | None
    way: tuple[Link, ...]
    places: tuple[Link, ...]
    final: tuple[tuple[str, str], ...]
    back: str


@get(PATH, sync_to_thread=False)
def show(request: Asked) -> Template:
    inside = _known(request.query_params.get("in", ""))
    back = pages.local(request.query_params.get("back", "/")[:BACK_MAX])
    below = members.regions.children(inside) if inside else members.regions.provinces()
    districts = len(inside) == CITY
    page = RegionPage(
        now=region.of(request),
        way=tuple(_link(each.name, each.code, back) for each in members.regions.chain(inside)),
        places=() if districts else tuple(_link(each.name, each.code, back) for each in below),
        final=tuple((each.code, each.name) for each in below) if districts else (),
        back=back,
    )
    return pages.show(request, "storefront/region/region.html", page)


@post(PATH, status_code=303)
async def choose(request: Asked, data: Form) -> Response[object]:
    """Nothing chosen is nothing kept."""
    back = pages.local(data.back[:BACK_MAX])
    if not data.code:
        region.choose(request, "")
        return pages.back(request, back, Flash(_("We no longer assume a region.")))
    chosen = region.read(data.code)
    if chosen is None or not data.code.isdecimal():
        words = _("Please choose a district of the list.")
        return pages.back(request, f"{PATH}?{urlencode({'back': back})}", Flash(words, tone="bad"))
    region.choose(request, chosen.code)
    words = _("We show what can be sent to {place}.").format(place=chosen.name)
    return pages.back(request, back, Flash(words))


def _known(code: str) -> str:
    """A province or a city; anything else opens the list from its beginning."""
    known = code.isascii() and len(code) < DISTRICT and members.regions.find(code)
    return code if known else ""


def _link(name: str, code: str, back: str) -> Link:
    return Link(name, f"{PATH}?{urlencode({'in': code, 'back': back})}")
