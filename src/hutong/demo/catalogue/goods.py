"""What a catalogue file says, as values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product as combinations
from typing import Literal

from hutong.kernel.texts import Texts

Stock = Literal["plenty", "low", "last", "out"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A parameter that a category asks of its products."""

    name: Texts
    required: bool
    unit: str
    filtered: bool


@dataclass(frozen=True, slots=True)
class Category:
    slug: str
    parent: str | None
    name: Texts
    blurb: Texts
    picture: str
    parameters: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    name: Texts
    value: Texts


@dataclass(frozen=True, slots=True)
class Value:
    name: Texts
    picture: str | None
    plus: int
    grams: int


@dataclass(frozen=True, slots=True)
class Spec:
    name: Texts
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Sku:
    """One combination that can be bought; `choices` stands in the order of the product's specs."""

    choices: tuple[Value, ...]
    price: int
    weight_grams: int
    picture: str


@dataclass(frozen=True, slots=True)
class Product:
    slug: str
    category: str
    title: Texts
    subtitle: Texts
    description: Texts
    pictures: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    price: int
    weight_grams: int
    popularity: int
    launched: date
    daily_pick: bool
    limit_per_member: int | None
    hit: bool
    stock: Stock
    specs: tuple[Spec, ...]
    absent: tuple[frozenset[str], ...]

    def skus(self) -> Iterator[Sku]:
        """Every combination that exists, the plainest first."""
        for choices in combinations(*(spec.values for spec in self.specs)):
            names = {value.name["zh"] for value in choices}
            if any(missing <= names for missing in self.absent):
                continue
            shown = [value.picture for value in choices if value.picture]
            yield Sku(
                choices=choices,
                price=self.price + sum(value.plus for value in choices),
                weight_grams=self.weight_grams + sum(value.grams for value in choices),
                picture=shown[0] if shown else self.pictures[0],
            )


@dataclass(frozen=True, slots=True)
class Catalogue:
    categories: tuple[Category, ...]
    products: tuple[Product, ...]
