"""One index of the engine, in a folder or in memory: who opens it reads it, one alone writes it."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any
from uuid import UUID

from hutong.search import entry
from hutong.search.documents import Address, Document
from hutong.search.libraries import tantivy

WRITER_BYTES = 48_000_000
PREFIXES = 32
PLACES_MAX = 20_000
NAMES_KEPT = 20_000
WORDS_KEPT = 200_000
"""The commonest: what a process knows of spelling and sound has an end."""

Hits = Sequence[tuple[Any, Any]]
"""Scores or columns, and where the documents stand."""


class Shelf:
    def __init__(self, folder: Path | None = None) -> None:
        self.schema = entry.schema()
        path = None if folder is None else str(folder)
        self._engine = tantivy.Index(self.schema, path=path)
        for name, analyzer in entry.analyzers().items():
            self._engine.register_tokenizer(name, analyzer)
        self._writer: Any = None
        self._searcher = self._engine.searcher()
        self._places: dict[int, Any] = {}
        self._told: tuple[Any, Mapping[str, Any], dict[str, Any]] | None = None

    def write(self, memory: int = WRITER_BYTES) -> None:
        """Become the one who writes it. ValueError when somebody else does."""
        self._writer = self._engine.writer(memory, 1)

    def put(self, product_id: UUID, made: Any) -> None:
        """In place of what was there of the product; seen after the next `publish`."""
        self.drop(product_id)
        self.add(made)

    def add(self, made: Any) -> None:
        """What is known not to be there."""
        self._writer.add_document(made)

    def drop(self, product_id: UUID) -> None:
        self._writer.delete_documents_by_term("id", str(product_id))

    def publish(self) -> None:
        self._writer.commit()
        self.reload()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def reload(self) -> None:
        """See what was committed since."""
        self._engine.reload()
        self._searcher = self._engine.searcher()
        self._places = {}
        self._told = None

    @property
    def size(self) -> int:
        return int(self._searcher.num_docs)

    def frequency(self, field: str, token: str) -> int:
        return int(self._searcher.doc_freq(field, token))

    def beginning(self, field: str, prefix: str, limit: int = PREFIXES) -> Mapping[str, int]:
        """Tokens of a field that begin so, the commonest first, and how many documents each has."""
        return dict(self._searcher.terms_with_prefix(field, prefix, limit=limit))

    def names(self) -> Mapping[str, int]:
        """What is one word whatever a dictionary says, and how many documents have it."""
        return self.beginning("name", "", NAMES_KEPT)

    def words(self) -> Mapping[str, int]:
        """Of all documents, and how many of them have each."""
        return self.beginning("words", "", WORDS_KEPT)

    def frequencies(self, words: Iterable[str]) -> Mapping[str, int]:
        """How many documents have each of these words."""
        return {word: self.frequency("words", word) for word in words}

    def count(self, query: Any) -> int:
        """In the order of a column: how well each fits need not be reckoned."""
        found = self._searcher.search(query, limit=1, count=True, order_by_field="stock")
        return int(found.count)

    def any(self, query: Any) -> bool:
        return self.count(query) > 0

    def points(self, query: Any) -> float:
        """Of the document that fits best, by its text alone; 0 when none does."""
        found = self._searcher.search(query, limit=1, count=False)
        best: float = found.hits[0][0] if found.hits else 0.0
        return best

    def ranked(self, query: Any, *, start: int, size: int) -> list[Document]:
        """The best of them by text and merit."""
        return self._documents(self._best(query, start, size))

    def ranked_numbers(self, query: Any, *, start: int, size: int) -> list[int]:
        return self._numbers(self._best(query, start, size))

    def ordered(
        self, query: Any, by: str, *, start: int, size: int, upwards: bool = False
    ) -> list[Document]:
        return self._documents(self._along(query, by, start, size, upwards=upwards))

    def ordered_numbers(
        self, query: Any, by: str, *, start: int, size: int, upwards: bool = False
    ) -> list[int]:
        return self._numbers(self._along(query, by, start, size, upwards=upwards))

    def numbered(self, numbers: Sequence[int], among: Any = None) -> list[Document]:
        """In that order; without those that are gone or no longer among the others."""
        if not numbers:
            return []
        if among is None and all(each in self._places for each in numbers):
            return [self._document(self._places[each]) for each in numbers]
        query = self.having_numbers(numbers)
        if among is not None:
            both = [(tantivy.Occur.Must, among), (tantivy.Occur.Must, query)]
            query = tantivy.Query.boolean_query(both)
        found = self._documents(self._along(query, "stock", 0, len(numbers), upwards=False))
        by_number = {entry.number(each.product_id): each for each in found}
        return [by_number[each] for each in numbers if each in by_number]

    def having_numbers(self, numbers: Sequence[int]) -> Any:
        return tantivy.Query.term_set_query(self.schema, entry.NUMBER, list(numbers))

    def one(self, field: str, token: str) -> Document | None:
        query = tantivy.Query.term_query(self.schema, field, token, "basic")
        return next(iter(self._documents(self._searcher.search(query, 1, count=False).hits)), None)

    @property
    def last_round(self) -> int:
        """In which documents came; 0 when none did since it was built."""
        found = self._along(tantivy.Query.all_query(), entry.ROUND, 0, 1, upwards=False)
        return max((int(number) for number, _ in found), default=0)

    def come_after(self, number: int, most: int) -> list[Document]:
        """What came in later rounds."""
        unsigned = tantivy.FieldType.Unsigned
        query = tantivy.Query.range_query(self.schema, entry.ROUND, unsigned, number + 1, None)
        return self.ordered(query, entry.ROUND, start=0, size=most, upwards=True)

    def addresses(self) -> list[Address]:
        """Of all, the oldest first."""
        searcher = self._searcher
        found = searcher.search(tantivy.Query.all_query(), limit=max(1, self.size), count=False)
        read = (searcher.doc(address).get_first("document") for _, address in found.hits)
        return sorted(map(entry.decode_address, read), key=attrgetter("product_id"))

    def aggregate(self, query: Any, counted: Mapping[str, Any]) -> dict[str, Any]:
        """Who counted to see whether there is anything is mostly asked the very same next."""
        if self._told is not None:
            before, known, told = self._told
            if before is query and counted.items() <= known.items():
                return told
        told = dict(self._searcher.aggregate(query, dict(counted)))
        self._told = query, counted, told
        return told

    def _best(self, query: Any, start: int, size: int) -> Hits:
        found = self._searcher.search(
            query, limit=size, offset=start, count=False, weight_by_field="merit"
        )
        hits: Hits = found.hits
        return hits

    def _along(self, query: Any, by: str, start: int, size: int, *, upwards: bool) -> Hits:
        order = tantivy.Order.Asc if upwards else tantivy.Order.Desc
        found = self._searcher.search(
            query, limit=size, offset=start, count=False, order_by_field=by, order=order
        )
        hits: Hits = found.hits
        return hits

    def _numbers(self, hits: Hits) -> list[int]:
        """Where they stand is remembered: they are mostly asked for next."""
        if not hits:
            return []
        addresses = [address for _, address in hits]
        numbers = list(self._searcher.fast_field_values(entry.NUMBER, addresses))
        if len(self._places) >= PLACES_MAX:
            self._places = {}
        self._places.update(zip(numbers, addresses, strict=True))
        return numbers

    def _documents(self, hits: Hits) -> list[Document]:
        return [self._document(address) for _, address in hits]

    def _document(self, address: Any) -> Document:
        found: Document = entry.decode(self._searcher.doc(address).get_first("document"))
        return found
