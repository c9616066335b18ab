"""Finding: from documents and a wish to one page of results with counts beside the filters."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum

from hutong.kernel.money import Money, yuan
from hutong.kernel.texts import Texts
from hutong.search import documents
from hutong.search.documents import Document
from hutong.search.ranking import Reading

PAGE_SIZE = 24
WORDS_MAX = 100
TERMS_MAX = 8
FACETS_MAX = 6
OPTIONS_MAX = 24


class Sort(StrEnum):
    DEFAULT = "default"
    SALES = "sales"
    NEW = "new"
    PRICE_UP = "price_up"
    PRICE_DOWN = "price_down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a shopper wants to see. `filters`: Chinese spec name to the values that will do."""

    text: str = ""
    category_slug: str | None = None
    price_min: Money | None = None
    price_max: Money | None = None
    in_stock: bool = False
    sort: Sort = Sort.DEFAULT
    page: int = 1
    size: int = PAGE_SIZE
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def asked(self) -> Hashable:
        """The same for the same question, by which its answer can be kept."""
        wanted = [getattr(self, each.name) for each in fields(self) if each.name != "filters"]
        return (*wanted, frozenset(self.filters.items()))


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    label: Texts
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One specification to filter by; each count is what choosing that option would show."""

    key: str
    label: Texts
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """`categories`: how many results each category of the tree would have, by slug."""

    categories: Mapping[str, int]
    specs: tuple[Facet, ...]
    in_stock: int
    price_from: Money | None
    price_to: Money | None


@dataclass(frozen=True, slots=True)
class Found:
    items: tuple[Document, ...]
    total: int
    facets: Facets
    page: int
    pages: int
    corrected: str = ""
    """The words that were looked for instead of the typed ones."""
    left_out: tuple[str, ...] = ()
    """Typed words that the goods shown do not all have."""
    near: tuple[str, ...] = ()
    """Words of the question that find something by themselves."""


def find(shown: Sequence[Document], query: Query, reading: Reading | None = None) -> Found:
    """Stable: the same documents and the same wish give the same pages, whatever their order.

    Without a reading its words are matched as they are typed.
    """
    reading = reading or Reading(_by_words(shown, query.text))
    fitting = reading.scored
    query = _priced(query, reading)
    results = [scored for scored in fitting if _fits(scored[1], query)]
    results.sort(key=_order(query.sort))
    pages = max(1, -(-len(results) // query.size))
    page = min(max(1, query.page), pages)
    start = (page - 1) * query.size
    return Found(
        items=tuple(document for _, document in results[start : start + query.size]),
        total=len(results),
        facets=_facets([document for _, document in fitting], query),
        page=page,
        pages=pages,
        corrected=reading.corrected,
        left_out=reading.left_out,
        near=reading.near,
    )


def _priced(query: Query, reading: Reading) -> Query:
    """A price among the words is a filter, unless one is chosen beside the list."""
    if query.price_min is not None or query.price_max is not None:
        return query
    return replace(query, price_min=_yuan(reading.lowest), price_max=_yuan(reading.highest))


def _yuan(amount: int | None) -> Money | None:
    return None if amount is None else yuan(str(amount))


def related(shown: Sequence[Document], to: Document, limit: int) -> tuple[Document, ...]:
    """What stands nearest to it on the shelves and sells best."""
    others = [each for each in shown if each.product_id != to.product_id]

    def nearness(document: Document) -> tuple[int, tuple[object, ...]]:
        return -len(document.category_slugs & to.category_slugs), _default((0, document))

    return tuple(sorted(others, key=nearness)[:limit])


Scored = tuple[float, Document]


def _by_words(shown: Sequence[Document], text: str) -> list[Scored]:
    terms = documents.terms(text[:WORDS_MAX])[:TERMS_MAX]
    if not terms:
        return [] if text.strip() else [(0, document) for document in shown]
    scored = ((document.score(terms), document) for document in shown)
    return [(score, document) for score, document in scored if score]


def _fits(document: Document, query: Query) -> bool:
    return (
        (query.category_slug is None or query.category_slug in document.category_slugs)
        and (query.price_min is None or query.price_min <= document.price_to)
        and (query.price_max is None or document.price_from <= query.price_max)
        and (document.in_stock or not query.in_stock)
        and all(
            document.spec_values.get(key, frozenset()) & set(values)
            for key, values in query.filters.items()
            if values
        )
    )


def _order(sort: Sort) -> Callable[[Scored], tuple[object, ...]]:
    return {
        Sort.DEFAULT: _default,
        Sort.SALES: lambda scored: (-scored[1].sales, scored[1].product_id),
        Sort.NEW: lambda scored: (-_launched(scored[1]), scored[1].product_id),
        Sort.PRICE_UP: lambda scored: (scored[1].price_from.minor, scored[1].product_id),
        Sort.PRICE_DOWN: lambda scored: (-scored[1].price_from.minor, scored[1].product_id),
    }[sort]


def _default(scored: Scored) -> tuple[object, ...]:
    score, document = scored
    return (
        not document.in_stock,
        -score,
        -document.sales,
        -_launched(document),
        document.product_id,
    )


def _launched(document: Document) -> int:
    return int(document.launched_at.timestamp()) if document.launched_at else 0


def _facets(found: Sequence[Document], query: Query) -> Facets:
    anywhere = _under(found, replace(query, category_slug=None))
    at_any_price = _under(found, replace(query, price_min=None, price_max=None))
    available = _under(found, replace(query, in_stock=True))
    return Facets(
        categories=Counter(slug for each in anywhere for slug in each.category_slugs),
        specs=tuple(_spec_facets(found, query)),
        in_stock=len(available),
        price_from=min((each.price_from for each in at_any_price), default=None),
        price_to=max((each.price_to for each in at_any_price), default=None),
    )


def _under(found: Iterable[Document], query: Query) -> list[Document]:
    return [document for document in found if _fits(document, query)]


def _spec_facets(found: Sequence[Document], query: Query) -> list[Facet]:
    facets = []
    offered = Counter(
        key
        for document in _under(found, replace(query, filters={}))
        for key in document.spec_values
    )
    wanted = dict.fromkeys([*query.filters, *(key for key, _ in offered.most_common())])
    for key in wanted:
        others = {name: values for name, values in query.filters.items() if name != key}
        facet = _facet(key, _under(found, replace(query, filters=others)), query)
        if len(facet.options) > 1 or key in query.filters:
            facets.append(facet)
    return facets[:FACETS_MAX]


def _facet(key: str, under: Sequence[Document], query: Query) -> Facet:
    labels: dict[str, Texts] = {}
    counts: Counter[str] = Counter()
    label: Texts = {"zh": key}
    for document in under:
        for choice in document.specs:
            if choice.key == key:
                label = choice.name
                labels.update(zip(choice.value_keys, choice.values, strict=True))
                counts.update(set(choice.value_keys))
    selected = set(query.filters.get(key, ()))
    options = tuple(
        Option(value, labels[value], count, value in selected)
        for value, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    )
    return Facet(key, label, options[:OPTIONS_MAX])
