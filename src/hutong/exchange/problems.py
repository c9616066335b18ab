"""From the field of a draft, where the catalog finds something wrong, to the cell of the file."""

import re
from collections.abc import Sequence

from hutong.catalog import ProductDraft
from hutong.exchange.merging import code_of
from hutong.exchange.planned import Planned, Wrong
from hutong.exchange.reading import Row
from hutong.kernel.errors import Problem

OF_SKU = {
    "code": "sku",
    "original": "original_price",
    "weight_grams": "weight",
    "picture": "sku_picture",
    "choice": "value_1",
}
OF_PRODUCT = {"slug": "product", "category_id": "category", "brand_id": "brand"}
VALUE_SHOWN = 80
IN_VALUE = re.compile(r"specs\.([0-9]+)\.values\.([0-9]+)")


def placed(problem: Problem, planned: Planned, rows: Sequence[Row]) -> Wrong:
    """Where the reader finds it; the product's first row where the file does not say it."""
    draft = planned.draft
    column, row = _found(problem.field, draft, rows) if draft else ("product", rows[0])
    cell = row.cells.get(column)
    return Wrong(
        row=row.number,
        column=column,
        cell=cell.place if cell else "",
        value=cell.text[:VALUE_SHOWN] if cell else "",
        message=problem.message,
    )


def _found(field: str, draft: ProductDraft, rows: Sequence[Row]) -> tuple[str, Row]:
    name, _, rest = field.partition(".")
    match name:
        case "skus" if rest.partition(".")[0].isdecimal():
            place, _, part = rest.partition(".")
            code = draft.skus[int(place)].code
            row = next((row for row in rows if code_of(row) == code), rows[0])
            return OF_SKU.get(part, part or "sku"), row
        case "specs":
            return _of_spec(field, draft, rows)
        case "title" | "subtitle" | "description":
            column = f"{name}_{rest or 'zh'}"
        case _:
            column = OF_PRODUCT.get(name, name)
    return column, next((row for row in rows if column in row.cells), rows[0])


def _of_spec(field: str, draft: ProductDraft, rows: Sequence[Row]) -> tuple[str, Row]:
    value = IN_VALUE.match(field)
    if value is None:
        number = int(field.split(".")[1]) + 1 if field.count(".") else 1
        return f"spec_{number}", rows[0]
    spec, chosen = int(value[1]), int(value[2])
    codes = {
        sku.code for sku in draft.skus if len(sku.choice) > spec and sku.choice[spec] == chosen
    }
    row = next((row for row in rows if code_of(row) in codes), rows[0])
    return f"value_{spec + 1}", row
