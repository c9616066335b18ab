"""Which products a block shows: named by hand, or by a rule over what is on the shelves."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal
from uuid import UUID

from hutong.kernel.money import Money, yuan
from hutong.search import Document, Index, Query, Sort

COUNT_MAX = 24
USUAL = 8
SLUG_MAX = 80
YUAN_MAX = 1_000_000
SORTS = {Sort.DEFAULT, Sort.SALES, Sort.NEW, Sort.PRICE_UP, Sort.PRICE_DOWN}


@dataclass(frozen=True, kw_only=True)
class GoodsWish:
    """Prices are in whole yuan."""

    by: Literal["rule", "hand"] = "rule"
    products: tuple[str, ...] = ()
    category: str = ""
    tag: str = ""
    brand: str = ""
    sort: str = Sort.DEFAULT.value
    price_min: int | None = None
    price_max: int | None = None
    count: int = USUAL

    @classmethod
    def read(cls, raw: object) -> "GoodsWish":
        """Whatever was sent; what is not understood is left out."""
        told = raw if isinstance(raw, Mapping) else {}
        products = told.get("products")
        named = products if isinstance(products, list) else []
        sort = str(told.get("sort") or "")
        return cls(
            by="hand" if told.get("by") == "hand" else "rule",
            products=tuple(str(each) for each in named if _id(each) is not None)[:COUNT_MAX],
            category=str(told.get("category") or "")[:SLUG_MAX],
            tag=str(told.get("tag") or "")[:SLUG_MAX],
            brand=str(told.get("brand") or "")[:SLUG_MAX],
            sort=sort if sort in SORTS else Sort.DEFAULT.value,
            price_min=_whole(told.get("price_min"), YUAN_MAX),
            price_max=_whole(told.get("price_max"), YUAN_MAX),
            count=_whole(told.get("count"), COUNT_MAX) or USUAL,
        )

    def kept(self) -> dict[str, Any]:
        return asdict(self) | {"products": list(self.products)}

    @property
    def query(self) -> Query:
        return Query(
            category_slug=self.category or None,
            tag=self.tag or None,
            brand=self.brand or None,
            price_min=_yuan(self.price_min),
            price_max=_yuan(self.price_max),
            sort=Sort(self.sort),
            size=self.count,
        )


def chosen(index: Index, wish: GoodsWish) -> tuple[Document, ...]:
    """What is off the shelf is left out; a product by hand that is sold out stays where it is."""
    if wish.by == "hand":
        named = (index.glance_at(UUID(each)) for each in wish.products)
        return tuple(each for each in named if each is not None)
    return index.glance(wish.query).items


def _yuan(amount: int | None) -> Money | None:
    return None if amount is None else yuan(str(amount))


def _whole(raw: object, most: int) -> int | None:
    if not isinstance(raw, int) or isinstance(raw, bool) or raw < 0:
        return None
    return min(raw, most)


def _id(raw: object) -> UUID | None:
    try:
        return UUID(str(raw))
    except ValueError:
        return None
