"""Reads demo data key by key from TOML and says where a mistake stands."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Self, TypeVar

from hutong.demo.claims import forbidden_claim
from hutong.kernel.texts import Texts

Kind = TypeVar("Kind")
PICTURES = Path(__file__).parent / "pictures"


class DemoDataError(ValueError):
    """The message names the file, the entry in it and what is wrong there."""


class Fields:
    """One TOML table. Taking a key removes it, so that `close` can refuse what nobody asked for."""

    def __init__(self, table: Mapping[str, Any], place: str) -> None:
        self._left = dict(table)
        self.place = place

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.close()

    def close(self) -> None:
        if self._left:
            raise self.wrong(f"unknown key {', '.join(sorted(self._left))}")

    def wrong(self, what: str) -> DemoDataError:
        return DemoDataError(f"{self.place}: {what}")

    def has(self, key: str) -> bool:
        return key in self._left

    def keys_left(self) -> tuple[str, ...]:
        return tuple(self._left)

    def text(self, key: str) -> str:
        value = self._take(key, str).strip()
        if not value:
            raise self.wrong(f"{key} is empty")
        return value

    def texts(self, key: str) -> Texts:
        with self.table(key) as inner:
            return read_texts(inner)

    def whole(self, key: str, *, low: int, high: int) -> int:
        value = self._take(key, int)
        if isinstance(value, bool) or not low <= value <= high:
            raise self.wrong(f"{key} = {value} is not between {low} and {high}")
        return value

    def flag(self, key: str) -> bool:
        return self.has(key) and self._take(key, bool)

    def day(self, key: str, *, first: date, last: date) -> date:
        value = self._take(key, date)
        if not first <= value <= last:
            raise self.wrong(f"{key} = {value} is not between {first} and {last}")
        return value

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.text(key)
        if value not in allowed:
            raise self.wrong(f"{key} = {value!r} is none of {', '.join(allowed)}")
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        values = self._take(key, list)
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.wrong(f"{key} must be a list of texts")
        return tuple(values)

    def string_lists(self, key: str) -> tuple[tuple[str, ...], ...]:
        rows = self._take(key, list)
        if not all(isinstance(row, list) and all(isinstance(x, str) for x in row) for row in rows):
            raise self.wrong(f"{key} must be a list of lists of texts")
        return tuple(tuple(row) for row in rows)

    def picture(self, key: str) -> str:
        return self._known_picture(self.text(key))

    def pictures(self, key: str) -> tuple[str, ...]:
        return tuple(self._known_picture(name) for name in self.strings(key))

    def table(self, key: str) -> "Fields":
        return Fields(self._take(key, dict), f"{self.place}, {key}")

    def tables(self, key: str) -> Iterator["Fields"]:
        rows = self._take(key, list)
        for number, row in enumerate(rows, start=1):
            if not isinstance(row, dict):
                raise self.wrong(f"{key} must be a list of tables")
            name = row.get("slug", f"number {number}")
            with Fields(row, f"{self.place}, {key} {name}") as inner:
                yield inner

    def _take(self, key: str, kind: type[Kind]) -> Kind:
        if key not in self._left:
            raise self.wrong(f"{key} is missing")
        value = self._left.pop(key)
        if not isinstance(value, kind):
            raise self.wrong(f"{key} must be {kind.__name__}, not {value!r}")
        return value

    def _known_picture(self, name: str) -> str:
        if not (PICTURES / f"{name}.webp").is_file():
            raise self.wrong(f"there is no picture {name!r}")
        return name


def read(path: Path) -> Fields:
    with path.open("rb") as file:
        try:
            return Fields(tomllib.load(file), path.name)
        except tomllib.TOMLDecodeError as error:
            raise DemoDataError(f"{path.name}: {error}") from error


def read_texts(inner: Fields) -> Texts:
    """Both languages, and nothing that the advertising law forbids."""
    texts = {"zh": inner.text("zh"), "en": inner.text("en")}
    for text in texts.values():
        if claim := forbidden_claim(text):
            raise inner.wrong(f"the advertising law forbids {claim!r}")
    return texts
