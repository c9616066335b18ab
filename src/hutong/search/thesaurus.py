"""What is known of words beside the catalogue: read once from words.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("words.toml")


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """`same` works both ways, `wider` from the wide word to the narrow ones only."""

    silent: frozenset[str]
    same: Mapping[str, tuple[str, ...]]
    wider: Mapping[str, tuple[str, ...]]
    colours: Mapping[str, tuple[str, ...]]
    lookalikes: Mapping[str, str]

    @property
    def words(self) -> frozenset[str]:
        return frozenset((*self.same, *self.wider, *self.colours))


@cache
def thesaurus() -> Thesaurus:
    told = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return Thesaurus(
        silent=frozenset(told["silent"]),
        same={
            word: tuple(each for each in group if each != word)
            for group in told["same"]
            for word in group
        },
        wider={word: tuple(narrow) for word, narrow in told["wider"].items()},
        colours={word: tuple(names) for word, names in told["colours"].items()},
        lookalikes={char: group for group in told["shapes"]["lookalikes"] for char in group},
    )
