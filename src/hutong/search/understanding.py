"""What a shopper means: from typed words to terms, each with every writing that would do."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from hutong.search.normal import TERMS_MAX, TOKEN, WORDS_MAX, normal, singular
from hutong.search.prices import price_words
from hutong.search.thesaurus import thesaurus
from hutong.search.vocabulary import Vocabulary

SPAN_MAX = 4
PREFIX = 3
TYPED, SAME, COLOUR, WIDER, SPELLED, INITIALS, ALSO = 1.0, 0.8, 0.9, 0.8, 0.9, 0.8, 0.5
LATIN_WORD = 4  # shorter ones have too many neighbours
TWO_TYPOS = 8


@dataclass(frozen=True, slots=True)
class Writing:
    """One way in which goods may say it, and how much that is worth beside the word itself."""

    written: str
    worth: float


@dataclass(frozen=True, slots=True)
class Term:
    """`run`: words of one number were written without a space between them."""

    said: str
    run: int
    writings: tuple[Writing, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    terms: tuple[Term, ...]
    lowest: int | None = None
    highest: int | None = None

    @property
    def words(self) -> str:
        """The terms as one would type them."""
        said = ""
        for before, term in zip((None, *self.terms), self.terms, strict=False):
            apart = before is not None and before.run != term.run
            said += f" {term.said}" if apart or term.said.isascii() else term.said
        return said.strip()


def understand(text: str, vocabulary: Vocabulary) -> Understood:
    """No terms means that nothing in it can be looked for; a price alone is a wish too."""
    priced = price_words(normal(text[:WORDS_MAX]))
    pieces = list(_pieces(priced.rest, vocabulary))
    telling = [(run, piece) for run, piece in pieces if piece not in thesaurus().silent]
    said_price = (priced.lowest, priced.highest) != (None, None)
    terms = [
        term
        for run, piece in (telling or ([] if said_price else pieces))
        for term in _terms(piece, run, vocabulary)
    ]
    once = {term.said: term for term in terms}
    return Understood(tuple(once.values())[:TERMS_MAX], priced.lowest, priced.highest)


def mended(
    understood: Understood, vocabulary: Vocabulary, found: Sequence[bool]
) -> Iterator[Understood]:
    """The same wish with one typing error less, the likeliest first. `found`: which terms goods
    have; a Latin word that they have was meant, Chinese may be cut in the wrong place."""
    terms = understood.terms
    for start, end in _spans(terms):
        if all(found[start:end]) and all(term.said.isascii() for term in terms[start:end]):
            continue
        typed = "".join(term.said for term in terms[start:end])
        for word in corrections(typed, vocabulary):
            instead = _term(_readable(word, vocabulary), terms[start].run, vocabulary)
            yield replace(understood, terms=(*terms[:start], instead, *terms[end:]))


def corrections(typed: str, vocabulary: Vocabulary) -> list[str]:
    """Words of ours that may have been meant."""
    if typed.isascii():
        return _latin_neighbours(typed, vocabulary)
    if len(typed) == 1:
        return [char for char in thesaurus().lookalikes.get(typed, "") if char in vocabulary]
    found = (*vocabulary.sounding(typed), *vocabulary.resembling(typed))
    return [word for word in dict.fromkeys(found) if word != typed]


def _readable(word: str, vocabulary: Vocabulary) -> str:
    """Mended pinyin in the characters that were meant."""
    meant = [] if _latin_known(word, vocabulary) else vocabulary.spelled(word)
    return meant[0] if meant else singular(word)


def _pieces(text: str, vocabulary: Vocabulary) -> Iterator[tuple[int, str]]:
    """Words with the number of their run. Two English words that are one thing stay together."""
    pending = ""
    for run, token in enumerate(TOKEN.findall(text)):
        if not token.isascii():
            if pending:
                yield run - 1, pending
                pending = ""
            yield from ((run, word) for word in vocabulary.cut(token))
            continue
        word = _one_of(token, vocabulary)
        if pending and f"{pending} {word}" in thesaurus().words:
            yield run, f"{pending} {word}"
            pending = ""
            continue
        if pending:
            yield run - 1, pending
        pending = word
    if pending:
        yield -1, pending


def _one_of(token: str, vocabulary: Vocabulary) -> str:
    """Without its plural, where that is a word: what is mistyped is mended as it was typed."""
    word = singular(token)
    return word if _latin_known(word, vocabulary) else token


def _terms(piece: str, run: int, vocabulary: Vocabulary) -> Iterator[Term]:
    """One; several for pinyin without spaces."""
    if not piece.isascii() or _latin_known(piece, vocabulary) or vocabulary.spelled(piece):
        yield _term(piece, run, vocabulary)
        return
    parts = _pinyin_parts(piece, vocabulary)
    for part in parts or [piece]:
        yield _term(part, run, vocabulary)


def _term(word: str, run: int, vocabulary: Vocabulary) -> Term:
    worth: dict[str, float] = {}
    for written, value in _writings(word, vocabulary):
        worth[written] = max(value, worth.get(written, 0))
    return Term(word, run, tuple(Writing(*each) for each in worth.items()))


def _writings(word: str, vocabulary: Vocabulary) -> Iterator[tuple[str, float]]:
    yield word, TYPED
    yield from _meanings(word)
    if not word.isascii():
        return
    known = _latin_known(word, vocabulary)
    for meant in vocabulary.spelled(word):
        factor = ALSO if known else SPELLED
        yield meant, factor
        yield from ((written, value * factor) for written, value in _meanings(meant))
    if not known and len(word) > 1 and not vocabulary.spelled(word):
        yield from ((meant, INITIALS) for meant in vocabulary.initialled(word))


def _meanings(word: str) -> Iterator[tuple[str, float]]:
    known = thesaurus()
    yield from ((each, SAME) for each in known.same.get(word, ()))
    yield from ((each, WIDER) for each in known.wider.get(word, ()))
    colour = word if word in known.colours else f"{word}色"
    yield from ((each, COLOUR) for each in known.colours.get(colour, ()))


def _latin_known(word: str, vocabulary: Vocabulary) -> bool:
    if word in vocabulary or word in thesaurus().words or word.isdecimal():
        return True
    return len(word) >= PREFIX and any(each.startswith(word) for each in vocabulary.latin(word))


def _pinyin_parts(latin: str, vocabulary: Vocabulary) -> list[str]:
    """baisemakebei is baise and makebei: the fewest words that fill it."""
    best: list[list[str] | None] = [[]] + [None] * len(latin)
    for end in range(1, len(latin) + 1):
        for start in range(end):
            before = best[start]
            if before is None or not vocabulary.spelled(latin[start:end]):
                continue
            here = best[end]
            if here is None or len(before) + 1 < len(here):
                best[end] = [*before, latin[start:end]]
    return best[-1] or []


def _spans(terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Which neighbours could be one mistyped word: the longest first."""
    spans = [
        (start, end)
        for start in range(len(terms))
        for end in range(start + 1, min(len(terms), start + SPAN_MAX) + 1)
        if len({term.run for term in terms[start:end]}) == 1
    ]
    return sorted(spans, key=lambda span: (span[0] - span[1], span))


def _latin_neighbours(typed: str, vocabulary: Vocabulary) -> list[str]:
    if len(typed) < LATIN_WORD:
        return []
    limit = 2 if len(typed) >= TWO_TYPOS else 1
    near = [
        (distance, -vocabulary.count(word), word)
        for word in _could_be(
            typed, (*vocabulary.latin(typed), *vocabulary.spellings(typed)), limit
        )
        if 0 < (distance := typos(typed, word, limit)) <= limit
    ]
    return [word for _, _, word in sorted(near)][:SPAN_MAX]


def _could_be(typed: str, words: Iterable[str], limit: int) -> Iterator[str]:
    letters = frozenset(typed)
    for word in words:
        if abs(len(word) - len(typed)) > limit or word[0] != typed[0]:
            continue
        if len(letters.symmetric_difference(word)) <= 2 * limit:  # one error changes two at most
            yield word


def typos(one: str, other: str, limit: int) -> int:
    """Letters wrong, missing, too many or exchanged; more than the limit is limit + 1. Only so far
    from the diagonal can it still be within the limit."""
    size, far = len(other), limit + 1
    before: list[int] = []
    row = list(range(size + 1))
    for at, letter in enumerate(one, 1):
        before, above, row = row, before, [far] * (size + 1)
        row[0] = at
        for there in range(max(1, at - limit), min(size, at + limit) + 1):
            wanted = other[there - 1]
            cost = min(
                before[there] + 1, row[there - 1] + 1, before[there - 1] + (letter != wanted)
            )
            if at > 1 and there > 1 and letter == other[there - 2] and one[at - 2] == wanted:
                cost = min(cost, above[there - 2] + 1)
            row[there] = cost
        if min(row) > limit:
            return far
    return min(row[-1], far)
