"""The exchange format: one row for each SKU, the same columns in and out. docs/guide/exchange.md
explains each; a test holds it to that."""

import unicodedata
from collections.abc import Mapping, Sequence

from hutong.exchange.column import Column
from hutong.exchange.product_columns import PRODUCT_COLUMNS
from hutong.exchange.sku_columns import SKU_COLUMNS
from hutong.kernel import i18n
from hutong.kernel.i18n import gettext

COLUMNS = (*PRODUCT_COLUMNS, *SKU_COLUMNS)
BY_KEY: Mapping[str, Column] = {column.key: column for column in COLUMNS}
OF_SKU = frozenset(column.key for column in COLUMNS if column.of_sku)
LIMITS = ("stock_low", "stock_high")
SUGGESTED = ("suggested_price", "suggested_dated", "suggested_until", "suggested_proof")
REGIONS: Mapping[str, bool] = {"sold_only_in": True, "not_sold_in": False}
"""Whether goods go to these regions alone."""


ELSEWHERE = {
    "sku": ("SKU", "SKU编码", "SKU ID", "货号", "商家编码", "规格编码"),
    "title_zh": ("商品名称", "商品标题", "品名", "Product name", "Product title"),
    "price": ("价格", "售价", "销售价", "Price"),
    "barcode": ("条码", "国际条码", "EAN"),
    "category": ("商品分类", "类目"),
    "supplier": ("供应商名称", "供货商"),
}
"""What suppliers and other shops write above these columns."""


def recognised(headings: Sequence[str]) -> list[str | None]:
    """The keys of the columns with these headings: by key, by Chinese or English title, and, where
    a column has no heading of its own, by what others call it."""
    ours, theirs = _headings(), _headings_elsewhere()
    keys = [ours.get(_plain(heading)) for heading in headings]
    for place, heading in enumerate(headings):
        key = theirs.get(_plain(heading))
        if keys[place] is None and key not in keys:
            keys[place] = key
    return keys


def title_of(key: str) -> str:
    """In the reader's language; what the reader called it where it is no column of ours."""
    return gettext(BY_KEY[key].title) if key in BY_KEY else key


def _headings() -> dict[str, str]:
    known = {_plain(column.key): column.key for column in COLUMNS}
    for locale in i18n.LOCALES:
        with i18n.using(locale):
            known |= {_plain(gettext(column.title)): column.key for column in COLUMNS}
    return known


def _headings_elsewhere() -> dict[str, str]:
    return {_plain(words): key for key, called in ELSEWHERE.items() for words in called}


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).strip().rstrip("*").replace(" ", "").casefold()
