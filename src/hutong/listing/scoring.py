"""How complete a product is: what a good page of goods tells, what of it is missing, and where in
the form it is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hutong.catalog import ProductSheet, WantedParameter
from hutong.kernel.texts import FALLBACK, LANGUAGES, Texts

DESCRIPTION_LEAST = 60
PICTURES_GOOD = 3
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Lack:
    """`field` is the place in the product's form. What is `needed` keeps it off the shelf."""

    code: str
    field: str
    points: int
    needed: bool = False
    name: Texts | None = None


def lacks(sheet: ProductSheet, wanted: Sequence[WantedParameter]) -> list[Lack]:
    return [
        *_words(sheet),
        *_pictures(sheet),
        *_parameters(sheet, wanted),
        *_skus(sheet),
    ]


def score(lacking: Sequence[Lack]) -> int:
    """Of a hundred; what is missing takes its points away."""
    return max(0, WHOLE - sum(lack.points for lack in lacking))


def _words(sheet: ProductSheet) -> Iterator[Lack]:
    for language in LANGUAGES:
        if not sheet.title.get(language, "").strip():
            yield Lack("title", f"title_{language}", 15, needed=True)
        if not sheet.subtitle.get(language, "").strip():
            yield Lack("subtitle", f"subtitle_{language}", 3)
        said = sheet.description.get(language, "").strip()
        if not said:
            yield Lack("description", f"description_{language}", 10)
        elif language == FALLBACK and len(said) < DESCRIPTION_LEAST:
            yield Lack("description_short", f"description_{language}", 5)


def _pictures(sheet: ProductSheet) -> Iterator[Lack]:
    if not sheet.pictures:
        yield Lack("picture", "uploads", 25, needed=True)
    elif len(sheet.pictures) < PICTURES_GOOD:
        yield Lack("pictures_few", "uploads", 4)
    for picture in sheet.pictures:
        if not picture.alt.get(FALLBACK, "").strip():
            yield Lack("picture_words", f"picture-{picture.key}-zh", 3)
            break


def _parameters(sheet: ProductSheet, wanted: Sequence[WantedParameter]) -> Iterator[Lack]:
    told = {each.name.get(FALLBACK) for each in sheet.parameters if each.value.get(FALLBACK)}
    for each in wanted:
        if each.name.get(FALLBACK) not in told:
            points = 10 if each.required else 3
            yield Lack("parameter", "parameters", points, needed=each.required, name=each.name)


def _skus(sheet: ProductSheet) -> Iterator[Lack]:
    active = sheet.active_skus
    if not active:
        yield Lack("sku", "matrix", 20, needed=True)
    if any(not sku.weight_grams for sku in active):
        yield Lack("weight", "matrix", 5)
    if any(not sku.barcode for sku in active):
        yield Lack("barcode", "matrix", 2)
    if sheet.specs and any(not sku.picture for sku in active):
        yield Lack("sku_picture", "matrix", 4)
