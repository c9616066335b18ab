"""How good and how fast search is: ./dev bench search [COUNT]

Judged questions (bench/search.toml) over the demo catalogue, understood, and once with words
matched as they are typed; those that name no goods but an occasion apart. Then COUNT products
(200,000) made of the demo catalogue's words: how long their index takes, from the database, how
long a question takes with all its facets, beside the database's own full-text search over the same
products, and what the search box costs while somebody types. HUTONG_HOME_DEPOT names a folder with
the public data of the Home Depot search relevance contest (two Parquet files; reading them needs
pyarrow): how many English questions have a good answer among the first ten.
"""

import asyncio
import math
import sys
import tomllib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from datetime import time as hour
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from uuid import NAMESPACE_URL, UUID, uuid5

from bench import home_depot, shelves, suggesting
from bench.running import report
from hutong.catalog import CategoryNode
from hutong.demo import labels
from hutong.demo.catalogue.goods import Catalogue, Category, Product
from hutong.demo.catalogue.reading import load
from hutong.kernel.money import CNY, Money
from hutong.search import Choice, Document, Found, Index, Place, Query, plain

QUESTIONS = Path(__file__).with_name("search.toml")
COUNT = 200_000
TOP = 10
BEST, GOOD = 3, 1
SALES = 10

Ask = Callable[[Query], Awaitable[Found]]


@dataclass(frozen=True, slots=True)
class Judged:
    asked: str
    grades: dict[str, int]


def questions(kind: str = "") -> list[Judged]:
    """Those that name what is wanted; or, as an `occasion`, only what it is for."""
    return [
        Judged(asked, dict.fromkeys(need.get("good", ()), GOOD) | dict.fromkeys(need["best"], BEST))
        for need in tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["need"]
        if need.get("kind", "") == kind
        for asked in need["asked"]
    ]


def shelf() -> list[Document]:
    """The demo catalogue as documents."""
    catalogue = load()
    once = [_document(catalogue, product) for product in catalogue.products]
    return [replace(each, product_id=UUID(int=at)) for at, each in enumerate(once)]


def indexed(documents: Iterable[Document]) -> Index:
    index = Index()
    index.put(documents, rooms())
    return index


def rooms() -> list[CategoryNode]:
    """The categories of the demo catalogue, as shoppers walk them."""
    every = load().categories
    below = {
        room.slug: tuple(_node(each, ()) for each in every if each.parent == room.slug)
        for room in every
        if room.parent is None
    }
    return [_node(each, below[each.slug]) for each in every if each.slug in below]


def _node(category: Category, children: tuple[CategoryNode, ...]) -> CategoryNode:
    return CategoryNode(
        id=uuid5(NAMESPACE_URL, category.slug),
        slug=category.slug,
        name=category.name,
        blurb=category.blurb,
        picture=None,
        hidden=False,
        children=children,
        meta_title={},
        meta_description={},
    )


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
        tags=(),
        skus={},
        in_stock=product.stock != "out",
        sales=product.popularity * SALES,
        launched_at=datetime.combine(product.launched, hour(), UTC),
        parameters=tuple(parameter.value for parameter in product.parameters),
        brand=_brand(product.category),
    )


def _brand(category: str) -> Place:
    slug = labels.MAKERS.get(category, labels.OWN)
    return Place(slug, labels.BRANDS[slug][0])


def _path(catalogue: Catalogue, slug: str) -> tuple[Place, ...]:
    here = next(each for each in catalogue.categories if each.slug == slug)
    above = _path(catalogue, here.parent) if here.parent else ()
    return (*above, Place(here.slug, here.name))


async def _scores(judged: Sequence[Judged]) -> dict[str, float]:
    documents = shelf()

    async def plainly(query: Query) -> Found:
        return plain.find(documents, query)

    before = await quality(plainly, judged)
    return {f"plain_{name}": value for name, value in before.items()} | await quality(
        indexed(documents).find, judged
    )


async def main() -> None:
    judged = questions()
    count = int(sys.argv[1]) if sys.argv[1:] else COUNT
    figures = await _scores(judged)
    occasions = await quality(indexed(shelf()).find, questions("occasion"))
    figures |= {f"occasion_{name}": value for name, value in occasions.items()}
    asked = [one.asked for one in judged]
    with TemporaryDirectory() as home:
        figures |= await suggesting.measured(indexed(shelf()), asked, Path(home), kind="_demo")
    figures |= await shelves.measured(shelf(), asked, count)
    figures |= {"questions": len(judged)} | home_depot.measured()
    report(figures)


if __name__ == "__main__":
    asyncio.run(main())
