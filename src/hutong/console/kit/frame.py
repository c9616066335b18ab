"""What stands around every console page: the menu, who is signed in, a word about what was done."""

import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode

from litestar import Request
from litestar.datastructures import Cookie, State

from hutong.console.kit.labels import Tone
from hutong.console.kit.screens import ROOT, Area, ChartScreen, HomeScreen, ListScreen
from hutong.console.kit.viewer import Viewer
from hutong.kernel import i18n
from hutong.kernel.i18n import gettext
from hutong.web import cookies

Asked = Request[object, object, State]
NOTICE = "ht_staff_notice"
OPENED = "ht_staff_menu"
"""Which groups of the menu stand open, and for whom: written by the script (menu.ts)."""
NOTICE_SECONDS = 60
NOTICE_MAX = 500
KEY_BYTES = 16
PERSON_DIGITS = 12
LANGUAGES = (("zh", "zh-CN", "中文"), ("en", "en", "English"))


@dataclass(frozen=True, slots=True)
class MenuItem:
    title: str
    url: str
    jump: str
    current: bool


@dataclass(frozen=True, slots=True)
class MenuGroup:
    name: str
    title: str
    icon: str
    items: Sequence[MenuItem]
    open: bool


@dataclass(frozen=True, slots=True)
class Notice:
    text: str
    tone: Tone = Tone.GOOD


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    title: str
    url: str
    current: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    locale: str
    menu: Sequence[MenuGroup]
    viewer: Viewer | None
    notice: Notice | None
    languages: Sequence[Language]
    here: str
    form_key: str
    """Sent along by the forms of this page: see `once.py`."""

    @property
    def menu_of(self) -> str:
        """Whose menu it is, so that two people at one computer each keep their own."""
        return self.viewer.id.hex[-PERSON_DIGITS:] if self.viewer else ""

    @property
    def language(self) -> str:
        return self.locale.replace("_", "-")


def frame(request: Asked, areas: Sequence[Area], viewer: Viewer | None) -> Frame:
    path, query = request.url.path, request.url.query
    rest = [(name, value) for name, value in parse_qsl(query) if name != "lang"]
    return Frame(
        locale=i18n.current(),
        menu=tuple(_menu(areas, viewer, path, _opened(request, viewer))) if viewer else (),
        viewer=viewer,
        notice=_notice(request),
        languages=[
            Language(code, title, f"{path}?{urlencode([*rest, ('lang', short)])}", _is(short))
            for short, code, title in LANGUAGES
        ],
        here=f"{path}?{query}" if query else path,
        form_key=secrets.token_urlsafe(KEY_BYTES),
    )


def say(request: Asked, text: str, tone: Tone = Tone.GOOD) -> None:
    """Shown once, on the page that is seen next."""
    value = quote(f"{tone}:{text[:NOTICE_MAX]}")
    cookies.later(request, _cookie(request, value, seconds=NOTICE_SECONDS))


def _menu(
    areas: Sequence[Area], viewer: Viewer, path: str, opened: Collection[str]
) -> Iterator[MenuGroup]:
    for area in areas:
        items = [
            MenuItem(gettext(screen.title), screen.url, screen.jump, _is_at(path, screen.url))
            for screen in area.screens
            if isinstance(screen, ListScreen | ChartScreen | HomeScreen)
            and getattr(screen, "in_menu", True)
            and viewer.may(screen.permission)
        ]
        if items:
            at_hand = area.name in opened or any(item.current for item in items)
            yield MenuGroup(area.name, gettext(area.title), area.icon, items, at_hand)


def _opened(request: Asked, viewer: Viewer) -> Collection[str]:
    person, _, names = request.cookies.get(OPENED, "").partition(".")
    return names.split(".") if person == viewer.id.hex[-PERSON_DIGITS:] else ()


def _is_at(path: str, url: str) -> bool:
    return path == url or (url != ROOT and path.startswith(f"{url}/"))


def _is(short: str) -> bool:
    return i18n.current().startswith(short)


def _notice(request: Asked) -> Notice | None:
    kept = request.cookies.get(NOTICE)
    if not kept:
        return None
    cookies.later(request, _cookie(request, "", seconds=0))
    tone, _, text = unquote(kept)[: NOTICE_MAX + 10].partition(":")
    return Notice(text, Tone(tone)) if tone in set(Tone) and text else None


def _cookie(request: Asked, value: str, *, seconds: int) -> Cookie:
    return Cookie(
        key=NOTICE,
        value=value,
        max_age=seconds,
        path=ROOT,
        secure=request.app.state.secure,
        httponly=True,
        samesite="lax",
    )
