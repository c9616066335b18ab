from datetime import UTC, datetime

import pytest
from jinja2 import Environment

from hutong.kernel import i18n
from hutong.kernel.money import Money
from hutong.web.assets import Assets
from hutong.web.frame import Flash, Frame, Link
from hutong.web.goods import Card, Mark
from hutong.web.paging import Pages
from hutong.web.templating import date, money, templates, warm

EVENING = datetime(2026, 11, 21, 18, 5, tzinfo=UTC)  # after midnight in the shop


@pytest.fixture(scope="module")
def environment() -> Environment:
    return templates(Assets())


def test_every_template_compiles(environment: Environment) -> None:
    warm(environment)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Money(7900, "CNY"), "¥79.00"),
        (Money(5, "CNY"), "¥0.05"),
        (Money(123456789, "CNY"), "¥1,234,567.89"),
        (Money(-1250, "CNY"), "-¥12.50"),
    ],
)
def test_money_is_written_as_on_a_price_tag(value: Money, shown: str) -> None:
    assert money(value) == shown


@pytest.mark.parametrize(
    ("locale", "style", "shown"),
    [
        ("zh_CN", "minute", "2026-11-22 02:05"),
        ("zh_CN", "day", "2026年11月22日"),
        ("en", "minute", "22 Nov 2026, 02:05"),
        ("en", "day", "22 Nov 2026"),
    ],
)
def test_times_are_the_shops_and_written_in_the_readers_way(
    locale: str, style: str, shown: str
) -> None:
    with i18n.using(locale):
        assert date(EVENING, style) == shown


@pytest.mark.parametrize(
    ("locale", "words"), [("zh_CN", "跳到正文"), ("en", "Skip to the content")]
)
def test_one_compiled_page_speaks_both_languages(
    environment: Environment, locale: str, words: str
) -> None:
    frame = Frame(path="/", locale=locale, categories=(Link("Kitchen", "/c/kitchen"),))

    with i18n.using(locale):
        page = environment.get_template("web/page.html").render(frame=frame)

    assert words in page
    assert f'<html lang="{locale.replace("_", "-")}"' in page


def test_pages_carry_no_inline_script_and_no_inline_style(environment: Environment) -> None:
    frame = Frame(path="/", flash=Flash("Added", link=Link("Cart", "/cart")))

    page = environment.get_template("web/page.html").render(frame=frame)

    assert "style=" not in page
    assert "<style" not in page
    assert "onclick" not in page


def test_what_people_write_never_becomes_markup(environment: Environment) -> None:
    goods = Card(
        url="/p/cup",
        title="<script>alert(1)</script>",
        subtitle="",
        picture=None,
        price_from=Money(100, "CNY"),
        price_to=Money(200, "CNY"),
        sales=0,
        in_stock=False,
        marks=(Mark("<b>"),),
    )
    template = environment.from_string(
        '{% from "web/components/card.html" import card %}{{ card(goods) }}'
    )

    shown = template.render(goods=goods)

    assert "<script>" not in shown
    assert "<b>" not in shown
    assert "已售罄" in shown


def test_a_short_list_needs_no_page_numbers(environment: Environment) -> None:
    template = environment.from_string(
        '{% from "web/components/pagination.html" import pagination %}{{ pagination(pages) }}'
    )

    shown = template.render(pages=Pages(path="/c/cups", query=(), current=1, count=1))

    assert shown.strip() == ""
