"""What a product brings along whatever is looked for: sales, age, and being there at all."""

import math

from hutong.search.documents import Document

SALES_SHARE = 0.08  # what ten times the sales add
FRESH_SHARE = 0.1  # what being the newest adds
FRESH_DAYS = 90
DAY = 86_400
IN_STOCK = 64  # sold out stands behind whatever fits
HAIR = 1e-5


def merit(document: Document, *, newest: int, dice: float) -> float:
    """As the engine wants it: it multiplies a score with log2(2 + merit). `dice`, under 1, lets
    no two be quite the same."""
    factor = sales_factor(document) * freshness_factor(document, newest) + HAIR * dice
    return 2 ** (factor * stock_factor(document)) - 2


def stock_factor(document: Document) -> int:
    return IN_STOCK if document.in_stock else 1


def sales_factor(document: Document) -> float:
    return 1 + SALES_SHARE * math.log10(1 + max(0, document.sales))


def freshness_factor(document: Document, newest: int) -> float:
    """Beside the newest of the shop, in days: nothing changes by waiting."""
    if document.launched_at is None or not newest:
        return 1.0
    age = max(0, newest - int(document.launched_at.timestamp()) // DAY)
    return 1 + FRESH_SHARE * math.exp(-age / FRESH_DAYS)
