"""The specifications of a product and the table of its SKUs, as a form types them.

Specs, values and SKUs travel under tokens: the id of what is kept, or a made-up one for what is
new. A SKU's row is named by the tokens of its values, so renaming a value or putting one in
between never hands a row's price to another combination. A row without price and code is a
combination that does not exist.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from uuid import UUID

from hutong import catalog
from hutong.catalog import ProductSheet, SkuDraft, SkuSheet, SpecDraft, SpecSheet, SpecValueDraft
from hutong.console.kit import Posted
from hutong.console.kit.fields import AMOUNT
from hutong.kernel import texts
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext
from hutong.kernel.money import CNY, Money, yuan

TOKEN = re.compile(r"[A-Za-z0-9-]{1,40}")
ONLY = "only"
SPECS_MAX, VALUES_MAX, ROWS_MAX = 4, 60, 600
SPARE_VALUES = 2
DIGITS_MAX = 12
Names = dict[str, str]


@dataclass(frozen=True, slots=True)
class ValueTyped:
    token: str
    name: Names
    picture: str = ""

    @property
    def there(self) -> bool:
        return bool(self.name["zh"] or self.name["en"])


@dataclass(frozen=True, slots=True)
class SpecTyped:
    token: str
    name: Names
    values: Sequence[ValueTyped]

    @property
    def there(self) -> bool:
        return bool(self.name["zh"] or self.name["en"] or self.kept)

    @property
    def kept(self) -> Sequence[ValueTyped]:
        return [value for value in self.values if value.there]


@dataclass(frozen=True, slots=True)
class RowTyped:
    """`place` is where it stands among the SKUs that are made of it; None when it is none.

    `on_hand` tells how many of a kept SKU there are; `stock` is what a new one begins with.
    """

    key: str
    title: str
    id: str = ""
    code: str = ""
    price: str = ""
    original: str = ""
    weight: str = ""
    barcode: str = ""
    picture: str = ""
    stock: str = ""
    on_hand: str = ""
    active: bool = True
    fresh: bool = False
    place: int | None = None


@dataclass(frozen=True, slots=True)
class MatrixRead:
    """What the form makes of it. `stock` holds by code how many of a new SKU come in."""

    specs: tuple[SpecDraft, ...]
    skus: tuple[SkuDraft, ...]
    stock: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Matrix:
    specs: Sequence[SpecTyped]
    rows: Sequence[RowTyped]

    @property
    def drafts(self) -> tuple[SpecDraft, ...]:
        return tuple(_spec_draft(spec) for spec in self.specs if spec.there)


def blank() -> Matrix:
    return _numbered(_spared([]), [RowTyped(ONLY, "")])


def of_product(sheet: ProductSheet, on_hand: Mapping[UUID, int]) -> Matrix:
    """The matrix of a product that is kept; SKUs that were taken away are left out."""
    specs = [_spec_typed(spec) for spec in sheet.specs]
    known = {
        "_".join(map(str, sku.value_ids)) or ONLY: sku
        for sku in sheet.skus
        if len(sku.value_ids) == len(sheet.specs)
    }
    rows = [
        _row_typed(key, title, known[key], on_hand) if key in known else RowTyped(key, title)
        for key, title in _combinations(specs)
    ]
    return _numbered(_spared(specs), rows)


def typed(posted: Posted) -> Matrix:
    """What was posted, with a row for every combination that the values make now."""
    specs = list(_specs_posted(posted))
    sent = set(posted.many("sku")[:ROWS_MAX])
    rows = [
        _row_posted(posted, key, title) if key in sent else RowTyped(key, title, fresh=True)
        for key, title in _combinations([spec for spec in specs if spec.there])
    ]
    return _numbered(_spared(specs), rows)


def read(posted: Posted) -> MatrixRead:
    """The drafts. Raises Invalid when a combination was not seen yet or a number is none."""
    matrix = typed(posted)
    if posted.one("regenerate") or any(row.fresh for row in matrix.rows):
        words = gettext("The table has a row for every combination now. Complete it, then save.")
        raise Invalid([Problem("matrix", words)])
    problems: list[Problem] = []
    choices = _choices(matrix)
    slug = posted.one("slug")
    made = [row for row in matrix.rows if row.place is not None]
    drafts = [_sku_draft(row, choices[row.key], slug, problems) for row in made]
    stock = {
        draft.code: _whole(row.stock, f"skus.{row.place}.stock", problems)
        for row, draft in zip(made, drafts, strict=True)
        if row.stock and not row.id
    }
    problems += _wrong(matrix.drafts, drafts, made, known={each.field for each in problems})
    if problems:
        raise Invalid(problems)
    return MatrixRead(matrix.drafts, tuple(drafts), stock)


def _wrong(
    specs: Sequence[SpecDraft],
    drafts: Sequence[SkuDraft],
    made: Sequence[RowTyped],
    *,
    known: set[str],
) -> list[Problem]:
    """What saving would refuse, told together with what is wrong elsewhere in the form. A code
    that nobody typed is made of the address, and told there."""
    unsaid = {f"skus.{row.place}.code" for row in made if not row.code}
    every = [*catalog.spec_problems(specs), *catalog.sku_problems(drafts, specs)]
    return [each for each in every if each.field not in known | unsaid]


def _combinations(specs: Sequence[SpecTyped]) -> list[tuple[str, str]]:
    """Keys and titles, as many as a product may have."""
    if not specs:
        return [(ONLY, "")]
    every: Iterable[tuple[ValueTyped, ...]] = product(*(spec.kept for spec in specs))
    named = (
        ("_".join(value.token for value in chosen), " / ".join(_shown(v.name) for v in chosen))
        for chosen in every
    )
    return [pair for _, pair in zip(range(ROWS_MAX), named, strict=False)]


def _choices(matrix: Matrix) -> Mapping[str, tuple[int, ...]]:
    """Each row's place of its value in each spec."""
    places = [range(len(spec.kept)) for spec in matrix.specs if spec.there]
    return dict(zip((row.key for row in matrix.rows), product(*places), strict=False))


def _numbered(specs: Sequence[SpecTyped], rows: Sequence[RowTyped]) -> Matrix:
    numbered: list[RowTyped] = []
    place = 0
    for row in rows:
        made = bool(row.price or row.code or row.key == ONLY)
        numbered.append(replace(row, place=place if made else None))
        place += made
    return Matrix(specs, numbered)


def _spared(specs: Sequence[SpecTyped]) -> list[SpecTyped]:
    """Room to type more: two values in each spec, and one spec."""
    names = Names(zh="", en="")
    kept = [spec for spec in specs if spec.there]
    spare = SpecTyped(f"s{len(kept)}-new", names, ())
    wanted = [*kept, spare] if len(kept) < SPECS_MAX else kept
    return [
        SpecTyped(
            spec.token,
            spec.name,
            [
                *spec.kept,
                *(
                    ValueTyped(f"{spec.token[:20]}-v{len(spec.kept) + n}-new", names)
                    for n in range(SPARE_VALUES if spec.there else SPARE_VALUES + 1)
                ),
            ],
        )
        for spec in wanted
    ]


def _specs_posted(posted: Posted) -> Iterator[SpecTyped]:
    for token in _tokens(posted.many("spec"), SPECS_MAX):
        values = [
            ValueTyped(
                value, _names(posted, f"value-{value}"), posted.one(f"value-{value}-picture")
            )
            for value in _tokens(posted.many(f"values-{token}"), VALUES_MAX)
        ]
        yield SpecTyped(token, _names(posted, f"spec-{token}"), values)


def _row_posted(posted: Posted, key: str, title: str) -> RowTyped:
    def told(name: str) -> str:
        return posted.one(f"sku-{key}-{name}")

    return RowTyped(
        key=key,
        title=title,
        id=told("id"),
        code=told("code"),
        price=told("price"),
        original=told("original"),
        weight=told("weight"),
        barcode=told("barcode"),
        picture=told("picture"),
        stock=told("stock"),
        on_hand=told("on-hand"),
        active=told("active") == "1",
    )


def _row_typed(key: str, title: str, sku: SkuSheet, on_hand: Mapping[UUID, int]) -> RowTyped:
    return RowTyped(
        key=key,
        title=title,
        id=str(sku.id),
        code=sku.code,
        price=f"{sku.price.major:.2f}",
        original=f"{sku.original.major:.2f}" if sku.original else "",
        weight=str(sku.weight_grams),
        barcode=sku.barcode or "",
        picture=sku.picture or "",
        on_hand=str(on_hand.get(sku.id, 0)),
        active=sku.active,
    )


def _spec_typed(spec: SpecSheet) -> SpecTyped:
    values = [
        ValueTyped(str(value.id), _both(value.name), value.picture or "") for value in spec.values
    ]
    return SpecTyped(str(spec.id), _both(spec.name), values)


def _spec_draft(spec: SpecTyped) -> SpecDraft:
    return SpecDraft(
        id=_id(spec.token),
        name=_told(spec.name),
        values=tuple(
            SpecValueDraft(
                id=_id(value.token), name=_told(value.name), picture=value.picture or None
            )
            for value in spec.kept
        ),
    )


def _sku_draft(
    row: RowTyped, choice: tuple[int, ...], slug: str, problems: list[Problem]
) -> SkuDraft:
    path = f"skus.{row.place}"
    return SkuDraft(
        id=_id(row.id),
        code=row.code or f"{slug.upper()[:34]}-{(row.place or 0) + 1:02d}",
        price=_price(row.price, f"{path}.price", problems),
        original=_price(row.original, f"{path}.original", problems) if row.original else None,
        choice=choice,
        barcode=row.barcode or None,
        weight_grams=_whole(row.weight, f"{path}.weight_grams", problems),
        picture=row.picture or None,
        active=row.active,
    )


def _price(typed_price: str, path: str, problems: list[Problem]) -> Money:
    bare = _bare(typed_price).removeprefix("¥").removesuffix("元")
    if AMOUNT.fullmatch(bare):
        return yuan(bare)
    problems.append(Problem(path, gettext("An amount such as 12.50 is needed here.")))
    return Money(0, CNY)


def _whole(typed_number: str, path: str, problems: list[Problem]) -> int:
    bare = _bare(typed_number)
    if not bare:
        return 0
    if not (bare.isdecimal() and bare.isascii()) or len(bare) > DIGITS_MAX:
        problems.append(Problem(path, gettext("A whole number is needed here.")))
        return 0
    return int(bare)


def _bare(number: str) -> str:
    """In half width and without the commas of thousands, which spreadsheets write."""
    return unicodedata.normalize("NFKC", number).replace(",", "").strip()


def _tokens(sent: Sequence[str], most: int) -> list[str]:
    return [token for token in dict.fromkeys(sent) if TOKEN.fullmatch(token)][:most]


def _names(posted: Posted, name: str) -> Names:
    return Names(zh=posted.one(f"{name}-zh"), en=posted.one(f"{name}-en"))


def _both(name: Mapping[str, str]) -> Names:
    return Names(zh=name.get("zh", ""), en=name.get("en", ""))


def _told(name: Names) -> Names:
    return {language: words for language, words in name.items() if words}


def _shown(name: Names) -> str:
    return texts.pick(name) or name["en"]


def _id(token: str) -> UUID | None:
    try:
        return UUID(token)
    except ValueError:
        return None
