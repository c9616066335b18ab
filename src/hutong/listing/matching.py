"""Does what is written of goods fit what their SKUs and parameters say?

Measures are compared as millilitres and millimetres, so that "0.5升" fits "500ml". Colours and
materials are compared by their words, in the title and the line below it only: a description
may well speak of other things.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from hutong.catalog import ProductSheet
from hutong.kernel.texts import FALLBACK, LANGUAGES, Texts

NUMBER = r"(\d+(?:\.\d+)?)"
TIMES = r"\s*[x\u00d7*]\s*"
UNITS: Mapping[str, tuple[str, int]] = {
    "ml": ("capacity", 1),
    "毫升": ("capacity", 1),
    "l": ("capacity", 1000),
    "升": ("capacity", 1000),
    "litre": ("capacity", 1000),
    "litres": ("capacity", 1000),
    "mm": ("size", 1),
    "毫米": ("size", 1),
    "cm": ("size", 10),
    "厘米": ("size", 10),
    "公分": ("size", 10),
}
_NAMES = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
MEASURE = re.compile(
    rf"{NUMBER}(?:{TIMES}{NUMBER})?(?:{TIMES}{NUMBER})?\s*({_NAMES})(?![a-z²³])",
    re.IGNORECASE,
)
COLOURS = ("红色", "黑色", "白色", "蓝色", "绿色", "黄色", "粉色", "紫色", "灰色", "橙色", "棕色")
MATERIALS: Mapping[str, Sequence[str]] = {
    "骨瓷": ("骨瓷", "bone china"),
    "玻璃": ("玻璃", "glass"),
    "不锈钢": ("不锈钢", "stainless"),
    "铸铁": ("铸铁", "cast iron"),
    "亚麻": ("亚麻", "麻", "linen"),
    "羊毛": ("羊毛", "wool"),
    "真皮": ("真皮", "牛皮", "羊皮", "leather"),
    "竹": ("竹", "bamboo"),
    "硅胶": ("硅胶", "silicone"),
    "纯棉": ("棉", "cotton"),
    "真丝": ("真丝", "桑蚕丝", "silk"),
    "实木": ("木", "wood", "oak", "walnut", "beech"),
    "陶瓷": ("陶", "瓷", "泥", "ceramic", "stoneware", "porcelain"),
}
MATERIAL_NAMES = frozenset({"材质", "材料", "面料", "主材"})
COLOUR_NAMES = frozenset({"颜色", "釉色", "色", "花色", "配色"})
WEIGHT_NAMES = frozenset({"重量", "净重"})
WEIGHT = re.compile(rf"{NUMBER}\s*(kg|g|千克|公斤|克)(?![a-z])", re.IGNORECASE)
SLIP = 7  # a seventh at most
GRAMS = {"kg": 1000, "千克": 1000, "公斤": 1000, "g": 1, "克": 1}


class About(StrEnum):
    CAPACITY = "capacity"
    SIZE = "size"
    COLOUR = "colour"
    MATERIAL = "material"
    WEIGHT = "weight"
    LANGUAGES = "languages"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Difference:
    """`says` is what is written at `field`, `knows` what the data say instead."""

    about: About
    field: str
    says: str
    knows: str


def differences(sheet: ProductSheet) -> list[Difference]:
    return [
        *_measures(sheet),
        *_between_languages(sheet),
        *_materials(sheet),
        *_colours(sheet),
        *_weights(sheet),
        *_pictures(sheet),
    ]


def measures(words: str) -> dict[tuple[str, int], str]:
    """What is measured there, in millilitres and tenths of millimetres, and how it is written."""
    found: dict[tuple[str, int], str] = {}
    for match in MEASURE.finditer(words):
        *numbers, unit = match.groups()
        kind, factor = UNITS[unit.lower()]
        for number in filter(None, numbers):
            found[kind, int(Decimal(number) * factor * 10)] = f"{number} {unit}"
    return found


def _measures(sheet: ProductSheet) -> Iterator[Difference]:
    known: dict[tuple[str, int], str] = {}
    for words in _data(sheet):
        known |= measures(words)
    for kind in (About.CAPACITY, About.SIZE):
        ours = {amount: how for (each, amount), how in known.items() if each == kind}
        for field, words in _told(sheet) if ours else ():
            for (each, amount), how in measures(words).items():
                if each == kind and amount not in ours and _about_goods(field, kind, amount, ours):
                    yield Difference(kind, field, how, " · ".join(dict.fromkeys(ours.values())))


def _about_goods(field: str, kind: About, amount: int, ours: Iterable[int]) -> bool:
    """The title measures the goods themselves. A description may measure other things: there only
    what is nearly one of the known measures is taken for a slip of the pen."""
    if field.startswith("title") or (kind is About.CAPACITY and field.startswith("subtitle")):
        return True
    return any(abs(amount - each) * SLIP <= each for each in ours)


def _between_languages(sheet: ProductSheet) -> Iterator[Difference]:
    """A measure in the Chinese title that the English one tells otherwise."""
    zh, en = (measures(sheet.title.get(language, "")) for language in LANGUAGES)
    if zh and en and set(zh) != set(en):
        yield Difference(
            About.LANGUAGES, "title_en", " · ".join(en.values()), " · ".join(zh.values())
        )


def _materials(sheet: ProductSheet) -> Iterator[Difference]:
    told = _values(sheet, MATERIAL_NAMES)
    if not told:
        return
    data = " ".join(_data(sheet)).casefold()
    for field in ("title", "subtitle"):
        words = _texts(sheet, field).get(FALLBACK, "")
        for material, same in MATERIALS.items():
            if material in words and not any(each in data for each in same):
                yield Difference(About.MATERIAL, f"{field}_{FALLBACK}", material, " · ".join(told))


def _colours(sheet: ProductSheet) -> Iterator[Difference]:
    spec = next((each for each in sheet.specs if each.name.get(FALLBACK) in COLOUR_NAMES), None)
    if spec is None:
        return
    values = [value.name.get(FALLBACK, "") for value in spec.values]
    for field in ("title", "subtitle"):
        words = _texts(sheet, field).get(FALLBACK, "")
        for colour in COLOURS:
            if colour in words and not any(colour[0] in value for value in values):
                yield Difference(About.COLOUR, f"{field}_{FALLBACK}", colour, " · ".join(values))


def _weights(sheet: ProductSheet) -> Iterator[Difference]:
    """Goods weigh no more than what is carried to the buyer."""
    heaviest = max((sku.weight_grams for sku in sheet.active_skus), default=0)
    if not heaviest:
        return
    for value in _values(sheet, WEIGHT_NAMES):
        for number, unit in WEIGHT.findall(value):
            if Decimal(number) * GRAMS[unit.lower()] > heaviest:
                yield Difference(About.WEIGHT, "matrix", f"{number} {unit}", f"{heaviest} g")


def _pictures(sheet: ProductSheet) -> Iterator[Difference]:
    """A colour that is on sale without a picture, beside others that have one."""
    for spec in sheet.specs:
        shown = [value for value in spec.values if value.picture]
        for value in spec.values if shown else ():
            if not value.picture:
                name = value.name.get(FALLBACK, "")
                yield Difference(About.PICTURE, "matrix", name, "")


def _data(sheet: ProductSheet) -> Iterator[str]:
    """All that is said in parameters and specifications, in both languages."""
    for parameter in sheet.parameters:
        yield from parameter.value.values()
    for spec in sheet.specs:
        for value in spec.values:
            yield from value.name.values()


def _told(sheet: ProductSheet) -> Iterator[tuple[str, str]]:
    for field in ("title", "subtitle", "description"):
        for language in LANGUAGES:
            yield f"{field}_{language}", _texts(sheet, field).get(language, "")


def _texts(sheet: ProductSheet, field: str) -> Texts:
    texts: Texts = getattr(sheet, field)
    return texts


def _values(sheet: ProductSheet, names: Iterable[str]) -> list[str]:
    return [
        each.value.get(FALLBACK, "")
        for each in sheet.parameters
        if each.name.get(FALLBACK, "") in names and each.value.get(FALLBACK)
    ]
