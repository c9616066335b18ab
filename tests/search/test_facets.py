"""The counts beside the filters: the index counts what going through all goods one by one gives."""

from typing import Any

import pytest

from hutong.kernel.money import yuan
from hutong.search import Facets, Index, Query, plain
from tests.search.test_find import EVERYTHING


@pytest.fixture(scope="module")
def index() -> Index:
    index = Index()
    index.put(EVERYTHING)
    return index


def told(facets: Facets) -> dict[str, Any]:
    """All that a shopper reads beside the list; a category without goods is not shown."""
    return {
        "categories": {slug: count for slug, count in facets.categories.items() if count},
        "specs": {
            each.key: {option.key: (option.count, option.selected) for option in each.options}
            for each in facets.specs
        },
        "in stock": facets.in_stock,
        "range": (facets.price_from, facets.price_to),
        "prices": facets.prices,
        "sales": facets.sales,
    }


@pytest.mark.parametrize(
    "query",
    [
        Query(),
        Query(category_slug="kitchen"),
        Query(in_stock=True),
        Query(sales_min=10),
        Query(price_max=yuan("200")),
        Query(filters={"颜色": ("黑",)}),
        Query(filters={"颜色": ("黑", "白")}, in_stock=True),
        Query(category_slug="kitchen", filters={"颜色": ("黑",)}, price_min=yuan("100")),
        Query(category_slug="pots", sales_min=100, price_max=yuan("60")),
    ],
)
async def test_every_count_says_what_choosing_it_would_show(index: Index, query: Query) -> None:
    found = await index.find(query)

    assert told(found.facets) == told(plain.find(EVERYTHING, query).facets)
