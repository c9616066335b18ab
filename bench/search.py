"""How good and how fast search is: ./dev bench search [COPIES]

Judged questions (bench/search.toml) over the demo catalogue, once with words matched as they are
typed (the way search falls back to) and once understood. Speed is measured on the catalogue and on
COPIES of it, each question asked anew, facets and all.
"""

import math
import sys
import time
import tomllib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from datetime import time as hour
from pathlib import Path
from statistics import fmean
from uuid import UUID

from bench.running import report
from hutong.demo.catalogue.goods import Catalogue, Product
from hutong.demo.catalogue.reading import load
from hutong.kernel.money import CNY, Money
from hutong.search import Choice, Document, Found, Index, Place, Query
from hutong.search.plain import find

QUESTIONS = Path(__file__).with_name("search.toml")
COPIES = 40
TOP = 10
BEST, GOOD = 3, 1
SALES = 10

Ask = Callable[[Query], Awaitable[Found]]


@dataclass(frozen=True, slots=True)
class Judged:
    asked: str
    grades: dict[str, int]


def questions() -> list[Judged]:
    return [
        Judged(asked, dict.fromkeys(need.get("good", ()), GOOD) | dict.fromkeys(need["best"], BEST))
        for need in tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["need"]
        for asked in need["asked"]
    ]


def shelf(copies: int = 1) -> list[Document]:
    """The demo catalogue as documents; copies of it stand beside it under other addresses."""
    catalogue = load()
    once = [_document(catalogue, product) for product in catalogue.products]
    return [
        replace(each, product_id=UUID(int=copy * 1000 + at), slug=f"{each.slug}-{copy or ''}")
        if copy
        else replace(each, product_id=UUID(int=at))
        for copy in range(copies)
        for at, each in enumerate(once)
    ]


def indexed(documents: Iterable[Document]) -> Index:
    index = Index()
    index.put(documents)
    return index


async def quality(ask: Ask, judged: Sequence[Judged]) -> dict[str, float]:
    answers = [[each.slug for each in (await ask(Query(text=one.asked))).items] for one in judged]
    pairs = list(zip(judged, answers, strict=True))
    return {
        "ndcg10": round(fmean(ndcg(one.grades, slugs) for one, slugs in pairs), 3),
        "mrr": round(fmean(_first(one.grades, slugs) for one, slugs in pairs), 3),
        "zero_rate": round(fmean(not slugs for slugs in answers), 3),
    }


def ndcg(grades: dict[str, int], slugs: Sequence[str]) -> float:
    best = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(slug, 0) for slug in slugs]) / best


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(at + 2) for at, grade in enumerate(grades[:TOP]))


def _first(grades: dict[str, int], slugs: Sequence[str]) -> float:
    places = (at for at, slug in enumerate(slugs, 1) if grades.get(slug) == BEST)
    return 1 / next(places, math.inf)


def _document(catalogue: Catalogue, product: Product) -> Document:
    prices = [sku.price for sku in product.skus()]
    return Document(
        product_id=UUID(int=0),
        slug=product.slug,
        title=product.title,
        subtitle=product.subtitle,
        path=_path(catalogue, product.category),
        specs=tuple(
            Choice(spec.name, tuple(value.name for value in spec.values)) for spec in product.specs
        ),
        price_from=Money(min(prices), CNY),
        price_to=Money(max(prices), CNY),
        picture=None,
        badges=(),
        skus={},
        in_stock=product.stock != "out",
        sales=product.popularity * SALES,
        launched_at=datetime.combine(product.launched, hour(), UTC),
        parameters=tuple(parameter.value for parameter in product.parameters),
    )


def _path(catalogue: Catalogue, slug: str) -> tuple[Place, ...]:
    here = next(each for each in catalogue.categories if each.slug == slug)
    above = _path(catalogue, here.parent) if here.parent else ()
    return (*above, Place(here.slug, here.name))


def _p99_ms(index: Index, judged: Sequence[Judged]) -> float:
    took = []
    for one in judged:
        begun = time.perf_counter()
        index.find(Query(text=one.asked))
        took.append(time.perf_counter() - begun)
    return round(sorted(took)[len(took) * 99 // 100] * 1000, 2)


def main() -> None:
    judged = questions()
    documents = shelf()
    index = indexed(documents)
    before = quality(lambda query: find(documents, query), judged)
    after = quality(index.find, judged)
    many = shelf(int(sys.argv[1]) if sys.argv[1:] else COPIES)
    begun = time.perf_counter()
    large = indexed(many)
    took = time.perf_counter() - begun
    report(
        {f"plain_{name}": value for name, value in before.items()}
        | after
        | {
            "questions": len(judged),
            "query_p99_ms": _p99_ms(indexed(documents), judged),
            "many": len(many),
            "many_index_s": round(took, 2),
            "many_query_p99_ms": _p99_ms(large, judged),
        }
    )


if __name__ == "__main__":
    main()
