"""Finding by plain words, among documents that the database gave: where there is no index."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from hutong.kernel.texts import Texts
from hutong.search import documents
from hutong.search.documents import Document
from hutong.search.looks import looks
from hutong.search.normal import TERMS_MAX, WORDS_MAX, normal
from hutong.search.prices import price_words
from hutong.search.query import (
    FACETS_MAX,
    OPTIONS_MAX,
    PRICE_BANDS,
    SALES_BANDS,
    Band,
    Facet,
    Facets,
    Found,
    Option,
    PriceNamed,
    Query,
    Sort,
    leaf,
    price_named,
)


@dataclass(frozen=True, slots=True)
class Wished:
    """What a question asks for: words as they were typed, and a price. `nothing`: there is not a
    letter in it."""

    terms: tuple[str, ...]
    priced: PriceNamed | None
    nothing: bool


def wished(query: Query) -> Wished:
    """Nobody knows the words of the shop here: of all that they may mean only a price is taken."""
    said = price_words(normal(query.text[:WORDS_MAX]))
    lowest, highest, rest = said.lowest, said.highest, " ".join(said.rest.split())
    terms = documents.terms(rest)[:TERMS_MAX]
    priced = price_named(query, lowest=lowest, highest=highest, rest=rest)
    is_priced = (lowest, highest) != (None, None)
    return Wished(terms, priced, nothing=bool(rest) and not terms and not is_priced)


def find(shown: Sequence[Document], query: Query) -> Found:
    """Stable: the same documents and the same wish give the same pages, whatever their order."""
    wish = wished(query)
    query = query.within(wish.priced)
    fitting = _by_words(shown, wish)
    results = [scored for scored in fitting if _fits(scored[1], query)]
    results.sort(key=_order(query.sort))
    page, pages = leaf(query, len(results))
    start = (page - 1) * query.size
    items = tuple(document for _, document in results[start : start + query.size])
    return Found(
        items=items,
        total=len(results),
        facets=_facets([document for _, document in fitting], query),
        page=page,
        pages=pages,
        looks=looks(items, query, ()),
        priced=wish.priced,
    )


def related(shown: Sequence[Document], to: Document, limit: int) -> tuple[Document, ...]:
    """What stands nearest to it on the shelves and sells best."""
    others = [each for each in shown if each.product_id != to.product_id]

    def nearness(document: Document) -> tuple[int, tuple[object, ...]]:
        return -len(document.category_slugs & to.category_slugs), _default((0, document))

    return tuple(sorted(others, key=nearness)[:limit])


Scored = tuple[float, Document]


def _by_words(shown: Sequence[Document], wish: Wished) -> list[Scored]:
    if wish.nothing:
        return []
    if not wish.terms:
        return [(0, document) for document in shown]
    scored = ((document.score(wish.terms), document) for document in shown)
    return [(score, document) for score, document in scored if score]


def _fits(document: Document, query: Query) -> bool:
    return (
        (query.category_slug is None or query.category_slug in document.category_slugs)
        and (query.price_min is None or query.price_min <= document.price_to)
        and (query.price_max is None or document.price_from <= query.price_max)
        and (document.in_stock or not query.in_stock)
        and document.sales >= query.sales_min
        and not query.not_in & document.category_slugs
        and document.product_id not in query.not_these
        and (query.tag is None or any(tag.slug == query.tag for tag in document.tags))
        and (
            query.brand is None
            or (document.brand is not None and document.brand.slug == query.brand)
        )
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
        prices=tuple(_price_bands(at_any_price)),
        sales=tuple(_sales_bands(_under(found, replace(query, sales_min=0)))),
    )


def _price_bands(found: Sequence[Document]) -> list[Band]:
    prices = [document.price_from.minor for document in found]
    edges = zip((None, *PRICE_BANDS), (*PRICE_BANDS, None), strict=True)
    bands = [
        Band(low, high, sum((low or 0) <= price < (high or price + 1) for price in prices))
        for low, high in edges
    ]
    return [band for band in bands if band.count]


def _sales_bands(found: Sequence[Document]) -> list[Band]:
    bands = [Band(low, None, sum(each.sales >= low for each in found)) for low in SALES_BANDS]
    return [band for band in bands if band.count]


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
        for choice in document.choices:
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
