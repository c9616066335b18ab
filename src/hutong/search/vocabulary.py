"""The words of our own catalogue: which there are, how they sound, and what looks like them.

Fed with the words of an index when it is opened, then with documents as they change. Which
documents a word stands in is the index's business: there every row of characters is looked up, so
that nothing depends on where a dictionary would cut a title.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, pairwise

from hutong.search import sounds
from hutong.search.cutting import WORD_MAX, Cutter
from hutong.search.documents import Document
from hutong.search.normal import singular, tokens
from hutong.search.thesaurus import thesaurus

PAIR = 2
OPTIONS = 6
TEXTS_MAX = 50_000


class Vocabulary:
    def __init__(self) -> None:
        self._cutter = Cutter()
        self._words: Counter[str] = Counter()
        self._texts: dict[str, tuple[str, ...]] = {}
        self._spelled: defaultdict[str, set[str]] = defaultdict(set)
        self._spellings: defaultdict[str, set[str]] = defaultdict(set)
        self._initials: defaultdict[str, set[str]] = defaultdict(set)
        self._blurred: defaultdict[str, set[str]] = defaultdict(set)
        self._masked: defaultdict[str, set[str]] = defaultdict(set)
        self._latin: defaultdict[str, set[str]] = defaultdict(set)
        self.hear_of(thesaurus().words)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def hear_of(self, words: Iterable[str]) -> None:
        """Words that are known whether or not goods have them."""
        for word in words:
            self._learn(word)
            if not word.isascii():
                self._sound(word)

    def count(self, word: str) -> int:
        return self._words[word]

    def cut(self, run: str) -> list[str]:
        """A run of Chinese in its words."""
        return self._cutter.cut(run)

    def words(self, document: Document) -> tuple[str, ...]:
        """Its names are known from now on; its words when they are met."""
        self.learn(document.names)
        texts = chain.from_iterable(texts for _, texts in document.said)
        return tuple(dict.fromkeys(chain.from_iterable(map(self._words_in, texts))))

    def learn(self, names: Iterable[str]) -> None:
        """Names are cut out whole."""
        for name in names:
            self._learn(name)

    def meet(self, words: Mapping[str, int]) -> None:
        """Words and how many documents have them by now."""
        for word, count in words.items():
            new = word not in self._words
            self._words[word] = count
            if new:
                self._meet(word)

    def spelled(self, latin: str) -> list[str]:
        return self._best(self._spelled.get(latin, ()))

    def initialled(self, latin: str) -> list[str]:
        return self._best(self._initials.get(latin, ()))

    def sounding(self, word: str) -> list[str]:
        return self._best(self._blurred.get(sounds.blurred(word), ()))

    def resembling(self, word: str) -> list[str]:
        """Words that differ in one character; of short ones, in one that looks alike."""
        found = {each for mask in _masks(word) for each in self._masked.get(mask, ())}
        if len(word) <= PAIR:
            found = {each for each in found if _alike(word, each)}
        return self._best(found - {word})

    def latin(self, like: str) -> Iterable[str]:
        """Latin words with the same first letter."""
        return self._latin.get(like[:1], ())

    def spellings(self, like: str) -> Iterable[str]:
        """Pinyin with the same first letter."""
        return self._spellings.get(like[:1], ())

    def _best(self, found: Iterable[str]) -> list[str]:
        """Those that goods have, the commonest first; words known by their meaning last."""
        useful = (each for each in found if each in self._words or each in thesaurus().words)
        return sorted(useful, key=lambda each: (-self._words[each], each))[:OPTIONS]

    def _learn(self, name: str) -> None:
        if self._cutter.learn(name):
            self._texts.clear()

    def _words_in(self, text: str) -> tuple[str, ...]:
        """Names, categories and values are written again and again: each is cut once."""
        known = self._texts.get(text)
        if known is None:
            if len(self._texts) >= TEXTS_MAX:
                self._texts.clear()
            words = chain.from_iterable(map(self._split, tokens(text)))
            known = self._texts[text] = tuple(dict.fromkeys(words))
        return known

    def _split(self, run: str) -> Iterator[str]:
        """Its words, and each two neighbours as one."""
        if run.isascii():
            yield from (run, singular(run))
            return
        pieces = self.cut(run)
        yield from (piece for piece in pieces if len(piece) <= WORD_MAX)
        pairs = pairwise(pieces)
        yield from (one + two for one, two in pairs if len(one + two) <= WORD_MAX)

    def _meet(self, word: str) -> None:
        if word.isascii():
            self._latin[word[:1]].add(word)
        else:
            self._sound(word)

    def _sound(self, word: str) -> None:
        spelled = sounds.spelled(word)
        self._spelled[spelled].add(word)
        self._spellings[spelled[:1]].add(spelled)
        if len(word) >= PAIR:
            self._initials[sounds.initials(word)].add(word)
            self._blurred[sounds.blurred(word)].add(word)
            for mask in _masks(word):
                self._masked[mask].add(word)


def _masks(word: str) -> Iterator[str]:
    yield from (f"{word[:at]}?{word[at + 1 :]}" for at in range(len(word)))


def _alike(word: str, other: str) -> bool:
    table = thesaurus().lookalikes
    differing = [(a, b) for a, b in zip(word, other, strict=True) if a != b]
    return all(b in table.get(a, "") for a, b in differing)
