"""From the specs and SKUs that a draft wants to the rows that are there.

What exists is found again (by id, else by name, by combination, by code), so that an edit changes
rows instead of replacing them. A SKU that the draft leaves out goes inactive; it was sold once.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from hutong.catalog.drafts import ProductDraft, SkuDraft, SpecDraft, SpecValueDraft
from hutong.catalog.models import Product, Sku, SkuValue, Spec, SpecValue
from hutong.kernel.ids import new_id
from hutong.kernel.money import Money
from hutong.kernel.texts import FALLBACK, LANGUAGES, Texts

Draft = TypeVar("Draft")
Row = TypeVar("Row")
Named = Spec | SpecValue | SpecDraft | SpecValueDraft

JOINT = " / "


@dataclass(frozen=True)
class Repriced:
    sku_id: UUID
    before: Money
    after: Money


def fit_specs(product: Product, drafts: Sequence[SpecDraft]) -> None:
    rows = _matched(drafts, product.specs, (_id, _id), (_name, _name))
    specs = [row or Spec(id=new_id(), values=[]) for row in rows]
    for position, (spec, draft) in enumerate(zip(specs, drafts, strict=True)):
        spec.name, spec.position = draft.name, position
        _fit_values(spec, draft.values)
    product.specs = specs


@dataclass(frozen=True)
class Comparing:
    """When original prices begin that are new, and when they end."""

    since: datetime
    until: datetime


def fit_skus(product: Product, draft: ProductDraft, comparing: Comparing) -> list[Repriced]:
    """Lay the draft's SKUs over the product's, after its specs. Says whose price changed."""
    existing = list(product.skus)
    _forget_lost_values(existing, product.specs)
    choices = [_Choice(each, _chosen(product, each)) for each in draft.skus]
    rows = _matched(
        choices,
        existing,
        (lambda choice: choice.draft.id, _id),
        (lambda choice: choice.combination, lambda sku: sku.combination),
        (lambda choice: choice.draft.code, lambda sku: sku.code),
    )
    _retire([sku for sku in existing if sku not in rows], {each.combination for each in choices})
    repriced = [
        Repriced(row.id, row.price, choice.draft.price)
        for row, choice in zip(rows, choices, strict=True)
        if row is not None and row.price != choice.draft.price
    ]
    for position, (row, choice) in enumerate(zip(rows, choices, strict=True)):
        sku = row or Sku(id=new_id(), values=[])
        if row is None:
            product.skus.append(sku)
        sku.position = position
        _compare(sku, choice.draft, comparing)
        _fit_sku(sku, choice)
    return repriced


@dataclass(frozen=True)
class _Choice:
    draft: SkuDraft
    values: Sequence[tuple[Spec, SpecValue]]

    @property
    def combination(self) -> str:
        return ",".join(sorted(str(value.id) for _, value in self.values))

    @property
    def title(self) -> Texts:
        """The names of its values in every language that has them all."""
        titles = {
            language: JOINT.join(value.name.get(language, "") for _, value in self.values)
            for language in LANGUAGES
            if all(value.name.get(language) for _, value in self.values)
        }
        return titles if self.values else {}


def _chosen(product: Product, draft: SkuDraft) -> list[tuple[Spec, SpecValue]]:
    return [
        (spec, spec.values[place]) for spec, place in zip(product.specs, draft.choice, strict=True)
    ]


def _fit_values(spec: Spec, drafts: Sequence[SpecValueDraft]) -> None:
    rows = _matched(drafts, spec.values, (_id, _id), (_name, _name))
    values = [row or SpecValue(id=new_id()) for row in rows]
    for position, (value, draft) in enumerate(zip(values, drafts, strict=True)):
        value.name, value.picture, value.position = draft.name, draft.picture, position
    spec.values = values


def _compare(sku: Sku, draft: SkuDraft, comparing: Comparing) -> None:
    """What stands beside the same price already goes on as it began."""
    if (sku.price_minor, sku.original_minor) != (
        draft.price.minor,
        draft.original.minor if draft.original else None,
    ):
        sku.compare_with(draft.original, comparing.since, until=comparing.until)


def _fit_sku(sku: Sku, choice: _Choice) -> None:
    draft = choice.draft
    pictures = [value.picture for _, value in choice.values if value.picture]
    sku.code, sku.barcode = draft.code, draft.barcode
    sku.price = draft.price
    sku.weight_grams = draft.weight_grams
    sku.picture = draft.picture or next(iter(pictures), None)
    sku.active = draft.active
    sku.title = choice.title
    sku.combination = choice.combination
    already = {each.value_id: each for each in sku.values}
    sku.values = [
        already.get(value.id) or SkuValue(spec_id=spec.id, value_id=value.id)
        for spec, value in choice.values
    ]


def _forget_lost_values(skus: Sequence[Sku], specs: Sequence[Spec]) -> None:
    """A SKU that chose a value which is gone chooses nothing any more."""
    alive = {value.id for spec in specs for value in spec.values}
    for sku in skus:
        if len(sku.values) != len(specs) or any(each.value_id not in alive for each in sku.values):
            sku.values = []
            sku.combination = None


def _retire(skus: Sequence[Sku], taken: set[str]) -> None:
    for sku in skus:
        sku.active = False
        if sku.combination in taken:
            sku.values = []
            sku.combination = None


def _matched(
    drafts: Sequence[Draft],
    rows: Sequence[Row],
    *tests: tuple[Callable[[Draft], Hashable], Callable[[Row], Hashable]],
) -> list[Row | None]:
    """For each draft its row, if it has one: test after test, and no row serves two drafts."""
    free = list(rows)
    found: list[Row | None] = [None] * len(drafts)
    for of_draft, of_row in tests:
        for place, draft in enumerate(drafts):
            key = of_draft(draft)
            if found[place] is not None or key is None:
                continue
            row = next((row for row in free if of_row(row) == key), None)
            if row is not None:
                found[place] = row
                free.remove(row)
    return found


def _id(thing: Named | Sku) -> UUID | None:
    return thing.id


def _name(thing: Named) -> str | None:
    return thing.name.get(FALLBACK)
