"""How a writing stands in the index: as which tokens, looked for in any field or in all at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from hutong.search import entry
from hutong.search.entry import ALL, FIELDS, GRAM_MAX, NAMES, chinese, latin, row
from hutong.search.libraries import tantivy
from hutong.search.normal import TOKEN
from hutong.search.shelf import Shelf
from hutong.search.understanding import Writing

PAIR = 2.0
"""Two words in a row tell as much about a title as both of them."""

SHORT = 2  # letters: such a Latin word is looked for whole, a longer one from its beginning


class Stands(Enum):
    """What is wanted of several tokens."""

    ONE_OF = auto()
    ALL_OF = auto()


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a writing in one script. `half` says which half of a field holds it."""

    half: Callable[[str], str]
    tokens: tuple[str, ...]
    stands: Stands


@dataclass(frozen=True, slots=True)
class Sought:
    """`said`: the writing where it is one run of Chinese, else empty."""

    worth: float
    runs: tuple[Run, ...]
    said: str

    @property
    def is_simple(self) -> bool:
        return len(self.runs) == 1 and self.runs[0].stands is Stands.ONE_OF

    def finds_all_of(self, other: "Sought") -> bool:
        """Whatever has the longer row of characters has the shorter one."""
        return bool(self.said) and len(self.said) < len(other.said) and self.said in other.said


def sought(shelf: Shelf, writing: Writing) -> Sought | None:
    """None when no document can have it."""
    found = TOKEN.findall(writing.written)
    if len(found) > 1 and all(run.isascii() for run in found):
        runs = [_phrase(shelf, found)]
    else:
        runs = [_word(shelf, run) if run.isascii() else _row(shelf, run) for run in found]
    there = tuple(run for run in runs if run is not None)
    if not there or len(there) < len(runs):
        return None
    said = found[0] if len(found) == 1 and not found[0].isascii() else ""
    return Sought(writing.worth, there, said)


def without_covered(every: Sequence[Sought], *, worth_more: bool) -> list[Sought]:
    """Those that find something of their own; `worth_more`: or that say it better."""
    return [
        each
        for each in every
        if not any(
            other.finds_all_of(each) and (not worth_more or other.worth >= each.worth)
            for other in every
        )
    ]


def anywhere(shelf: Shelf, each: Sought) -> Iterator[Any]:
    """Questions one of which finds every document that has it in some field."""
    if each.is_simple:
        run = each.runs[0]
        yield from (token(shelf, run.half(ALL), one) for one in run.tokens)
        return
    for field in FIELDS:
        query = within(shelf, field, each)
        if query is not None:
            yield query


def about(shelf: Shelf, every: Sequence[Sought]) -> int:
    """How many documents have one of them, from the lists of the index: who has several is counted
    several times. 0 where no list says it."""
    if not all(each.is_simple for each in every):
        return 0
    runs = [each.runs[0] for each in every]
    counts = [shelf.frequency(run.half(ALL), one) for run in runs for one in run.tokens]
    return min(sum(counts), shelf.size)


def within(shelf: Shelf, field: str, each: Sought) -> Any:
    """Documents that have it in this field; None when there are none."""
    if field not in NAMES and any(run.half is row for run in each.runs):
        return None
    parts = [_run(shelf, run.half(field), run) for run in each.runs]
    return None if None in parts else both(parts)


def token(shelf: Shelf, field: str, text: str) -> Any:
    return tantivy.Query.term_query(shelf.schema, field, text, "basic")


def either(queries: Iterable[Any]) -> Any:
    return _joined(tantivy.Occur.Should, list(queries))


def both(queries: Iterable[Any]) -> Any:
    return _joined(tantivy.Occur.Must, list(queries))


def _joined(occur: Any, parts: Sequence[Any]) -> Any:
    if len(parts) == 1:
        return parts[0]
    return tantivy.Query.boolean_query([(occur, each) for each in parts])


def _run(shelf: Shelf, field: str, run: Run) -> Any:
    there = [each for each in run.tokens if shelf.frequency(field, each)]
    if run.stands is Stands.ONE_OF:
        found = either(token(shelf, field, each) for each in there) if there else None
        is_pair = found is not None and run.half is row
        return tantivy.Query.boost_query(found, PAIR) if is_pair else found
    if len(there) < len(run.tokens):
        return None
    return both(token(shelf, field, each) for each in there)


def _row(shelf: Shelf, run: str) -> Run | None:
    """Chinese, wherever a dictionary would cut it."""
    size = min(GRAM_MAX, len(run))
    grams = tuple(dict.fromkeys(run[at : at + size] for at in range(len(run) - size + 1)))
    return _all_of(shelf, chinese, grams)


def _word(shelf: Shelf, word: str) -> Run | None:
    """A Latin word, or those that begin so where it is no word of ours."""
    stem = entry.stem(word)
    tokens = [stem] if shelf.frequency(latin(ALL), stem) else []
    if not tokens and len(word) > SHORT:
        tokens = list(shelf.beginning(latin(ALL), word))
    return Run(latin, tuple(tokens), Stands.ONE_OF) if tokens else None


def _phrase(shelf: Shelf, words: Sequence[str]) -> Run | None:
    """Latin words in a row, in a name."""
    return _all_of(shelf, row, entry.rows(words))


def _all_of(shelf: Shelf, half: Callable[[str], str], tokens: tuple[str, ...]) -> Run | None:
    if not all(shelf.frequency(half(ALL), each) for each in tokens):
        return None
    return Run(half, tokens, Stands.ONE_OF if len(tokens) == 1 else Stands.ALL_OF)
