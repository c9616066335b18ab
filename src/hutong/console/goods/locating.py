"""Where in the table of SKUs, and among the pictures, something is wrong: for the list of mistakes
above the form of a product."""

from collections.abc import Sequence

from hutong.console.goods.matrix import Matrix, SpecTyped
from hutong.console.goods.pictures import PictureTyped
from hutong.console.kit.fields import Spot
from hutong.kernel.i18n import N_, gettext

COLUMNS = {
    "code": ("code", N_("SKU code")),
    "price": ("price", N_("Price (yuan)")),
    "original": ("original", N_("Original price")),
    "weight_grams": ("weight", N_("Weight (grams)")),
    "barcode": ("barcode", N_("Barcode")),
    "stock": ("stock", N_("Stock")),
}


def in_matrix(path: str, entered: Matrix) -> Spot | None:
    kind, *rest = path.split(".")
    if not rest or not rest[0].isdecimal():
        return None
    place = int(rest[0])
    return _in_specs(place, rest[1:], entered) if kind == "specs" else _in_row(place, rest, entered)


def in_pictures(path: str, entered: Sequence[PictureTyped]) -> Spot | None:
    place = path.rpartition(".")[2]
    if not place.isdecimal() or int(place) >= len(entered):
        return None
    words = gettext("Picture {number}").format(number=int(place) + 1)
    return Spot(words, f"picture-{entered[int(place)].key}-zh")


def _in_row(place: int, rest: Sequence[str], entered: Matrix) -> Spot | None:
    row = next((row for row in entered.rows if row.place == place), None)
    if row is None:
        return None
    column, title = COLUMNS.get(rest[-1], ("active", N_("On sale")))
    return Spot(
        f"{row.title or gettext('The only kind')} · {gettext(title)}", f"sku-{row.key}-{column}"
    )


def _in_specs(place: int, rest: Sequence[str], entered: Matrix) -> Spot | None:
    specs = [spec for spec in entered.specs if spec.there]
    if place >= len(specs):
        return None
    words = gettext("Specification %(number)s") % {"number": place + 1}
    return Spot(words, _anchor(specs[place], rest))


def _anchor(spec: SpecTyped, rest: Sequence[str]) -> str:
    """`values.2.name.zh` or `name.en` of a specification."""
    if (
        rest[:1] == ["values"]
        and rest[1:2]
        and rest[1].isdecimal()
        and int(rest[1]) < len(spec.kept)
    ):
        return f"value-{spec.kept[int(rest[1])].token}-zh"
    return f"spec-{spec.token}-{'en' if rest[-1:] == ['en'] else 'zh'}"
