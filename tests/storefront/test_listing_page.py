import html
import re
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.kernel.actor import SYSTEM
from tests.counting import statements
from tests.make import goods as make
from tests.storefront.conftest import Doors


async def furnish(session: AsyncSession) -> None:
    """Three cups on a shelf: 20, 40 and 60 yuan, the last one sold out."""
    room = await make.category(session, "kitchen")
    shelf = await make.category(session, "cups", parent=room)
    await make.goods(session, "cup-20", price="20", category_id=shelf.id)
    colours = (make.spec("颜色", "月白", "雾蓝"),)
    await make.goods(session, "cup-40", price="40", category_id=shelf.id, specs=colours)
    await make.goods(session, "cup-60", price="60", category_id=shelf.id, in_stock=0)


def shown(text: str) -> list[str]:
    """The goods in the order of the page."""
    found = {name: text.find(f'href="/p/{name}"') for name in ("cup-20", "cup-40", "cup-60")}
    return [name for name in sorted(found, key=found.__getitem__) if found[name] >= 0]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/c/cups?sort=price_down", ["cup-60", "cup-40", "cup-20"]),
        ("/c/kitchen?sort=price_up", ["cup-20", "cup-40", "cup-60"]),
        ("/c/cups?min=30&max=50", ["cup-40"]),
        ("/c/cups?min=50&max=30", ["cup-40"]),
        ("/c/cups?stock=1&sort=price_up", ["cup-20", "cup-40"]),
        ("/c/cups?f=颜色:雾蓝", ["cup-40"]),
        ("/search?q=cup-60", ["cup-60"]),
        ("/search?q=马克杯&sort=price_up&c=cups", ["cup-20", "cup-40", "cup-60"]),
    ],
)
async def test_a_shopper_sees_what_the_address_asks_for(
    session: AsyncSession,
    client: AsyncClient,
    open_doors: Doors,
    address: str,
    expected: list[str],
) -> None:
    await furnish(session)
    await open_doors()

    page = await client.get(address)

    assert page.status_code == 200
    assert shown(page.text) == expected


@pytest.mark.parametrize(
    "address",
    [
        "/c/cups?min=-1&max=abc&page=0&sort=cheapest&stock=maybe&f=&f=:&f=颜色&f=a:b",
        "/c/cups?page=99999999999999999999",
        "/c/cups?min=" + "9" * 400,
        "/search?q=" + "杯" * 3000,
        "/search?q=%00%ff",
        "/search?" + "&".join(f"f=k{n}:v" for n in range(300)),
    ],
)
async def test_an_address_that_makes_no_sense_still_shows_a_listing(
    session: AsyncSession, client: AsyncClient, open_doors: Doors, address: str
) -> None:
    await furnish(session)
    await open_doors()

    page = await client.get(address)

    assert page.status_code == 200


@pytest.mark.parametrize("address", ["/c/cups", "/search?q=cup", "/c"])
async def test_listings_ask_the_database_nothing(
    session: AsyncSession, client: AsyncClient, open_doors: Doors, address: str
) -> None:
    await furnish(session)
    await open_doors()

    with statements() as sent:
        await client.get(address)

    assert sent == []


async def test_a_category_without_goods_does_not_blame_words_or_filters(
    client: AsyncClient, session: AsyncSession, open_doors: Doors
) -> None:
    await make.category(session, "cups")
    await open_doors()

    empty = await client.get("/c/cups")
    narrow = await client.get("/c/cups?min=30")

    assert "Nothing is on sale here yet" in empty.text
    assert "Try a shorter word" not in empty.text
    assert "Try a wider price range or fewer filters." in narrow.text


async def test_a_category_that_is_not_there_is_not_found(
    client: AsyncClient, open_doors: Doors
) -> None:
    await open_doors()

    page = await client.get("/c/spaceships")

    assert page.status_code == 404


async def test_filtering_in_place_swaps_the_list_only(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    await open_doors()

    part = await client.get("/c/cups?stock=1&sort=price_up", headers={"HX-Request": "true"})

    assert "<html" not in part.text
    assert 'id="list"' in part.text
    assert shown(part.text) == ["cup-20", "cup-40"]


async def test_nothing_found_shows_ways_out(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    await open_doors()

    page = await client.get("/search?q=submarine&stock=1")

    assert "Nothing found for “submarine”" in page.text
    assert 'href="/search?q=submarine"' in page.text
    assert 'href="/c"' in page.text


async def test_a_typing_error_is_mended_and_the_page_says_so(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    await open_doors()

    page = await client.get("/search?q=马克怀")

    assert set(shown(page.text)) == {"cup-20", "cup-40", "cup-60"}
    assert "These are the results for “马克杯”" in page.text


async def test_where_nothing_has_every_word_the_page_says_what_is_missing(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    await open_doors()

    page = await client.get("/search?q=马克杯 自行车")

    assert set(shown(page.text)) == {"cup-20", "cup-40", "cup-60"}
    assert "What is missing: 自行车" in page.text
    assert f'href="/search?{urlencode({"q": "马克杯"})}"' in page.text


async def test_nothing_found_leads_to_the_rooms_of_the_shop(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    await open_doors()

    page = await client.get("/search?q=submarine")

    assert '<a class="chip" href="/c/kitchen">' in page.text


async def test_words_that_were_searched_never_become_markup(
    client: AsyncClient, open_doors: Doors
) -> None:
    await open_doors()

    page = await client.get("/search", params={"q": '"><script>alert(1)</script>'})

    assert "<script>alert" not in page.text


async def test_every_link_of_a_filtered_list_keeps_the_filters(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    await open_doors()

    page = await client.get("/c/cups?min=10&stock=1&f=颜色:雾蓝")

    kept = "min=10&amp;stock=1&amp;f=%E9%A2%9C%E8%89%B2%3A%E9%9B%BE%E8%93%9D"
    assert f'href="/c/cups?{kept}&amp;sort=sales"' in page.text


async def test_search_engines_keep_the_plain_category_only(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    await open_doors()

    kept = f'rel="canonical" href="{str(client.base_url).rstrip("/")}/c/cups"'
    for address in ("/c/cups", "/c/cups?stock=1", "/c/cups?sort=sales", "/c/cups?min=10&page=1"):
        page = await client.get(address)

        assert kept in page.text
        assert "noindex" not in page.text


async def test_what_found_nothing_and_every_search_are_hidden_from_search_engines(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await furnish(session)
    await open_doors()

    for address in ("/c/cups?min=9000", "/search", "/search?q=cup-20"):
        assert "noindex" in (await client.get(address)).text


@pytest.mark.parametrize(
    ("language", "title"), [("zh-CN", "品牌：鹿鸣窑"), ("en", "Brand: Luming Kiln")]
)
async def test_a_brand_among_the_words_is_shown_and_can_be_taken_away(
    session: AsyncSession, client: AsyncClient, open_doors: Doors, language: str, title: str
) -> None:
    name = {"zh": "鹿鸣窑", "en": "Luming Kiln"}
    draft = catalog.BrandDraft(slug="luming", name=name, story={})
    brand = await catalog.save_brand(session, draft, by=SYSTEM)
    for slug, label in (("cup-20", {"brand_id": brand.id}), ("cup-40", {"keywords": ("鹿鸣窑",)})):
        sheet = await make.goods(session, slug)
        await catalog.save_product(session, replace(sheet.draft, **label), by=SYSTEM)  # type: ignore[arg-type]
    await open_doors()

    narrow = await client.get("/search?q=鹿鸣窑", headers={"accept-language": language})
    undo = re.search(r'href="(/search\?[^"]*word=brand)"', narrow.text)
    assert undo is not None
    wide = await client.get(html.unescape(undo[1]))

    assert title in narrow.text
    assert shown(narrow.text) == ["cup-20"]
    assert set(shown(wide.text)) == {"cup-20", "cup-40"}
    assert "chip--on" not in wide.text


@pytest.mark.parametrize(
    ("words", "told", "goods"),
    [
        ("马克杯 30以内", "¥30 以内", ["cup-20"]),
        ("30元以上的马克杯", "¥30 以上", ["cup-40", "cup-60"]),
        ("马克杯 30到50", "¥30 至 ¥50", ["cup-40"]),
        ("马克杯 5以内", "¥5 以内", []),
    ],
)
async def test_a_price_among_the_words_is_shown_and_can_be_taken_away(
    session: AsyncSession,
    client: AsyncClient,
    open_doors: Doors,
    words: str,
    told: str,
    goods: list[str],
) -> None:
    await furnish(session)
    await open_doors()

    asked, chinese = {"q": words, "sort": "price_up"}, {"accept-language": "zh"}
    page = await client.get("/search", params=asked, headers=chinese)
    (undo, title), *more = re.findall(r'chip--on" href="([^"]+)"[^>]*>([^<]+)', page.text)
    wide = await client.get(html.unescape(undo))
    chosen = await client.get("/search", params={"q": words, "max": "50"})

    assert more == []
    assert title == told
    assert shown(page.text) == goods
    assert shown(wide.text) == ["cup-20", "cup-40", "cup-60"]
    assert "chip--on" not in wide.text
    assert "chip--on" not in chosen.text


async def test_shoppers_choose_by_the_parameters_that_a_category_names_as_filters(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    shelf = await make.category(session, "cups")
    safe = catalog.WantedParameter(name=make.words("可用于", "Safe in"), filtered=True)
    for slug, places in (("cup-20", "微波炉、洗碗机"), ("cup-40", "洗碗机（低温）")):
        sheet = await make.goods(session, slug, category_id=shelf.id)
        told = catalog.Parameter(name=safe.name, value=make.words(places))
        await catalog.save_product(session, replace(sheet.draft, parameters=(told,)), by=SYSTEM)
    await open_doors()
    before = await client.get("/c/cups?f=可用于:微波炉")
    asking = catalog.CategoryDraft(
        id=shelf.id, slug=shelf.slug, name=shelf.name, parameters=(safe,)
    )
    await catalog.save_category(session, asking, by=SYSTEM)
    await open_doors()

    plain = await client.get("/c/cups")
    narrow = await client.get("/c/cups?f=可用于:微波炉&sort=price_up")
    wide = await client.get("/c/cups?f=可用于:洗碗机")

    assert shown(before.text) == []
    assert 'value="可用于:洗碗机"' in plain.text
    assert shown(narrow.text) == ["cup-20"]
    assert set(shown(wide.text)) == {"cup-20", "cup-40"}
