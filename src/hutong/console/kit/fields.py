"""What a form asks. A field reads what was posted and says in words what is wrong with it."""

import re
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from litestar.datastructures import FormMultiDict, UploadFile
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.console.kit.filters import MINOR_MAX, Option, Options
from hutong.console.kit.labels import Labels
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.money import Money, yuan
from hutong.kernel.texts import LANGUAGES

MANY_MAX = 1000
TONGUES = {"zh": N_("Chinese"), "en": N_("English")}
LEAST_PERCENT, MOST_PERCENT = -99, 1000
PERCENT = re.compile(r"-?[0-9]{1,4}(\.[0-9]{1,2})?")
AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")


class Posted:
    """What came with a form, trimmed and without characters that a database cannot keep."""

    def __init__(self, form: FormMultiDict) -> None:
        self._form = form
        self._added: dict[str, list[str]] = {}
        self._instead: dict[str, list[str]] = {}

    def one(self, name: str) -> str:
        values = self.many(name)
        return values[-1] if values else ""

    def many(self, name: str) -> list[str]:
        values = [value for value in self._form.getall(name, []) if isinstance(value, str)]
        values = self._instead.get(name, values + self._added.get(name, []))
        return [value.replace("\0", "").strip() for value in values[:MANY_MAX]]

    def all_but(self, left_out: Collection[str]) -> dict[str, list[str]]:
        """Every word that was posted, by name."""
        return {name: self.many(name) for name in self._form if name not in left_out}

    def secret(self, name: str) -> str:
        """A password, with the spaces that belong to it."""
        value = self._form.get(name, "")
        return value.replace("\0", "") if isinstance(value, str) else ""

    def add(self, name: str, value: str) -> None:
        """As if it had been posted: the key of a picture that was uploaded, say."""
        self._added.setdefault(name, []).append(value)

    def instead(self, name: str, values: list[str]) -> None:
        """As if these had been posted, and nothing else under that name."""
        self._instead[name] = values

    def everything(self) -> list[tuple[str, str | UploadFile]]:
        """As it was sent, without what was added since."""
        return list(self._form.multi_items())

    def files(self, name: str) -> list[UploadFile]:
        values = self._form.getall(name, [])
        return [value for value in values if isinstance(value, UploadFile) and value.filename]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where on a form something is wrong: in words, and the id of the control."""

    title: str
    anchor: str


@dataclass(frozen=True, kw_only=True)
class Field(ABC):
    """What all fields have. `name` is also the key of the answer and the path of its problems."""

    kind: ClassVar[str]
    name: str
    title: str
    hint: str = ""
    required: bool = False
    wide: bool = False
    only_for: tuple[str, str] | None = None
    """Another field and its answer with which this one is asked: hidden by the script otherwise."""

    @abstractmethod
    def read(self, posted: Posted) -> Any:
        """The answer. Raises Invalid."""

    def entered(self, posted: Posted) -> Any:
        """What the control shows when the form comes back with problems."""
        return posted.one(self.name)

    def filled(self, value: Any) -> Any:
        """What the control shows for a value that is kept."""
        return "" if value is None else value

    async def choices(self, _session: AsyncSession) -> Sequence[Option]:
        return ()

    def owns(self, path: str) -> bool:
        """Whether the problem at that path is shown beside this field."""
        return path.partition(".")[0] == self.name

    def spot(self, _path: str, _entered: Any) -> Spot:
        """Where a problem that it owns stands."""
        return Spot(gettext(self.title), self.name)

    def _wrong(self, message: str, **facts: object) -> Invalid:
        words = gettext(message).format_map(facts) if facts else gettext(message)
        return Invalid([Problem(self.name, words)])

    def _needed(self, value: str) -> str:
        if self.required and not value:
            raise self._wrong(N_("Please fill this in."))
        return value


@dataclass(frozen=True, kw_only=True)
class TextField(Field):
    kind: ClassVar[str] = "text"
    most: int = 200
    lines: int = 1
    type: str = "text"
    autocomplete: str = "off"
    placeholder: str = ""
    fixed: bool = False
    """Said when the thing is new; of one that is there it can be read and copied, not changed."""
    needed_new: bool = False
    """Needed of a new thing; left empty, one that is there keeps what it has."""

    def read(self, posted: Posted) -> str:
        value = self._needed(posted.one(self.name))
        if len(value) > self.most:
            raise self._wrong(N_("At most {most} characters."), most=self.most)
        return value


@dataclass(frozen=True, kw_only=True)
class TextsField(Field):
    """The same words in both languages, side by side. Chinese is the one that must be there."""

    kind: ClassVar[str] = "texts"
    most: int = 200
    lines: int = 1

    def read(self, posted: Posted) -> dict[str, str]:
        texts = self.entered(posted)
        if self.required and not texts["zh"]:
            raise Invalid([Problem(f"{self.name}.zh", gettext("Please fill this in."))])
        for language, words in texts.items():
            if len(words) > self.most:
                message = gettext("At most {most} characters.").format(most=self.most)
                raise Invalid([Problem(f"{self.name}.{language}", message)])
        return {language: words for language, words in texts.items() if words}

    def entered(self, posted: Posted) -> dict[str, str]:
        return {language: posted.one(f"{self.name}_{language}") for language in LANGUAGES}

    def spot(self, path: str, _entered: Any) -> Spot:
        language = path.rpartition(".")[2]
        if language not in LANGUAGES:
            return Spot(gettext(self.title), f"{self.name}_{LANGUAGES[0]}")
        tongue = gettext(TONGUES[language])
        return Spot(f"{gettext(self.title)} · {tongue}", f"{self.name}_{language}")

    def filled(self, value: Mapping[str, str] | None) -> dict[str, str]:
        return {language: (value or {}).get(language, "") for language in LANGUAGES}


@dataclass(frozen=True, kw_only=True)
class WholeField(Field):
    kind: ClassVar[str] = "whole"
    least: int = 0
    most: int = 1_000_000
    unit: str = ""

    def read(self, posted: Posted) -> int | None:
        value = self._needed(posted.one(self.name))
        if not value:
            return None
        if not value.removeprefix("-").isdecimal() or not value.isascii():
            raise self._wrong(N_("A whole number is needed here."))
        if len(value) > len(str(MINOR_MAX)) or not self.least <= int(value) <= self.most:
            raise self._wrong(N_("Between {least} and {most}."), least=self.least, most=self.most)
        return int(value)


@dataclass(frozen=True, kw_only=True)
class MoneyField(Field):
    """Renminbi, typed as yuan with at most two decimals."""

    kind: ClassVar[str] = "money"
    signed: bool = False

    def read(self, posted: Posted) -> Money | None:
        value = self._needed(posted.one(self.name).removeprefix("¥").replace(",", ""))
        if not value:
            return None
        bare = value.removeprefix("-") if self.signed else value
        if not AMOUNT.fullmatch(bare):
            raise self._wrong(N_("An amount such as 12.50 is needed here."))
        amount = yuan(bare)
        return Money(-amount.minor, amount.currency) if bare != value else amount

    def filled(self, value: Money | None) -> str:
        return f"{value.major:.2f}" if value else ""


@dataclass(frozen=True, kw_only=True)
class PercentField(Field):
    """More or less by so many per cent, with at most two decimals: from -99 to 1000."""

    kind: ClassVar[str] = "whole"

    def read(self, posted: Posted) -> Decimal | None:
        value = self._needed(posted.one(self.name).removesuffix("%").removeprefix("+").strip())
        if not value:
            return None
        if not PERCENT.fullmatch(value) or not LEAST_PERCENT <= Decimal(value) <= MOST_PERCENT:
            raise self._wrong(N_("A number from -99 to 1000 is needed here."))
        return Decimal(value)


@dataclass(frozen=True, kw_only=True)
class ChoiceField(Field):
    kind: ClassVar[str] = "choice"
    labels: Labels | None = None
    options: Options | None = None
    unset: str = N_("None")
    """What no answer means, where none is needed."""

    async def choices(self, session: AsyncSession) -> Sequence[Option]:
        if self.labels is not None:
            return [Option(value, gettext(label.title)) for value, label in self.labels.items()]
        return await self.options(session) if self.options else ()

    def read(self, posted: Posted) -> str | None:
        value = self._needed(posted.one(self.name))
        if value and self.labels is not None and value not in self.labels:
            raise self._wrong(N_("Please choose one of these."))
        return value or None


@dataclass(frozen=True, kw_only=True)
class HiddenField(Field):
    """Travels with the form unseen, such as the version that was opened."""

    kind: ClassVar[str] = "hidden"

    def read(self, posted: Posted) -> str:
        return posted.one(self.name)


@dataclass(frozen=True, kw_only=True)
class ManyField(Field):
    """Any number of the offered values, as checkboxes."""

    kind: ClassVar[str] = "many"
    labels: Labels | None = None
    options: Options | None = None

    async def choices(self, session: AsyncSession) -> Sequence[Option]:
        if self.labels is not None:
            return [Option(value, gettext(label.title)) for value, label in self.labels.items()]
        return await self.options(session) if self.options else ()

    def read(self, posted: Posted) -> list[str]:
        values = self.entered(posted)
        if self.labels is not None and not set(values) <= set(self.labels):
            raise self._wrong(N_("Please choose one of these."))
        if self.required and not values:
            raise self._wrong(N_("Please choose at least one."))
        return values

    def entered(self, posted: Posted) -> list[str]:
        return list(dict.fromkeys(posted.many(self.name)))

    def filled(self, value: Sequence[str] | None) -> list[str]:
        return list(value or ())


@dataclass(frozen=True, kw_only=True)
class SwitchField(Field):
    kind: ClassVar[str] = "switch"

    def read(self, posted: Posted) -> bool:
        return posted.one(self.name) == "1"

    def entered(self, posted: Posted) -> bool:
        return self.read(posted)

    def filled(self, value: bool | None) -> bool:  # noqa: FBT001 - the value of the switch
        return bool(value)


@dataclass(frozen=True, kw_only=True)
class PartField(Field):
    """A part of a form with a template of its own, such as the lines of a parcel.

    `parse` gives the answer or raises Invalid; `echo` gives back what was typed. Problems at the
    paths that begin with one of `paths` are shown in it too; `locate` finds the control.
    """

    kind: ClassVar[str] = "part"
    template: str
    parse: Callable[[Posted], Any]
    echo: Callable[[Posted], Any]
    paths: Collection[str] = ()
    locate: Callable[[str, Any], Spot | None] | None = None

    def read(self, posted: Posted) -> Any:
        return self.parse(posted)

    def owns(self, path: str) -> bool:
        return super().owns(path) or path.partition(".")[0] in self.paths

    def spot(self, path: str, entered: Any) -> Spot:
        found = self.locate(path, entered) if self.locate else None
        return found or Spot(gettext(self.title), f"part-{self.name}")

    def entered(self, posted: Posted) -> Any:
        return self.echo(posted)

    def filled(self, value: Any) -> Any:
        return value


Answers = Mapping[str, Any]
Begin = Callable[[AsyncSession, Any], Awaitable[Answers]]


def read(fields: Sequence[Field], posted: Posted) -> dict[str, Any]:
    """Every answer. Raises Invalid with the problems of all fields at once."""
    answers: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in fields:
        try:
            answers[field.name] = field.read(posted)
        except Invalid as invalid:
            problems.extend(invalid.problems)
    if problems:
        raise Invalid(problems)
    return answers
