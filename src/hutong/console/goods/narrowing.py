"""What the list of products can be narrowed by: on the screen and in the files taken from it."""

from hutong.console.goods.words import (
    COMPLETENESS,
    PRODUCT_STATES,
    SOURCINGS,
    brands_by_slug,
    categories_by_slug,
    tags_by_slug,
)
from hutong.console.kit import Choice, Flag, Search
from hutong.kernel.i18n import N_

FILTERS = (
    Search(title=N_("Search products"), placeholder=N_("Title, SKU code, barcode or address")),
    Choice(name="state", title=N_("State"), labels=PRODUCT_STATES, in_tabs=True),
    Choice(name="category", title=N_("Category"), options=categories_by_slug),
    Choice(name="tag", title=N_("Tag"), options=tags_by_slug),
    Choice(name="brand", title=N_("Brand"), options=brands_by_slug),
    Choice(name="sourcing", title=N_("Sourcing"), labels=SOURCINGS),
    Choice(name="completeness", title=N_("Completeness"), labels=COMPLETENESS),
    Flag(name="sold_out", title=N_("Nothing left to sell")),
    Flag(name="pictureless", title=N_("Without pictures")),
)
