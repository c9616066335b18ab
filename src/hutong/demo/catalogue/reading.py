"""From the TOML files to a Catalogue, refusing what a shop could not sell."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import cast

from hutong.catalog import UNITS
from hutong.demo.catalogue.goods import (
    Asked,
    Catalogue,
    Category,
    Parameter,
    Product,
    Spec,
    Stock,
    Value,
)
from hutong.demo.fields import DemoDataError, Fields, read, read_texts

HERE = Path(__file__).parent
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SUBTITLE = 30
FEWEST_FEN, MOST_FEN = 500, 300_000
MOST_GRAMS = 30_000
FIRST_DAY, LAST_DAY = date(2025, 6, 1), date(2026, 11, 10)
STOCKS = ("plenty", "low", "last", "out")


def load(folder: Path = HERE) -> Catalogue:
    categories = _categories(folder / "categories.toml")
    products: list[Product] = []
    for top in (category for category in categories if category.parent is None):
        below = {category.slug for category in categories if category.parent == top.slug}
        products += _products(folder / f"{top.slug}.toml", below)
    _unique((product.slug for product in products), "product")
    return Catalogue(categories=categories, products=tuple(products))


def _categories(path: Path) -> tuple[Category, ...]:
    with read(path) as file:
        categories = tuple(_category(entry) for entry in file.tables("category"))
    _unique((category.slug for category in categories), "category")
    tops = {category.slug for category in categories if category.parent is None}
    for category in categories:
        if category.parent is not None and category.parent not in tops:
            raise DemoDataError(
                f"{path.name}, {category.slug}: no top category {category.parent!r}"
            )
    return categories


def _category(entry: Fields) -> Category:
    return Category(
        slug=_slug(entry),
        parent=entry.text("parent") if entry.has("parent") else None,
        name=entry.texts("name"),
        blurb=entry.texts("blurb"),
        picture=entry.picture("picture"),
        parameters=tuple(_asked(inner) for inner in _tables_if_any(entry, "parameters")),
    )


def _asked(inner: Fields) -> Asked:
    return Asked(
        required=inner.flag("required"),
        unit=inner.one_of("unit", tuple(UNITS)) if inner.has("unit") else "",
        filtered=inner.flag("filtered"),
        name=read_texts(inner),
    )


def _products(path: Path, categories: set[str]) -> list[Product]:
    with read(path) as file:
        return [_product(entry, categories) for entry in file.tables("product")]


def _product(entry: Fields, categories: set[str]) -> Product:
    product = Product(
        slug=_slug(entry),
        category=entry.one_of("category", tuple(sorted(categories))),
        title=entry.texts("title"),
        subtitle=entry.texts("subtitle"),
        description=entry.texts("description"),
        pictures=entry.pictures("pictures"),
        parameters=tuple(_parameter(inner) for inner in entry.tables("parameters")),
        price=entry.whole("price", low=FEWEST_FEN, high=MOST_FEN),
        weight_grams=entry.whole("weight_grams", low=10, high=MOST_GRAMS),
        popularity=entry.whole("popularity", low=1, high=10),
        launched=entry.day("launched", first=FIRST_DAY, last=LAST_DAY),
        daily_pick=entry.flag("daily_pick"),
        limit_per_member=entry.whole("limit_per_member", low=1, high=99)
        if entry.has("limit_per_member")
        else None,
        hit=entry.flag("hit"),
        stock=cast("Stock", entry.one_of("stock", STOCKS)),
        specs=tuple(_spec(inner) for inner in _tables_if_any(entry, "spec")),
        absent=tuple(map(frozenset, entry.string_lists("absent") if entry.has("absent") else ())),
    )
    _check(product, entry)
    return product


def _tables_if_any(entry: Fields, key: str) -> Iterable[Fields]:
    return entry.tables(key) if entry.has(key) else ()


def _parameter(inner: Fields) -> Parameter:
    return Parameter(name=inner.texts("name"), value=inner.texts("value"))


def _spec(inner: Fields) -> Spec:
    return Spec(
        name=inner.texts("name"),
        values=tuple(_value(value) for value in inner.tables("values")),
    )


def _value(inner: Fields) -> Value:
    return Value(
        name=read_texts(inner),
        picture=inner.picture("picture") if inner.has("picture") else None,
        plus=inner.whole("plus", low=0, high=MOST_FEN) if inner.has("plus") else 0,
        grams=inner.whole("grams", low=0, high=MOST_GRAMS) if inner.has("grams") else 0,
    )


def _check(product: Product, entry: Fields) -> None:
    if len(product.subtitle["zh"]) > SUBTITLE:
        raise entry.wrong(f"the subtitle has more than {SUBTITLE} characters")
    if not 1 <= len(product.pictures) <= 4:  # noqa: PLR2004
        raise entry.wrong("the gallery holds one to four pictures")
    if not 4 <= len(product.parameters) <= 7:  # noqa: PLR2004
        raise entry.wrong("a product has four to seven parameters")
    if len(product.specs) > 3:  # noqa: PLR2004
        raise entry.wrong("a product has at most three specs")
    _check_combinations(product, entry)


def _check_combinations(product: Product, entry: Fields) -> None:
    names = [value.name for spec in product.specs for value in spec.values]
    for language in ("zh", "en"):
        twice = _twice(name[language] for name in names)
        if twice:
            raise entry.wrong(f"two spec values are called {twice!r}")
    known = {name["zh"] for name in names}
    for missing in product.absent:
        if len(missing) < 2 or not missing <= known:  # noqa: PLR2004
            raise entry.wrong(f"absent {sorted(missing)} does not name two spec values")
    skus = list(product.skus())
    if not skus:
        raise entry.wrong("no combination is left to buy")
    dearest = max(sku.price for sku in skus)
    if dearest > MOST_FEN:
        raise entry.wrong(f"a SKU costs {dearest} fen")


def _slug(entry: Fields) -> str:
    slug = entry.text("slug")
    if not SLUG.fullmatch(slug):
        raise entry.wrong(f"{slug!r} is no slug")
    return slug


def _unique(slugs: Iterable[str], what: str) -> None:
    if twice := _twice(slugs):
        raise DemoDataError(f"two {what} entries are called {twice!r}")


def _twice(names: Iterable[str]) -> str | None:
    return next((name for name, count in Counter(names).items() if count > 1), None)
