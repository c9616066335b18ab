"""Names of brands and categories among the words of a question: in any of our languages, or as
they sound."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hutong.catalog import CategoryNode
from hutong.kernel.texts import FALLBACK, Texts
from hutong.search import sounds
from hutong.search.normal import singular, tokens
from hutong.search.thesaurus import thesaurus
from hutong.search.understanding import Term, Understood

SPAN_MAX = 5
LEAST = 2  # characters: a shorter name is a word like any other


class NameKind(StrEnum):
    """BRAND: only its goods are meant. CATEGORY: its goods are meant first."""

    BRAND = "brand"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Name:
    """`key`: of a brand its Chinese name, of a category its slug."""

    kind: NameKind
    key: str
    texts: Texts


@dataclass(frozen=True, slots=True)
class Named:
    """A name, and which terms of a question it takes up."""

    name: Name
    start: int
    end: int

    def said(self, understood: Understood) -> str:
        return Understood(understood.terms[self.start : self.end]).words

    def rest(self, understood: Understood) -> tuple[Term, ...]:
        return (*understood.terms[: self.start], *understood.terms[self.end :])


class Names:
    def __init__(self, brands: Iterable[Texts] = (), rooms: Iterable[CategoryNode] = ()) -> None:
        named = [Name(NameKind.BRAND, texts.get(FALLBACK, ""), texts) for texts in brands]
        named += [
            Name(NameKind.CATEGORY, node.slug, node.name)
            for room in rooms
            for node in (room, *room.children)
        ]
        self._known: Mapping[NameKind, dict[str, Name]] = {kind: {} for kind in NameKind}
        for name in named:
            for written in _writings(name.texts):
                self._known[name.kind].setdefault(written, name)

    def among(
        self, understood: Understood, kind: NameKind, as_words: Collection[NameKind] = ()
    ) -> Named | None:
        """The longest one. `as_words`: kinds that are taken for mere words this time."""
        known = self._known[kind]
        if not known or kind in as_words:
            return None
        for start, end in _spans(len(understood.terms)):
            name = known.get("".join(_plain(each.said) for each in understood.terms[start:end]))
            if name is not None:
                return Named(name, start, end)
        return None


NAMELESS = Names()


def _writings(texts: Texts) -> Iterator[str]:
    for text in texts.values():
        written = _plain(text)
        if len(written) < LEAST:
            continue
        yield written
        if not written.isascii() and sounds.spelled(written).isascii():
            yield sounds.spelled(written)


def _plain(text: str) -> str:
    """Without spaces and endings, as the terms of a question are compared with it."""
    silent = thesaurus().silent
    return "".join(singular(each) for each in tokens(text) if each not in silent)


def _spans(terms: int) -> Sequence[tuple[int, int]]:
    spans = [
        (start, end)
        for start in range(terms)
        for end in range(start + 1, min(terms, start + SPAN_MAX) + 1)
    ]
    return sorted(spans, key=lambda span: (span[0] - span[1], span))
