"""What stands around a page: all that page.html may know besides the page itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from hutong.kernel import i18n

SAID = ("en",)  # languages that an address names; the other one is what it shows unasked
SHOWN_MAX = 160
SEARCH = "/search"
BUYING = ("/cart", "/checkout", "/orders", "/pay", "/account", "/sign-in")


def shortened(words: str) -> str:
    """As much as search results and shared links show of a description."""
    plain = " ".join(words.split())
    return plain if len(plain) <= SHOWN_MAX else f"{plain[: SHOWN_MAX - 1].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Site:
    """The addresses that search engines should keep, in the language that the address of the page
    itself asks for; "" is what it shows unasked."""

    origin: str = ""
    language: str = ""

    @classmethod
    def asked(cls, origin: str, query: Sequence[tuple[str, str]]) -> "Site":
        """Two addresses of one language would be two pages: the first one goes without saying."""
        asked = next((value for name, value in query if name == "lang"), "")
        return cls(origin, asked if asked in SAID else "")

    def at(self, url: str, page: int = 1) -> str:
        """No filters, no order, no choice; the first page goes without saying."""
        query = [("page", str(page))] if page > 1 else []
        if self.language:
            query.append(("lang", self.language))
        said = f"?{urlencode(query)}" if query else ""
        return f"{self.origin}{url.partition('?')[0]}{said}"

    def everywhere(self, url: str, page: int = 1) -> tuple[tuple[str, str], ...]:
        """The same page in each language, and for those who read neither."""
        ways = (("zh-CN", ""), *((each, each) for each in SAID), ("x-default", ""))
        return tuple((code, Site(self.origin, language).at(url, page)) for code, language in ways)


@dataclass(frozen=True, slots=True)
class Display:
    """How this reader wants pages to look. Kept in the cookie ht_theme as "contrast.large"."""

    high_contrast: bool = False
    large_text: bool = False

    @classmethod
    def parse(cls, cookie: str | None) -> "Display":
        """Anything unknown is left out."""
        wishes = (cookie or "").split(".")
        return cls(high_contrast="contrast" in wishes, large_text="large" in wishes)

    @property
    def contrast(self) -> str:
        return "high" if self.high_contrast else "normal"

    @property
    def text(self) -> str:
        return "large" if self.large_text else "normal"

    def __str__(self) -> str:
        wishes = {"contrast": self.high_contrast, "large": self.large_text}
        return ".".join(name for name, wished in wishes.items() if wished)


@dataclass(frozen=True, slots=True)
class Link:
    """The title is already in the reader's language."""

    title: str
    url: str
    children: tuple["Link", ...] = ()


@dataclass(frozen=True, slots=True)
class Flash:
    """A word about what just happened, shown once on the next page. tone: good | bad"""

    text: str
    tone: str = "good"
    link: Link | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Signboard:
    """The shop's own words for what is said on every page, in the reader's language."""

    name: str = "Hutong"
    slogan: str = ""
    description: str = ""
    footer: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Skin:
    """How the shop is dressed today. No address of styles: as it always is. Pictures are keys of
    the media library; "": none."""

    styles: str = ""
    colour: str = "#ffffff"
    ornament: str = ""
    logo: str = ""
    logo_dark: str = ""
    mark: str = ""
    share: str = ""

    def icon(self, size: int) -> str:
        """The mark as a square PNG of that side; "" where there is none."""
        return f"/icon/{self.mark}-{size}.png" if self.mark else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    path: str
    query: Sequence[tuple[str, str]] = ()
    origin: str = ""
    locale: str = i18n.DEFAULT
    display: Display = field(default_factory=Display)
    shop: Signboard = field(default_factory=Signboard)
    signed_in: bool = False
    cart_count: int = 0
    categories: tuple[Link, ...] = ()
    help_links: tuple[Link, ...] = ()
    flash: Flash | None = None
    skin: Skin = field(default_factory=Skin)
    hears: bool = False
    """Recordings may be sent to us, where a browser does not recognise speech itself."""

    @property
    def language(self) -> str:
        """For <html lang>."""
        return self.locale.replace("_", "-")

    @property
    def here(self) -> str:
        """This page's own address, to come back to."""
        return self._address(self.query)

    def canonical(self, page: int = 1) -> str:
        """The address that search engines should keep of this page."""
        return Site.asked(self.origin, self.query).at(self.path, page)

    def alternates(self, page: int = 1) -> tuple[tuple[str, str], ...]:
        """The same page in each language, and for those who read neither."""
        return Site(self.origin).everywhere(self.path, page)

    @property
    def search_words(self) -> str:
        """What was searched for in the shop; other pages have questions of their own."""
        if self.path != SEARCH:
            return ""
        return next((value for name, value in self.query if name == "q"), "")

    @property
    def example(self) -> str:
        """What one could search for: the first shelf of the first room."""
        shelves = (shelf.title for room in self.categories for shelf in room.children)
        return next(shelves, "")

    def in_language(self, language: str) -> str:
        """This page in zh or en; following the link also remembers the choice."""
        rest = [(name, value) for name, value in self.query if name != "lang"]
        return self._address([*rest, ("lang", language)])

    def is_at(self, url: str) -> bool:
        """Is this page, or one below it, where that link leads?"""
        return self.path == url or (url != "/" and self.path.startswith(f"{url}/"))

    @property
    def is_buying(self) -> bool:
        """Does this page need the styles of the buying half (buying.css)?"""
        return self.is_among(BUYING)

    def is_among(self, urls: Sequence[str]) -> bool:
        return any(self.is_at(url) for url in urls)

    def is_in(self, room: Link) -> bool:
        """Is this page the room, or one of the shelves in it?"""
        return self.is_at(room.url) or any(self.is_at(shelf.url) for shelf in room.children)

    def _address(self, query: Sequence[tuple[str, str]]) -> str:
        return f"{self.path}?{urlencode(query)}" if query else self.path
