"""The goods of a merchandising rule as its form types them, beside what shoppers see."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from uuid import UUID

from hutong.console.kit import PartField, Posted
from hutong.kernel.i18n import N_
from hutong.kernel.texts import Texts, pick
from hutong.search import Effect, MerchandisingRule, Placed

ROWS_MAX = 120
LAST = 999


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """`place`: among the pinned, from 1. `now` and `then`: where it stands in the list, None where
    it is not among the first. `about`: what to know of it."""

    product_id: str
    title: str
    effect: str = ""
    place: str = ""
    now: int | None = None
    then: int | None = None
    in_stock: bool = True
    why: str = ""


@dataclass(frozen=True, slots=True)
class Arranged:
    """`tried`: the rows tell what would be. `note`: what else there is to say about it."""

    rows: Sequence[GoodsRow] = ()
    tried: bool = False
    note: str = ""
    total: int = 0
    looked_for: str = ""


def of_rule(rule: MerchandisingRule | None, titles: Mapping[UUID, Texts]) -> Arranged:
    rows, pins = [], 0
    for each in rule.goods if rule else ():
        is_pin = each["effect"] == Effect.PIN
        pins += is_pin
        title = pick(titles[known]) if (known := UUID(each["product_id"])) in titles else str(known)
        place = str(pins) if is_pin else ""
        rows.append(GoodsRow(each["product_id"], title, each["effect"], place))
    return Arranged(rows)


def typed(posted: Posted) -> Arranged:
    """Only what something happens to, pinned goods first, in their order."""
    rows = sorted(_rows(posted), key=lambda row: (row.effect != Effect.PIN, _place(row)))
    return Arranged(rows, looked_for=posted.one("goods-search"))


def read(posted: Posted) -> tuple[Placed, ...]:
    return tuple(Placed(UUID(row.product_id), Effect(row.effect)) for row in typed(posted).rows)


FIELD = PartField(
    name="goods",
    title=N_("Goods and their order"),
    template="console/searching/_goods.html",
    parse=read,
    echo=typed,
    wide=True,
)


def _rows(posted: Posted) -> Iterator[GoodsRow]:
    columns = [posted.many(f"goods-{each}") for each in ("product", "title", "effect", "place")]
    for product, title, effect, place in list(zip_longest(*columns, fillvalue=""))[:ROWS_MAX]:
        if effect in set(Effect) and _is_id(product):
            yield GoodsRow(product, title[:200], effect, place if effect == Effect.PIN else "")


def _is_id(typed: str) -> bool:
    try:
        UUID(typed)
    except ValueError:
        return False
    return True


def _place(row: GoodsRow) -> int:
    typed = row.place
    return (
        int(typed)
        if typed.isascii() and typed.isdecimal() and len(typed) <= len(str(LAST))
        else LAST
    )
