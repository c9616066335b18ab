"""There is one way onto the shelf: nobody who serves people goes past what stands against it."""

import re
from pathlib import Path

PAST = re.compile(r"catalog\.(list_products?|delist_product)\(")


def test_no_surface_puts_goods_on_sale_past_the_gates() -> None:
    surfaces = [
        path
        for folder in ("console", "api", "storefront")
        for path in Path("src/hutong", folder).rglob("*.py")
    ]

    past = [str(path) for path in surfaces if PAST.search(path.read_text("utf-8"))]

    assert len(surfaces) > 50
    assert past == []
