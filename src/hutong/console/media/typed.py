"""What the forms of the media library send."""

from dataclasses import dataclass

from hutong import content
from hutong.console.kit import Posted
from hutong.content import Film, Picture
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext

FILES_MAX = 40
PERCENT_DIGITS = 3
FULL = 100


@dataclass(frozen=True, slots=True)
class Brought:
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Focus:
    """Beside the picture on which it is set; `key` is empty for a film, which has none."""

    key: str
    width: int
    height: int
    across: str
    down: str

    @property
    def aspect(self) -> float:
        """Width over height. The form sends them along, so they may be anything."""
        return self.width / self.height if self.height else 1.0


def brought(posted: Posted, name: str = "uploads") -> tuple[Brought, ...]:
    files = posted.files(name)
    if len(files) > FILES_MAX:
        words = gettext("At most {max} of these.").format(max=FILES_MAX)
        raise Invalid([Problem(name, words)])
    return tuple(Brought(each.filename, each.file.read()) for each in files)


def some_brought(posted: Posted) -> tuple[Brought, ...]:
    files = brought(posted)
    if not files:
        raise Invalid([Problem("uploads", gettext("Choose at least one file."))])
    return files


def focus_of(media: Picture | Film) -> Focus:
    if isinstance(media, Film):
        return Focus("", 0, 0, "50", "50")
    return Focus(media.key, media.width, media.height, str(media.focus_x), str(media.focus_y))


def focus_typed(posted: Posted) -> Focus:
    def whole(name: str) -> int:
        typed = posted.one(name)
        return int(typed) if typed.isdecimal() and len(typed) <= len("100000") else 0

    key = posted.one("focus_of")
    return Focus(
        key if content.is_key(key) else "",
        whole("focus_width"),
        whole("focus_height"),
        posted.one("focus_across"),
        posted.one("focus_down"),
    )


def focus_read(posted: Posted) -> tuple[int, int]:
    typed = focus_typed(posted)
    return _percent(typed.across), _percent(typed.down)


def _percent(typed: str) -> int:
    words = typed.removesuffix("%").strip() or "50"
    short = words.isdecimal() and words.isascii() and len(words) <= PERCENT_DIGITS
    if not short or int(words) > FULL:
        raise Invalid([Problem("focus", gettext("From 0 to 100."))])
    return int(words)


@dataclass(frozen=True, slots=True)
class Instead:
    """Another picture: one that is brought, or one of the library."""

    key: str
    file: Brought | None


def instead(posted: Posted) -> Instead:
    files = brought(posted, "upload")
    key = posted.one("picture")
    if not files and not content.is_key(key):
        raise Invalid([Problem("picture", gettext("Choose a picture."))])
    return Instead(key, files[0] if files else None)
