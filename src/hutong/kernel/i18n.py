"""The interface speaks Chinese first and English completely.

Msgids are English; `locale/<locale>/*.po` hold the translations, one file per area, merged when
first needed. A msgid that two files translate differently is refused by the tests.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

LOCALES = ("zh_CN", "en")
DEFAULT = "zh_CN"
FOLDER = Path(__file__).parents[1] / "locale"

_current: ContextVar[str] = ContextVar("locale", default=DEFAULT)


def current() -> str:
    return _current.get()


def set_current(locale: str) -> None:
    """For the rest of this request or task."""
    _current.set(locale if locale in LOCALES else DEFAULT)


@contextmanager
def using(locale: str) -> Iterator[None]:
    token = _current.set(locale)
    try:
        yield
    finally:
        _current.reset(token)


def gettext(message: str) -> str:
    return _catalogue(_current.get()).get(message, (message,))[0]


def both(message: str) -> str:
    """Chinese and English together, for somebody at a terminal who has not chosen yet."""
    return f"{_catalogue(DEFAULT).get(message, (message,))[0]} · {message}"


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form for that number; Chinese has one form, English two."""
    forms = _catalogue(_current.get()).get(singular)
    if forms is not None:
        return forms[0]
    return singular if number == 1 else plural


def N_(message: str) -> str:  # noqa: N802 - the name by which extraction tools know it
    """Mark a msgid that is translated later, where it is shown."""
    return message


_ = gettext


def warm() -> None:
    """Read the catalogues now rather than in the first request."""
    for locale in LOCALES:
        _catalogue(locale)


@lru_cache(maxsize=len(LOCALES))
def _catalogue(locale: str) -> dict[str, tuple[str, ...]]:
    merged: dict[str, tuple[str, ...]] = {}
    for path in sorted((FOLDER / locale).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if message.id and message.string:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    forms = message.string
                    merged[key] = (forms,) if isinstance(forms, str) else tuple(forms)
    return merged
