"""In which of its values a product is shown: who asks for blue mugs sees them in blue."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from hutong.search.documents import Document, Look
from hutong.search.query import Query
from hutong.search.understanding import Term


def looks(
    documents: Iterable[Document], query: Query, terms: Sequence[Term]
) -> Mapping[UUID, Look]:
    """Of those that look otherwise in the value that was chosen beside the list, or that one of
    the words names, the look in it. Not of those whose first picture shows such a value anyway."""
    found = ((document, _look(document, query, terms)) for document in documents if document.looks)
    return {document.product_id: look for document, look in found if look}


def _look(document: Document, query: Query, terms: Sequence[Term]) -> Look | None:
    asked = [(_asked(look, said, query, terms), look) for look, said in document.looks_said]
    most = max(times for times, _ in asked)
    best = [look for times, look in asked if times == most]
    if not most or any(look.picture == document.picture for look in best):
        return None
    return best[0]


def _asked(look: Look, said: str, query: Query, terms: Sequence[Term]) -> int:
    """How many times over: a choice that was made counts for more than any words."""
    chosen = look.value_key in query.filters.get(look.key, ())
    return chosen * (len(terms) + 1) + sum(_names(term, said) for term in terms)


def _names(term: Term, said: str) -> bool:
    return any(_needle(writing.written) in said for writing in term.writings)


def _needle(written: str) -> str:
    """Latin words from their beginning, Chinese anywhere."""
    return f" {written}" if written.isascii() else written
