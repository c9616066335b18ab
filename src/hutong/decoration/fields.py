"""The fields of a block: what staff fill in, how it is checked, and what becomes of it on a page.

`read` never refuses: a draft may be half done. It gives a value of the right form and tells what
is wrong; a page with problems cannot be published. `show` makes what a template sees of it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from hutong.decoration.choosing import GoodsWish, chosen
from hutong.kernel.errors import Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import FALLBACK, LANGUAGES
from hutong.search import Index

LINE_MAX = 120
BODY_MAX = 10_000
URL_MAX = 300
KEY = re.compile(r"[0-9a-f]{16,64}")
FILM = re.compile(r"[0-9a-f]{32}\.(mp4|webm)")
PERCENT = 100

Problems = list[Problem]


@dataclass(frozen=True, kw_only=True)
class Field:
    """`control` names the part of the editor that edits it."""

    control: ClassVar[str]
    name: str
    title: str
    hint: str = ""
    required: bool = False

    def read(self, raw: object, at: str, problems: Problems) -> Any:
        raise NotImplementedError

    def show(self, value: Any, index: Index) -> Any:  # noqa: ARG002 - what is kept is what is seen
        return value

    def missing(self, at: str, problems: Problems) -> None:
        if self.required:
            problems.append(Problem(at, _("This is needed.")))


@dataclass(frozen=True, kw_only=True)
class Words(Field):
    """Some words in every language."""

    control = "words"
    most: int = LINE_MAX

    def read(self, raw: object, at: str, problems: Problems) -> dict[str, str]:
        told = raw if isinstance(raw, Mapping) else {}
        texts = {each: str(told[each]).strip() for each in LANGUAGES if told.get(each)}
        if any(len(words) > self.most for words in texts.values()):
            problems.append(Problem(at, _("At most {max} characters.").format(max=self.most)))
        if not texts.get(FALLBACK):
            self.missing(at, problems)
        return {each: words[: self.most] for each, words in texts.items()}


@dataclass(frozen=True, kw_only=True)
class Body(Words):
    """Paragraphs, headings, lists and links in the plain language of articles: no HTML."""

    control = "body"
    most: int = BODY_MAX


@dataclass(frozen=True, kw_only=True)
class Picture(Field):
    control = "picture"

    def read(self, raw: object, at: str, problems: Problems) -> str:
        key = raw if isinstance(raw, str) and KEY.fullmatch(raw) else ""
        if not key:
            self.missing(at, problems)
        return key


@dataclass(frozen=True, kw_only=True)
class Film(Field):
    """The file of a film in the media library."""

    control = "film"

    def read(self, raw: object, at: str, problems: Problems) -> str:
        file = raw if isinstance(raw, str) and FILM.fullmatch(raw) else ""
        if not file:
            self.missing(at, problems)
        return file


@dataclass(frozen=True, kw_only=True)
class Link(Field):
    """A page of this shop."""

    control = "link"

    def read(self, raw: object, at: str, problems: Problems) -> str:
        url = str(raw or "").strip()[:URL_MAX]
        if not url:
            self.missing(at, problems)
        elif not is_local(url):
            words = _("This leads to a page of this shop, such as /c/tea or /pages/spring.")
            problems.append(Problem(at, words))
        return url

    def show(self, value: str, index: Index) -> str:  # noqa: ARG002 - a half-done draft leads nowhere
        return value if is_local(value) else ""


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of some words; the first goes without saying."""

    control = "choice"
    options: Sequence[tuple[str, str]]

    def read(self, raw: object, at: str, problems: Problems) -> str:  # noqa: ARG002 - never wrong
        values = [value for value, _title in self.options]
        return raw if isinstance(raw, str) and raw in values else values[0]


@dataclass(frozen=True, kw_only=True)
class Percent(Field):
    """A place on a picture, from the left or from the top."""

    control = "percent"

    def read(self, raw: object, at: str, problems: Problems) -> int:
        whole = raw if isinstance(raw, int) and not isinstance(raw, bool) else PERCENT // 2
        if not 0 <= whole <= PERCENT:
            problems.append(Problem(at, _("From 0 to 100.")))
        return min(max(whole, 0), PERCENT)


@dataclass(frozen=True, kw_only=True)
class Moment(Field):
    """A day and a time of day, kept in ISO 8601 with its zone."""

    control = "moment"

    def read(self, raw: object, at: str, problems: Problems) -> str:
        moment = moment_of(raw)
        if moment is None:
            self.missing(at, problems)
        return moment.isoformat() if moment else ""

    def show(self, value: str, index: Index) -> datetime | None:  # noqa: ARG002
        return moment_of(value)


@dataclass(frozen=True, kw_only=True)
class Goods(Field):
    """Products, chosen by hand or by a rule that is followed anew for every page."""

    control = "goods"

    def read(self, raw: object, at: str, problems: Problems) -> dict[str, Any]:
        wish = GoodsWish.read(raw)
        if wish.by == "hand" and not wish.products:
            problems.append(Problem(at, _("Choose at least one product.")))
        return wish.kept()

    def show(self, value: object, index: Index) -> Any:
        return chosen(index, GoodsWish.read(value))


@dataclass(frozen=True, kw_only=True)
class Items(Field):
    """Several of the same."""

    control = "items"
    fields: Sequence[Field] = field(default_factory=tuple)
    least: int = 0
    most: int = 12

    def read(self, raw: object, at: str, problems: Problems) -> list[dict[str, Any]]:
        told = raw if isinstance(raw, list | tuple) else []
        if len(told) < self.least:
            problems.append(Problem(at, _("At least {min} of these.").format(min=self.least)))
        if len(told) > self.most:
            problems.append(Problem(at, _("At most {max} of these.").format(max=self.most)))
        return [
            read_all(self.fields, each, f"{at}.{place}", problems)
            for place, each in enumerate(told[: self.most])
        ]

    def show(self, value: Sequence[Mapping[str, Any]], index: Index) -> Any:
        return tuple(show_all(self.fields, each, index) for each in value)


def read_all(fields: Sequence[Field], raw: object, at: str, problems: Problems) -> dict[str, Any]:
    told = raw if isinstance(raw, Mapping) else {}
    return {
        each.name: each.read(told.get(each.name), f"{at}.{each.name}", problems) for each in fields
    }


def show_all(fields: Sequence[Field], values: Mapping[str, Any], index: Index) -> dict[str, Any]:
    """A field that a kind got after the block was saved shows what it shows when it is empty."""
    unsaid: Problems = []
    return {
        each.name: each.show(each.read(values.get(each.name), "", unsaid), index) for each in fields
    }


def is_local(url: str) -> bool:
    bare = url.startswith("/") and not url.startswith(("//", "/\\"))
    return bare and not any(ord(letter) <= ord(" ") for letter in url)


def moment_of(raw: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(raw)) if raw else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
