import pytest

from hutong.web.frame import Display, Frame


@pytest.mark.parametrize("high_contrast", [True, False])
@pytest.mark.parametrize("large_text", [True, False])
def test_the_look_that_a_reader_chose_is_found_again(
    *, high_contrast: bool, large_text: bool
) -> None:
    chosen = Display(high_contrast=high_contrast, large_text=large_text)

    assert Display.parse(str(chosen)) == chosen


@pytest.mark.parametrize("cookie", [None, "", "high", "purple", "<script>", "."])
def test_a_cookie_that_makes_no_sense_gives_the_ordinary_look(cookie: str | None) -> None:
    assert Display.parse(cookie) == Display()


def test_changing_the_language_keeps_the_rest_of_the_address() -> None:
    frame = Frame(path="/search", query=[("q", "茶壶"), ("lang", "en"), ("page", "2")])

    address = frame.in_language("zh")

    assert address == "/search?q=%E8%8C%B6%E5%A3%B6&page=2&lang=zh"


def test_the_address_for_search_engines_has_no_filters() -> None:
    frame = Frame(path="/c/cups", query=[("sort", "new")], origin="https://shop.example")

    assert frame.canonical() == "https://shop.example/c/cups"


@pytest.mark.parametrize(
    ("query", "page", "kept"),
    [
        ([("lang", "en"), ("sort", "new")], 1, "?lang=en"),
        ([("lang", "zh")], 1, ""),
        ([("lang", "fr")], 1, ""),
        ([("lang", "en"), ("page", "2")], 2, "?page=2&lang=en"),
        ([("page", "2")], 2, "?page=2"),
        ([("page", "2")], 1, ""),
    ],
)
def test_each_page_of_a_list_and_each_language_has_an_address_of_its_own(
    query: list[tuple[str, str]], page: int, kept: str
) -> None:
    frame = Frame(path="/c/cups", query=query, origin="https://shop.example")

    assert frame.canonical(page) == f"https://shop.example/c/cups{kept}"
    assert frame.canonical(page) in dict(frame.alternates(page)).values()


@pytest.mark.parametrize(
    ("path", "url", "there"),
    [
        ("/", "/", True),
        ("/cart", "/", False),
        ("/c/kitchen", "/c", True),
        ("/c/kitchen", "/c/kit", False),
    ],
)
def test_a_link_knows_whether_it_leads_to_where_one_is(path: str, url: str, *, there: bool) -> None:
    assert Frame(path=path).is_at(url) is there


@pytest.mark.parametrize(("path", "shown"), [("/search", "马克杯"), ("/orders", "")])
def test_the_search_box_of_the_shop_holds_what_was_searched_in_the_shop(
    path: str, shown: str
) -> None:
    frame = Frame(path=path, query=[("q", "马克杯")])

    assert frame.search_words == shown
