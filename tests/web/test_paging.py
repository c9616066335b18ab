import pytest

from hutong.web.paging import Pages


@pytest.mark.parametrize(
    ("current", "count", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, None, 9]),
        (5, 9, [1, None, 4, 5, 6, None, 9]),
        (9, 9, [1, None, 8, 9]),
    ],
)
def test_a_long_list_shows_its_ends_and_the_pages_around(
    current: int, count: int, shown: list[int | None]
) -> None:
    assert Pages(path="/search", query=(), current=current, count=count).shown == shown


def test_every_page_keeps_the_filters() -> None:
    pages = Pages(
        path="/search", query=[("q", "杯"), ("page", "2"), ("sort", "new")], current=2, count=3
    )

    assert pages.url(3) == "/search?q=%E6%9D%AF&sort=new&page=3"


def test_the_first_page_has_one_address_only() -> None:
    pages = Pages(path="/search", query=[("page", "2")], current=2, count=3)

    assert pages.url(1) == "/search"
