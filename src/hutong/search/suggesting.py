"""What is offered while somebody types: words that others used, found by their sound too."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hutong.search import sounds
from hutong.search.notes import asked_words

SUGGESTED = 6
HOT = 10


@dataclass(frozen=True, slots=True)
class Popular:
    """Words that several shoppers used and that found something. `heat`: how much they are used
    lately, recent days counting most."""

    words: str
    searches: int
    heat: Decimal


@dataclass(frozen=True, slots=True)
class _Entry:
    words: str
    spelled: str
    initials: str


class Suggestions:
    """Made anew when the popular words or staff's wishes change; asking costs no database."""

    def __init__(
        self, popular: Sequence[Popular], pinned: Sequence[str], blocked: frozenset[str]
    ) -> None:
        ranked = sorted(popular, key=lambda each: (-each.searches, each.words))
        allowed = [each for each in ranked if each.words not in blocked]
        self._entries = [
            _Entry(each.words, sounds.spelled(each.words), sounds.initials(each.words))
            for each in allowed
        ]
        warm = sorted(allowed, key=lambda each: (-each.heat, each.words))
        self.hot: Sequence[str] = _once([*pinned, *(each.words for each in warm)], HOT)

    def completions(self, typed: str) -> Sequence[str]:
        """Words that begin so, are spelled so, or have it in them; the most used first."""
        start = asked_words(typed)
        if not start:
            return ()
        sounding = start.replace(" ", "") if start.isascii() else ""
        begin = (each.words for each in self._entries if _begins(each, start, sounding))
        within = (each.words for each in self._entries if start in each.words)
        return [each for each in _once([*begin, *within], SUGGESTED + 1) if each != start][
            :SUGGESTED
        ]


def _begins(entry: _Entry, start: str, sounding: str) -> bool:
    if entry.words.startswith(start):
        return True
    return bool(sounding) and (
        entry.spelled.startswith(sounding) or entry.initials.startswith(sounding)
    )


def _once(words: Iterable[str], most: int) -> list[str]:
    return list(dict.fromkeys(words))[:most]
