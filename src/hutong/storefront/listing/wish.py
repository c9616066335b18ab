"""What a shopper wants to see, as it stands in the address of a listing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from litestar.datastructures import MultiDict

from hutong.kernel.money import CNY, Money
from hutong.search import WORDS_MAX, NameKind, Query, Sort

ORDER_MAX = 20
YUAN_DIGITS = 6
PAGE_DIGITS = 4
FILTERS_MAX = 20
FEN = 100
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """Whatever an address says that makes no sense is left out: a listing never refuses. `order`:
    the one in which the pages before were shown. `as_words`: names of these kinds among the words
    are mere words."""

    words: str = ""
    category: str = ""
    lowest: int | None = None
    highest: int | None = None
    in_stock: bool = False
    sold: int = 0
    sort: Sort = Sort.DEFAULT
    page: int = 1
    order: str = ""
    filters: Pairs = ()
    as_words: frozenset[NameKind] = frozenset()

    @classmethod
    def read(cls, query: "MultiDict[str]") -> "Wish":
        lowest, highest = (
            _number(query.get("min"), YUAN_DIGITS),
            _number(query.get("max"), YUAN_DIGITS),
        )
        if lowest is not None and highest is not None and lowest > highest:
            lowest, highest = highest, lowest
        return cls(
            words=(query.get("q") or "").strip()[:WORDS_MAX],
            category=(query.get("c") or "")[:WORDS_MAX],
            lowest=lowest,
            highest=highest,
            in_stock=query.get("stock") == "1",
            sold=_number(query.get("sold"), YUAN_DIGITS) or 0,
            sort=_sort(query.get("sort")),
            page=_number(query.get("page"), PAGE_DIGITS) or 1,
            order=(query.get("order") or "")[:ORDER_MAX],
            filters=tuple(_filters(query.getall("f", []))),
            as_words=frozenset(set(NameKind).intersection(query.getall("word", []))),
        )

    @property
    def filters_set(self) -> int:
        prices = self.lowest is not None or self.highest is not None
        return len(self.filters) + prices + self.in_stock + bool(self.sold)

    def query(self, category_slug: str | None) -> Query:
        return Query(
            text=self.words,
            category_slug=category_slug,
            price_min=_money(self.lowest),
            price_max=_money(self.highest),
            in_stock=self.in_stock,
            sales_min=self.sold,
            sort=self.sort,
            page=self.page,
            order=self.order,
            filters=self.grouped,
            as_words=self.as_words,
        )

    @property
    def grouped(self) -> Mapping[str, tuple[str, ...]]:
        groups: dict[str, tuple[str, ...]] = {}
        for key, value in self.filters:
            groups[key] = (*groups.get(key, ()), value)
        return groups

    def sorted_by(self, sort: Sort) -> "Wish":
        return replace(self, sort=sort).afresh

    @property
    def afresh(self) -> "Wish":
        """From the first page, in the order of the moment."""
        return replace(self, page=1, order="")

    def unfiltered(self) -> "Wish":
        return Wish(
            words=self.words, category=self.category, sort=self.sort, as_words=self.as_words
        )

    def within(self, category: str) -> "Wish":
        return replace(self.unfiltered(), category=category)

    def without_name(self, kind: NameKind) -> "Wish":
        """What was recognised as one is looked for as it is written."""
        return replace(self.afresh, as_words=self.as_words | {kind})

    def pairs(self) -> Pairs:
        """The address again, without what goes without saying. Where one is in it is not part."""
        return tuple(self._pairs())

    def kept(self) -> Pairs:
        """What the filter form sends along besides its own fields."""
        return self.unfiltered().pairs()

    def at(self, path: str) -> str:
        pairs = self.pairs()
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def _pairs(self) -> Iterator[tuple[str, str]]:
        plain = (("q", self.words), ("c", self.category), ("sold", str(self.sold or "")))
        yield from ((name, value) for name, value in plain if value)
        if self.lowest is not None:
            yield "min", str(self.lowest)
        if self.highest is not None:
            yield "max", str(self.highest)
        if self.in_stock:
            yield "stock", "1"
        yield from (("word", kind) for kind in sorted(self.as_words))
        for key, value in self.filters:
            yield "f", f"{key}:{value}"
        if self.sort is not Sort.DEFAULT:
            yield "sort", str(self.sort)


def _number(text: str | None, digits: int) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def _sort(text: str | None) -> Sort:
    return Sort(text) if text in set(Sort) else Sort.DEFAULT


def _filters(given: list[str]) -> Iterator[tuple[str, str]]:
    for each in dict.fromkeys(given[:FILTERS_MAX]):
        key, colon, value = each.partition(":")
        if colon and key and value and len(each) <= WORDS_MAX:
            yield key, value


def _money(yuan: int | None) -> Money | None:
    return None if yuan is None else Money(yuan * FEN, CNY)
