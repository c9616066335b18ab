"""What is not shown yet, for whoever has the link: a draft, an earlier version, another day."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from litestar import Request, get
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content, decoration, members
from hutong.decoration import Brand, Content, PageKind, Reader
from hutong.kernel import clock
from hutong.kernel.errors import NotFound
from hutong.kernel.ids import as_id
from hutong.kernel.texts import LANGUAGES
from hutong.storefront.built.page import Sight, built, told
from hutong.storefront.home.pages import home
from hutong.web import pages, preview, skins
from hutong.web.guard import CONTENT_SECURITY_POLICY
from hutong.web.region import Region, There
from hutong.web.session import Session
from hutong.web.templating import date

DIGITS = 6
NAME_MAX = 40
HEADERS = {  # the editor shows it in a frame; nobody finds it, nobody keeps it
    "content-security-policy": CONTENT_SECURITY_POLICY.replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    ),
    "x-robots-tag": "noindex",
}

Asked = Request[object, object, State]


@dataclass(eq=False)
class PreviewOver(NotFound):
    message = "This preview link is over. Ask whoever sent it for a new one."


@get("/preview/{token:str}", include_in_schema=False)
async def show(request: Asked, state: State, session: Session, token: FromPath[str]) -> Template:
    """`at`, `reader`, `region`, `theme` and `version` in the address say as whom, when and where
    it is looked at; `brand` that the brand is tried on that the address tells."""
    subject = preview.subject_of(state.box, token)
    if subject is None:
        raise PreviewOver
    sight = _sight(request)
    look = state.navigation.board.look(sight.at)
    if theme := _uuid(request.query_params.get("theme")):
        kept = await decoration.find_theme(session, theme)
        look = decoration.read_look(kept.settings).over(state.navigation.board.brand.look)
    skins.wear(request, look)
    if tried := _brand(request):
        skins.try_on(request, tried)
    banner = told(date(sight.at))
    if subject == preview.WHOLE_SHOP:
        page = replace(home(state, sight, pages.site(request)), preview=banner)
        return pages.show(request, "storefront/home/home.html", page, headers=HEADERS)
    kind, shown = await _content(request, session, as_id(subject))
    page = replace(built(shown, state.index, sight), preview=banner, is_home=kind is PageKind.HOME)
    return pages.show(request, "storefront/built/page.html", page, headers=HEADERS)


async def _content(
    request: Asked, session: AsyncSession, page_id: UUID
) -> tuple[PageKind, Content]:
    page = await decoration.find_page(session, page_id)
    number = request.query_params.get("version", "")
    raw = page.draft
    if number.isdecimal() and number.isascii() and len(number) <= DIGITS:
        raw = (await decoration.find_version(session, page_id, int(number))).content
    built_of, _problems = decoration.read(raw)
    return page.kind, built_of


def _brand(request: Asked) -> Brand | None:
    """None too for one that could not be saved like this."""
    told = request.query_params
    if told.get("brand") != "1":
        return None
    name = {language: told.get(f"name.{language}", "") for language in LANGUAGES}
    tried = decoration.read_brand({**told, "name": {k: v for k, v in name.items() if v}})
    pictures = (tried.logo, tried.logo_dark, tried.mark, tried.share)
    known = all(content.is_key(key) for key in pictures if key)
    return tried if known and not any(tried.problems()) else None


def _sight(request: Asked) -> Sight:
    reader = request.query_params.get("reader")
    return Sight(
        There(
            _region(request.query_params.get("region", "")),
            request.app.state.navigation.atlas,
            _moment(request.query_params.get("at")) or clock.now(),
        ),
        reader=Reader(reader) if reader in set(Reader) else Reader.NEW,
    )


def _region(told: str) -> Region | None:
    """By name, as the editor asks; a whole city or province will do."""
    try:
        codes = members.regions.named(told[:NAME_MAX])
    except members.regions.NotOneRegion:
        return None
    return Region(codes[0], told, chosen=True) if codes else None


def _moment(told: str | None) -> datetime | None:
    """In the shop's time, as a browser's field for date and time sends it."""
    try:
        moment = datetime.fromisoformat(told) if told else None
    except ValueError:
        return None
    if moment is None or moment.tzinfo is not None or not 2000 <= moment.year <= 2200:  # noqa: PLR2004
        return None
    return moment.replace(tzinfo=clock.SHOP_ZONE)


def _uuid(told: str | None) -> UUID | None:
    try:
        return UUID(told) if told else None
    except ValueError:
        return None
