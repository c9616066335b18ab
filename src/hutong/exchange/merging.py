"""From the rows of one product to the product as it shall be: what the file does not say stays."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from hutong.assortment import Area
from hutong.catalog import (
    PROVENANCE,
    Parameter,
    PictureDraft,
    ProductDraft,
    ProductKind,
    ProductSheet,
    SkuDraft,
    Sourcing,
)
from hutong.exchange import areas, cells, suggestions
from hutong.exchange.cells import Limit, Suggestions
from hutong.exchange.columns import COLUMNS, LIMITS
from hutong.exchange.planned import Change, Planned
from hutong.exchange.reading import Row
from hutong.exchange.specs import Specs
from hutong.exchange.typed import Typist
from hutong.kernel.errors import DomainError
from hutong.kernel.i18n import gettext as _
from hutong.kernel.ids import new_id
from hutong.kernel.money import Money, yuan
from hutong.kernel.texts import Texts

BETWEEN = r"[,，、;；\n]+"
KEY = re.compile(r"([0-9a-f]{32})(-[0-9]+)?(\.[a-z]+)?")


@dataclass(frozen=True)
class Known:
    """What the shop has that the file may speak of. `picture` finds the key of a file in the zip,
    None where there is none, and raises what is wrong with it."""

    categories: Mapping[str, UUID | None]
    brands: Mapping[str, UUID | None]
    slugs: Mapping[UUID, str]
    picture: Callable[[str], str | None]
    limits: Mapping[str, Limit] = field(default_factory=dict)
    areas: Mapping[UUID, Sequence[tuple[UUID, Area]]] = field(default_factory=dict)
    suggested: Suggestions = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one product. `slug` is empty where nobody knows which product that is."""

    slug: str
    rows: Sequence[Row]


def plan(group: Group, sheet: ProductSheet | None, known: Known) -> Planned:
    """What becomes of this product; what a draft alone cannot know is checked by the caller."""
    typist = Typist()
    base = sheet.draft if sheet else None
    planned = Planned(
        slug=group.slug,
        title=base.title if base else {},
        rows=[row.number for row in group.rows],
        product_id=base.id if base else None,
        version=base.version if base else None,
        before=base,
    )
    planned.draft = _draft(group, base, known, typist)
    _read_limits(planned, group, known, typist)
    kept = known.areas.get(base.id, ()) if base and base.id else ()
    planned.areas = areas.read(group.rows, [area for _rule_id, area in kept], typist)
    planned.suggested = suggestions.read(group.rows, known.suggested, typist)
    planned.suggested_before = {
        code: record
        for code in planned.suggested
        if code in known.suggested and (record := known.suggested[code].id)
    }
    planned.areas_before = [rule_id for rule_id, _area in kept]
    planned.wrong += typist.wrong
    if planned.draft:
        planned.title = planned.draft.title
        state = sheet.state if sheet else ""
        planned.changes = _changes(planned, group, known, state=state)
    return planned


def _draft(
    group: Group, base: ProductDraft | None, known: Known, typist: Typist
) -> ProductDraft | None:
    rows = group.rows
    if not group.slug:
        words = _("There is no such SKU yet. A new one needs the address of its product.")
        typist.tell(rows[0], "product", words)
        return None
    title = _words(rows, "title", base.title if base else {}, typist)
    category = _category(rows, base.category_id if base else None, known, typist)
    if base is None and not title.get("zh") and not typist.has_told("title_zh"):
        typist.tell(rows[0], "title_zh", _("A new product needs a title."))
    if category is None:
        return None
    specs = Specs(base.specs if base else (), rows, typist)
    skus = _skus(rows, base, specs=specs, known=known, typist=typist)
    limit, days = (_limit(rows, name, base, typist) for name in ("limit_per_member", "limit_days"))
    return ProductDraft(
        id=base.id if base else new_id(),
        version=base.version if base else None,
        slug=group.slug,
        title=title,
        subtitle=_words(rows, "subtitle", (base.subtitle if base else None) or {}, typist),
        description=_words(rows, "description", (base.description if base else None) or {}, typist),
        category_id=category,
        parameters=_parameters(rows, base.parameters if base else (), typist),
        tags=_each(rows, "tags", base.tags if base else (), typist),
        keywords=_each(rows, "keywords", base.keywords if base else (), typist),
        brand_id=_brand(rows, base.brand_id if base else None, known, typist),
        sourcing=_sourcing(rows, base.sourcing if base else None, typist),
        meta_title=_words(rows, "meta_title", (base.meta_title if base else None) or {}, typist),
        meta_description=_words(
            rows, "meta_description", (base.meta_description if base else None) or {}, typist
        ),
        **_provenance(rows, base, typist),
        limit_per_member=limit,
        limit_days=days,
        kind=_kind(rows, base.kind if base else None, typist),
        valid_days=_limit(rows, "valid_days", base, typist),
        pictures=_pictures(rows, base.pictures if base else (), known, typist),
        film=base.film if base else None,
        turn=base.turn if base else (),
        specs=specs.drafts,
        skus=tuple(skus),
    )


def _words(rows: Sequence[Row], name: str, base: Texts, typist: Typist) -> Texts:
    words = dict(base)
    for language in ("zh", "en"):
        said = typist.shared(rows, f"{name}_{language}")
        if said:
            words[language] = said[1]
    return {language: each for language, each in words.items() if each}


def _category(rows: Sequence[Row], base: UUID | None, known: Known, typist: Typist) -> UUID | None:
    said = typist.shared(rows, "category")
    if said is None or not said[1]:
        if base is None and not typist.has_told("category"):
            typist.tell(rows[0], "category", _("A new product needs a category."))
        return base
    name = plain(said[1])
    if name not in known.categories:
        typist.tell(said[0], "category", _("There is no such category."))
    elif known.categories[name] is None:
        words = _("Several categories have this name. Write the address of the one that is meant.")
        typist.tell(said[0], "category", words)
    return known.categories.get(name)


def _parameters(
    rows: Sequence[Row], base: tuple[Parameter, ...], typist: Typist
) -> tuple[Parameter, ...]:
    said = typist.shared(rows, "parameters")
    if said is None:
        return base
    pairs = [cells.named(line) for line in said[1].splitlines() if line.strip()]
    if None in pairs:
        words = _("Each line is name=value, such as 材质|Material=陶瓷|Porcelain.")
        typist.tell(said[0], "parameters", words)
    return tuple(Parameter(name=pair[0], value=pair[1]) for pair in pairs if pair)


def _each(rows: Sequence[Row], key: str, base: tuple[str, ...], typist: Typist) -> tuple[str, ...]:
    """With commas between; short names have spaces between as well."""
    said = typist.shared(rows, key)
    if said is None:
        return base
    between, words = (r"[,，、;；\s]+", plain(said[1])) if key == "tags" else (BETWEEN, said[1])
    return tuple(dict.fromkeys(word for each in re.split(between, words) if (word := each.strip())))


def _brand(rows: Sequence[Row], base: UUID | None, known: Known, typist: Typist) -> UUID | None:
    said = typist.shared(rows, "brand")
    if said is None or not said[1]:
        return None if said else base
    name = plain(said[1])
    if name not in known.brands:
        typist.tell(said[0], "brand", _("There is no such brand."))
    elif known.brands[name] is None:
        words = _("Several brands have this name. Write the address of the one that is meant.")
        typist.tell(said[0], "brand", words)
    return known.brands.get(name)


def _sourcing(rows: Sequence[Row], base: Sourcing | None, typist: Typist) -> Sourcing | None:
    said = typist.shared(rows, "sourcing")
    if said is None or not said[1]:
        return None if said else base
    name = plain(said[1])
    if name not in set(Sourcing):
        typist.tell(said[0], "sourcing", _("Write own_brand or exclusive, or leave it empty."))
        return base
    return Sourcing(name)


def _provenance(rows: Sequence[Row], base: ProductDraft | None, typist: Typist) -> dict[str, Any]:
    told = {}
    for name in PROVENANCE:
        said = typist.shared(rows, name)
        told[name] = said[1] if said else getattr(base, name, "")
    return told


def _kind(rows: Sequence[Row], base: ProductKind | None, typist: Typist) -> ProductKind:
    """Said once, when the product is new."""
    said = typist.shared(rows, "kind")
    if said is None or not said[1]:
        return base or ProductKind.GOODS
    name = plain(said[1])
    if name not in set(ProductKind):
        typist.tell(said[0], "kind", _("Write goods or service, or leave it empty for goods."))
    elif base not in {None, name}:
        words = _("Goods stay goods and services stay services: make a new product.")
        typist.tell(said[0], "kind", words)
    return base or (ProductKind(name) if name in set(ProductKind) else ProductKind.GOODS)


def _limit(rows: Sequence[Row], name: str, base: ProductDraft | None, typist: Typist) -> int | None:
    kept: int | None = getattr(base, name) if base else None
    said = typist.shared(rows, name)
    if said is None:
        return kept
    return typist.whole(said[0], name) if said[1] else None


def _pictures(
    rows: Sequence[Row], base: tuple[PictureDraft, ...], known: Known, typist: Typist
) -> tuple[PictureDraft, ...]:
    """The alternative words that stand there already stay where the line says none."""
    said = typist.shared(rows, "pictures")
    if said is None:
        return base
    kept = {picture.key: picture.alt for picture in base}
    found = []
    for line in said[1].splitlines():
        name, alt = cells.pictured(line)
        key = _picture_key(said[0], "pictures", name, known=known, typist=typist) if name else None
        if key:
            found.append(PictureDraft(key=key, alt=alt or kept.get(key, {})))
    return tuple(found)


def _picture_key(row: Row, column: str, name: str, *, known: Known, typist: Typist) -> str | None:
    """A name that is the key of a picture of ours means that one, not the copy in the zip."""
    ours = KEY.fullmatch(name.lower())
    if ours:
        return ours[1]
    try:
        key = known.picture(name)
    except DomainError as refusal:
        typist.tell(row, column, f"{name}: {refusal}", alike=str(refusal))
        return None
    if key is None:
        words = _("{name}: there is no such picture in the zip, nor in the media library.")
        alike = _("There is no such picture in the zip, nor in the media library.")
        typist.tell(row, column, words.format(name=name), alike=alike)
    return key


def _skus(
    rows: Sequence[Row],
    base: ProductDraft | None,
    *,
    specs: Specs,
    known: Known,
    typist: Typist,
) -> list[SkuDraft]:
    """Those that the file names, changed or new; the others stay."""
    skus = {sku.code: sku for sku in (base.skus if base else ())}
    for row in rows:
        code = typist.code(row, "sku") or ""
        kept = skus.get(code)
        if not code:
            typist.tell(row, "sku", _("This is needed."))
            continue
        skus[code] = _sku(row, code, kept, specs=specs, known=known, typist=typist)
    return [replace(sku, choice=specs.whole(sku.choice)) for sku in skus.values()]


def _sku(
    row: Row, code: str, kept: SkuDraft | None, *, specs: Specs, known: Known, typist: Typist
) -> SkuDraft:
    price = typist.price(row) if "price" in row.cells else kept.price if kept else None
    if price is None:
        if kept is None and "price" not in row.cells:
            typist.tell(row, "price", _("A new SKU needs a price."))
        price = kept.price if kept else yuan("1")  # so that the rest is still looked at
    barcode, active = typist.code(row, "barcode"), typist.yes(row, "active")
    weight = typist.whole(row, "weight")
    return SkuDraft(
        id=kept.id if kept else None,
        code=code,
        price=price,
        original=_original(row, kept, price, typist),
        choice=specs.chosen(row, kept.choice if kept else ()),
        barcode=(kept.barcode if kept else None) if barcode is None else barcode or None,
        weight_grams=(kept.weight_grams if kept else 0) if weight is None else weight,
        picture=_sku_picture(row, kept, known, typist),
        active=(kept.active if kept else True) if active is None else active,
    )


def _original(row: Row, kept: SkuDraft | None, price: Money, typist: Typist) -> Money | None:
    """Where the file is silent, it stays beside the price that it stood beside."""
    said = typist.code(row, "original_price")
    if said is None:
        return kept.original if kept and kept.price == price else None
    return typist.price(row, "original_price") if said else None


def _sku_picture(row: Row, kept: SkuDraft | None, known: Known, typist: Typist) -> str | None:
    name = typist.words(row, "sku_picture")
    if name is None:
        return kept.picture if kept else None
    return _picture_key(row, "sku_picture", name, known=known, typist=typist) if name else None


def _read_limits(planned: Planned, group: Group, known: Known, typist: Typist) -> None:
    for row in group.rows:
        said = {key: typist.words(row, key) for key in LIMITS if key in row.cells}
        code = typist.code(row, "sku")
        if not said or not code:
            continue
        if not any(said.values()):
            wanted = None
        else:
            low, high = (typist.whole(row, key) for key in LIMITS)
            if low is None or high is None or low > high:
                words = _("Both limits are needed, the upper one not below the lower one.")
                typist.tell(row, "stock_high", words)
                continue
            wanted = Limit(low, high)
        if wanted != known.limits.get(code):
            planned.limits[code] = wanted
            planned.limits_before[code] = known.limits.get(code)


def _changes(planned: Planned, group: Group, known: Known, *, state: str) -> list[Change]:
    """In the order of the columns, first of the product, then of each SKU."""
    draft, before = planned.draft, planned.before
    if draft is None:
        return []
    rows = {code_of(row): row.number for row in group.rows}
    first = group.rows[0].number
    now = cells.product_cells(draft, state=state, slugs=known.slugs)
    was = cells.product_cells(before, state=state, slugs=known.slugs) if before else {}
    kept_areas = [area for _rule, area in known.areas.get(draft.id, ())] if draft.id else []
    now |= cells.region_cells(kept_areas if planned.areas is None else planned.areas)
    was |= cells.region_cells(kept_areas)
    changes = _compared(was, now, row=first, sku="")
    kept = {sku.code: sku for sku in before.skus} if before else {}
    for sku in draft.skus:
        limit = planned.limits.get(sku.code, known.limits.get(sku.code))
        suggested = planned.suggested.get(sku.code, known.suggested.get(sku.code))
        now = cells.sku_cells(draft, sku, limit, suggested)
        was = {}
        if before and (old := kept.get(sku.code)):
            former = known.limits.get(sku.code), known.suggested.get(sku.code)
            was = cells.sku_cells(before, old, *former)
        changes += _compared(was, now, row=rows.get(sku.code, first), sku=sku.code)
    return changes


def _compared(was: cells.Cells, now: cells.Cells, *, row: int, sku: str) -> list[Change]:
    return [
        Change(row=row, sku=sku, column=key, before=was.get(key, ""), after=now.get(key, ""))
        for key in ORDER
        if was.get(key, "") != now.get(key, "")
    ]


ORDER = [column.key for column in COLUMNS]


def plain(words: str) -> str:
    """A name or address as it is compared."""
    return unicodedata.normalize("NFKC", words).strip().casefold()


def code_of(row: Row) -> str:
    return unicodedata.normalize("NFKC", row.text("sku")).strip()
