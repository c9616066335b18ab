"""What the forms of the cart say."""

from collections.abc import Iterable
from uuid import UUID

from litestar.datastructures import FormMultiDict

from hutong.cart import LINES_MAX, QUANTITY_MAX, Item, Wish
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _

QUANTITY = "quantity-"
CHOSEN = "chosen"
DIGITS_MAX = 6


def read_wishes(form: FormMultiDict) -> dict[UUID, Wish]:
    """How many of each line, and which are chosen. Raises Invalid: then nothing is written.

    A button of a line ("take three") comes after its field and has the last word.
    """
    chosen = {sku_of(value) for value in form.getall(CHOSEN, [])}
    quantities: dict[UUID, int] = {}
    for name, value in form.multi_items():
        sku_id = sku_of(name.removeprefix(QUANTITY)) if name.startswith(QUANTITY) else None
        if sku_id is not None:
            quantities[sku_id] = _quantity(value)
    if len(quantities) > LINES_MAX:
        raise Invalid([Problem("lines", _("At most {max} of these.").format(max=LINES_MAX))])
    return {
        sku_id: Wish(quantity, selected=sku_id in chosen) for sku_id, quantity in quantities.items()
    }


def read_items(fields: Iterable[object]) -> list[Item]:
    """Items written as "sku:quantity"; what is not written so is left out."""
    items = []
    for field in list(fields)[:LINES_MAX]:
        sku, _colon, quantity = field.partition(":") if isinstance(field, str) else ("", "", "")
        sku_id = sku_of(sku)
        if sku_id and quantity.isascii() and quantity.isdecimal() and len(quantity) <= DIGITS_MAX:
            items.append(Item(sku_id, min(QUANTITY_MAX, max(1, int(quantity)))))
    return items


def sku_of(value: object) -> UUID | None:
    """The SKU that a field names; None for what names none."""
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _quantity(value: object) -> int:
    text = value.strip() if isinstance(value, str) else ""
    if not (text.isascii() and text.isdecimal() and len(text) <= DIGITS_MAX):
        raise Invalid([Problem("quantity", _("A quantity is a whole number."))])
    return int(text)
