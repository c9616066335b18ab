"""How the shop speaks to the member and how its pages look."""

from dataclasses import dataclass
from typing import Annotated

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Template

from hutong import members, recommendation
from hutong.kernel import i18n
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import pick
from hutong.search import Index
from hutong.storefront.account.around import Around, around
from hutong.web import cookies, pages
from hutong.web.frame import Flash
from hutong.web.session import Session
from hutong.web.visitor import MemberId

HERE = "/account/preferences#personal"
SLUG_MAX = 80
LANGUAGES = (("zh_CN", "zh-CN", "中文"), ("en", "en", "English"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    language: str = ""
    personal: str = ""
    category: str = ""


Form = Annotated[Wanted, Body(media_type=RequestEncodingType.URL_ENCODED)]


@dataclass(frozen=True, slots=True)
class Place:
    """A category that the member seems to be interested in."""

    slug: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PreferencesPage:
    around: Around
    personal: bool
    interests: tuple[Place, ...]
    price_minded: bool
    languages: tuple[tuple[str, str, str], ...] = LANGUAGES


@get("/account/preferences")
async def show(
    request: HTMXRequest, state: State, session: Session, member_id: MemberId
) -> Template:
    index: Index = state.index
    known = await recommendation.interests_of(session, member_id)
    ways = (index.category_path(each.category) for each in known.interests)
    page = PreferencesPage(
        around=around(_("Preferences")),
        personal=not await recommendation.is_off(session, member_id),
        price_minded=known.price_minded,
        interests=tuple(Place(way[-1].slug, pick(way[-1].name)) for way in ways if way),
    )
    return pages.show(request, "storefront/account/preferences.html", page)


@post("/account/preferences/language", status_code=303)
async def speak(
    request: HTMXRequest, session: Session, member_id: MemberId, data: Form
) -> Response[object]:
    """The pages' language, and that of the messages we send."""
    if data.language in i18n.LOCALES:
        await members.speak(session, member_id, data.language)
        cookies.later(request, cookies.choice(request, cookies.LOCALE, data.language))
        i18n.set_current(data.language)
    return pages.back(request, "/account/preferences", Flash(_("Saved.")))


@post("/account/preferences/personal", status_code=303)
async def be_known(
    request: HTMXRequest, session: Session, member_id: MemberId, data: Form
) -> Response[object]:
    """Whether pages are arranged and goods chosen by what the member did."""
    if data.personal == "off":
        await recommendation.switch_off(session, member_id)
    elif data.personal == "on":
        await recommendation.switch_on(session, member_id)
    return pages.back(request, HERE, Flash(_("Saved.")))


@post("/account/preferences/interests/removal", status_code=303)
async def take_away(
    request: HTMXRequest, session: Session, member_id: MemberId, data: Form
) -> Response[object]:
    """What was noted of one category is deleted."""
    await recommendation.take_away(session, member_id, data.category[:SLUG_MAX])
    return pages.back(request, HERE, Flash(_("Deleted.")))
