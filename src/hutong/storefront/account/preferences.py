"""How the shop speaks to the member and how its pages look."""

from dataclasses import dataclass
from typing import Annotated

from litestar import Response, get, post
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Template

from hutong import members
from hutong.kernel import i18n
from hutong.kernel.i18n import gettext as _
from hutong.storefront.account.around import Around, around
from hutong.web import cookies, pages
from hutong.web.frame import Flash
from hutong.web.session import Session
from hutong.web.visitor import MemberId

LANGUAGES = (("zh_CN", "zh-CN", "中文"), ("en", "en", "English"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    language: str = ""


Form = Annotated[Wanted, Body(media_type=RequestEncodingType.URL_ENCODED)]


@dataclass(frozen=True, kw_only=True, slots=True)
class PreferencesPage:
    around: Around
    languages: tuple[tuple[str, str, str], ...] = LANGUAGES


@get("/account/preferences", sync_to_thread=False)
def show(request: HTMXRequest, member_id: MemberId) -> Template:
    del member_id  # asked for so that guests are sent to the sign-in page
    page = PreferencesPage(around=around(_("Preferences")))
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
