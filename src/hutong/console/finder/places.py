"""Where one can go in the console: screens, their tabs, forms for something new. Each is found by
its name in either language, by pinyin and by initials."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from hutong.console.kit import Area, ChartScreen, FormScreen, HomeScreen, ListScreen, Screen
from hutong.kernel import i18n
from hutong.kernel.i18n import N_
from hutong.search import initials, spelled

LOCALES = ("zh_CN", "en")
OF_NO_ONE = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """`titles` and `areas` by locale; `heard` is what may be typed for it."""

    url: str
    permission: str
    titles: dict[str, str]
    areas: dict[str, str]
    heard: Sequence[str]

    @property
    def title(self) -> str:
        return self.titles[i18n.current()]

    @property
    def area(self) -> str:
        return self.areas[i18n.current()]


def places(areas: Sequence[Area]) -> Sequence[Place]:
    return [
        place for area in areas for screen in area.screens for place in _of_screen(screen, area)
    ]


def matching(found: Sequence[Place], words: str, most: int) -> Sequence[Place]:
    """What begins with the words first, then what holds them."""
    wanted = "".join(words.casefold().split())
    if not wanted:
        return []
    ranked = sorted(
        (rank, number)
        for number, place in enumerate(found)
        if (rank := _rank(place, wanted)) is not None
    )
    return [found[number] for _rank_, number in ranked[:most]]


def _rank(place: Place, wanted: str) -> int | None:
    if wanted in place.heard:
        return 0
    if any(each.startswith(wanted) for each in place.heard):
        return 1
    return 2 if any(wanted in each for each in place.heard) else None


def _of_screen(screen: Screen, area: Area) -> Iterator[Place]:
    match screen:
        case ListScreen():
            yield _place(screen.url, screen.permission, _said(screen.title), area)
            for tab in screen.tabs:
                if tab.query:
                    titles = _joined(_said(screen.title), _said(tab.title))
                    yield _place(
                        f"{screen.url}?{urlencode(tab.query)}", screen.permission, titles, area
                    )
        case ChartScreen() | HomeScreen():
            yield _place(screen.url, screen.permission, _said(screen.title), area)
        case FormScreen() if screen.creates:
            yield _place(screen.new_url, screen.permission, _titled(screen), area)
        case _:
            return


def _place(url: str, permission: str, titles: dict[str, str], area: Area) -> Place:
    chinese, english = titles["zh_CN"], titles["en"]
    heard = [chinese, english, spelled(chinese), initials(chinese)]
    return Place(
        url=url,
        permission=permission,
        titles=titles,
        areas=_said(area.title or N_("Console")),
        heard=tuple("".join(each.casefold().split()) for each in heard if each),
    )


def _said(message: str) -> dict[str, str]:
    said = {}
    for locale in LOCALES:
        with i18n.using(locale):
            said[locale] = i18n.gettext(message)
    return said


def _titled(screen: FormScreen) -> dict[str, str]:
    said = {}
    for locale in LOCALES:
        with i18n.using(locale):
            said[locale] = screen.title(None)
    return said


def _joined(first: dict[str, str], second: dict[str, str]) -> dict[str, str]:
    return {locale: f"{first[locale]} · {second[locale]}" for locale in LOCALES}
