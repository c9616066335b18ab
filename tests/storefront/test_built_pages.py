"""Pages made of blocks, as shoppers see them."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import decoration
from hutong.decoration import KINDS, Look, Ornament, Page, PageKind, ThemeDraft
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.web import cookies, preview
from hutong.web.kept import Shelf
from tests.counting import statements
from tests.make import goods as make
from tests.make import regions
from tests.storefront.conftest import Doors

Build = Callable[..., Awaitable[Page]]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def shelf(app: Litestar) -> Iterator[Shelf]:
    app.state.shelf = Shelf()
    yield app.state.shelf
    app.state.shelf = Shelf()


@pytest.fixture
def publish(session: AsyncSession) -> Build:
    """These blocks at once, or from when to when."""

    async def published(
        kind: PageKind, *blocks: dict[str, Any], slug: str = "spring", **span: Any
    ) -> Page:
        path = {PageKind.HOME: "/", PageKind.CATEGORY: f"/c/{slug}"}.get(kind, f"/pages/{slug}")
        page = await decoration.page_at(session, path) or await decoration.create_page(
            session, kind, slug, title=make.words("春天", "Spring"), by=SYSTEM
        )
        raw = {"title": make.words("春天", "Spring"), "blocks": blocks}
        saved = await decoration.save_draft(
            session, page.id, raw, revision=page.revision, by=SYSTEM
        )
        await decoration.publish(session, page.id, revision=saved.revision, by=SYSTEM, **span)
        await session.flush()
        return page

    return published


@pytest.fixture
def build(publish: Build, open_doors: Doors) -> Build:
    """Publish, and bring it to the web process."""

    async def built(*given: Any, **asked: Any) -> Page:
        page = await publish(*given, **asked)
        await open_doors()
        return page

    return built


def said(words: str, **around: Any) -> dict[str, Any]:
    return {"id": words, "kind": "words", "values": {"body": make.words(words)}, **around}


async def test_every_kind_of_block_draws_what_staff_filled_in(
    session: AsyncSession, client: AsyncClient, build: Build
) -> None:
    mug = await make.goods(session, "moon-mug")
    key = await make.picture(session)
    by_hand = {"by": "hand", "products": [str(mug.id)]}
    filled: dict[str, dict[str, Any]] = {
        "carousel": {
            "slides": [{"picture": key, "title": make.words("轮播"), "url": "/c"}],
        },
        "navigation": {
            "by": "hand",
            "places": [{"picture": key, "title": make.words("导航"), "url": "/c"}],
        },
        "goods": {"title": make.words("商品格"), "goods": by_hand},
        "for_you": {"title": make.words("为你"), "goods": by_hand},
        "countdown": {
            "title": make.words("倒数"),
            "until": (clock.now() + DAY).isoformat(),
        },
        "hotspots": {
            "title": make.words("场景"),
            "picture": key,
            "spots": [{"across": 20, "down": 30, "goods": by_hand}],
        },
        "film": {"film": f"{key}.mp4", "poster": key, "title": make.words("短片")},
        "words": {"body": make.words("**要紧** [看茶](/c/tea) <script>x</script>")},
        "story": {"title": make.words("故事"), "body": make.words("一段")},
        "promises": {"promises": [{"icon": "truck", "title": make.words("包邮")}]},
    }
    blocks = [{"id": kind, "kind": kind, "values": values} for kind, values in filled.items()]
    await build(PageKind.VENUE, *blocks)

    page = await client.get("/pages/spring")

    assert set(filled) == set(KINDS)
    for words in ("轮播", "导航", "商品格", "倒数", "场景", "短片", "故事", "包邮", "Mug moon-mug"):
        assert words in page.text
    assert "<strong>要紧</strong>" in page.text
    assert 'href="/c/tea"' in page.text
    assert "<script>x" not in page.text


async def test_a_built_home_page_takes_the_place_of_the_plain_one_and_asks_nothing(
    client: AsyncClient, build: Build
) -> None:
    await build(PageKind.HOME, said("欢迎来坐"))

    with statements() as sent:
        page = await client.get("/")

    assert "欢迎来坐" in page.text
    assert sent == []


async def test_a_page_is_found_at_once_though_its_web_process_has_not_heard_of_it(
    client: AsyncClient, build: Build, publish: Build
) -> None:
    await build(PageKind.VENUE, said("早就有了"))
    await publish(PageKind.VENUE, said("刚刚发布"), slug="new")

    page = await client.get("/pages/new")

    assert "刚刚发布" in page.text


async def test_an_address_without_a_page_costs_one_statement(
    client: AsyncClient, build: Build
) -> None:
    await build(PageKind.VENUE, said("早就有了"))

    with statements() as sent:
        page = await client.get("/pages/nowhere")

    assert page.status_code == 404
    assert len(sent) == 1


async def test_a_category_has_what_was_built_for_it_above_its_goods(
    session: AsyncSession, client: AsyncClient, build: Build
) -> None:
    await make.category(session, "tea")
    await build(PageKind.CATEGORY, said("喝茶的道理"), slug="tea")

    first = await client.get("/c/tea")
    filtered = await client.get("/c/tea?sort=new")

    assert "喝茶的道理" in first.text
    assert "喝茶的道理" not in filtered.text


async def test_goods_by_a_rule_follow_the_shelves(
    session: AsyncSession, client: AsyncClient, build: Build
) -> None:
    room = await make.category(session, "tea")
    await make.goods(session, "cheap", price="10", category_id=room.id)
    await make.goods(session, "dear", price="900", category_id=room.id)
    await make.goods(session, "elsewhere", price="10")
    rule = {"category": "tea", "price_max": 100}
    await build(PageKind.VENUE, {"id": "g", "kind": "goods", "values": {"goods": rule}})

    page = await client.get("/pages/spring")

    found = [slug for slug in ("cheap", "dear", "elsewhere") if f"/p/{slug}" in page.text]
    assert found == ["cheap"]


@pytest.mark.parametrize(
    ("jar", "seen"),
    [
        ({}, {"人人", "新客", "访客"}),
        ({cookies.GUEST: "g" * 40}, {"人人", "老客", "访客"}),
        ({cookies.SESSION: "s" * 40}, {"人人", "老客", "会员"}),
    ],
)
async def test_a_block_is_seen_by_those_it_is_for_and_kept_for_each(
    client: AsyncClient, build: Build, jar: dict[str, str], seen: set[str]
) -> None:
    audiences = {
        "人人": "everyone",
        "新客": "new",
        "老客": "returning",
        "访客": "guests",
        "会员": "members",
    }
    await build(
        PageKind.VENUE, *(said(words, audience=audience) for words, audience in audiences.items())
    )
    for others in ({}, {cookies.GUEST: "other" * 8}, {cookies.SESSION: "other" * 8}):
        await client.get("/pages/spring", headers={"cookie": told(others)})

    page = await client.get("/pages/spring", headers={"cookie": told(jar)})

    assert {words for words in audiences if f"<p>{words}</p>" in page.text} == seen


@pytest.mark.parametrize(
    ("place", "seen"),
    [
        ("", {"人人", "他处"}),
        ("650102", {"人人", "新疆", "他处", "县城"}),
        ("310104", {"人人", "上海"}),
    ],
)
async def test_a_block_is_seen_in_the_regions_it_is_for_and_kept_for_each(
    client: AsyncClient, build: Build, place: str, seen: set[str]
) -> None:
    wanted: dict[str, tuple[str, bool]] = {
        "人人": ("", False),
        "新疆": ("新疆", False),
        "上海": ("上海市、苏州市", False),
        "他处": ("上海", True),
        "县城": ("二线及以下城市", False),
    }
    await build(
        PageKind.VENUE,
        *(said(words, regions=where, outside=out) for words, (where, out) in wanted.items()),
    )
    for other in ("650102", "310104", ""):
        await client.get("/pages/spring", headers={"cookie": told({cookies.REGION: other})})

    page = await client.get("/pages/spring", headers={"cookie": told({cookies.REGION: place})})

    assert {words for words in wanted if f"<p>{words}</p>" in page.text} == seen


async def test_goods_that_a_region_does_not_see_are_in_no_block_there(
    session: AsyncSession, client: AsyncClient, build: Build
) -> None:
    vase, cup = await make.goods(session, "vase"), await make.goods(session, "cup")
    await regions.rule(session, "65", hides=True, products=(vase.id,))
    await regions.rule(session, "65", products=(cup.id,))
    row = {"by": "hand", "products": [str(vase.id), str(cup.id)]}
    await build(PageKind.VENUE, {"id": "row", "kind": "goods", "values": {"goods": row}})

    near = await client.get("/pages/spring")
    far = await client.get("/pages/spring", headers={"cookie": told({cookies.REGION: "650102"})})

    assert ("/p/vase" in near.text, "/p/cup" in near.text) == (True, True)
    assert ("/p/vase" in far.text, "/p/cup" in far.text) == (False, True)
    assert "Not sent to your region" in far.text


async def test_a_block_for_a_region_that_nobody_knows_is_for_nobody(
    session: AsyncSession,
) -> None:
    raw = {"title": make.words("春天"), "blocks": [said("何处", regions="亚特兰蒂斯")]}

    content, problems = decoration.read(raw)

    assert [each.field for each in problems] == ["blocks.0.regions"]
    assert not content.blocks[0].is_shown(clock.now(), decoration.Reader.NEW, "310104")


def told(jar: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in jar.items()) or "x=1"


async def test_a_block_of_the_evening_comes_and_goes_with_it(
    client: AsyncClient, build: Build, time: Simulated
) -> None:
    await build(PageKind.VENUE, said("晚上好", hours=["18:00", "20:00"]), said("常在"))
    seen = []

    for hours in (0, 6, 2):  # noon, six, eight
        time.advance(timedelta(hours=hours))
        page = await client.get("/pages/spring")
        seen.append("晚上好" in page.text)

    assert seen == [False, True, False]


async def test_a_countdown_is_not_shown_when_its_time_is_over(
    client: AsyncClient, build: Build, time: Simulated
) -> None:
    until = (clock.now() + DAY).isoformat()
    values = {"title": make.words("快来"), "until": until}
    await build(PageKind.VENUE, {"id": "c", "kind": "countdown", "values": values})

    before = await client.get("/pages/spring")
    time.advance(DAY)
    after = await client.get("/pages/spring")

    assert "快来" in before.text
    assert "快来" not in after.text


async def test_a_new_version_is_seen_at_once_though_the_old_one_was_kept(
    client: AsyncClient, build: Build
) -> None:
    await build(PageKind.HOME, said("旧首页"))
    await client.get("/")
    await build(PageKind.HOME, said("新首页"))

    page = await client.get("/")

    assert "新首页" in page.text
    assert "旧首页" not in page.text


async def test_a_planned_version_comes_and_goes_on_the_minute_though_pages_are_kept(
    client: AsyncClient, build: Build, time: Simulated
) -> None:
    at = clock.now()
    await build(PageKind.HOME, said("平日"))
    await build(PageKind.HOME, said("节日"), from_at=at + DAY, until_at=at + 2 * DAY)
    seen = []

    for _day in range(3):
        page = await client.get("/")
        seen.append("节日" in page.text)
        time.advance(DAY)

    assert seen == [False, True, False]


async def test_a_new_theme_is_worn_by_pages_that_were_kept(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await open_doors()
    before = await client.get("/c")
    look = Look(primary="#a3231b", ornament=Ornament.LANTERNS)
    draft = ThemeDraft(name=make.words("春节"), look=look, from_at=clock.now())
    await decoration.save_theme(session, None, draft, by=SYSTEM)
    await session.flush()
    await open_doors()

    after = await client.get("/c")
    styles = await client.get("/theme/a3231b-b93a22-sans.css")

    assert "/theme/" not in before.text
    assert 'href="/theme/a3231b-b93a22-sans.css"' in after.text
    assert 'data-ornament="lanterns"' in after.text
    assert "--color-primary:#a3231b" in styles.text


@pytest.mark.parametrize(
    "name", ["ffffff-b93a22-sans.css", "x.css", "a3231b-b93a22-comic.css", "a3231b-b93a22-sans"]
)
async def test_styles_that_no_theme_could_have_are_not_found(
    client: AsyncClient, name: str
) -> None:
    page = await client.get(f"/theme/{name}")

    assert page.status_code == 404


async def test_a_preview_shows_the_draft_to_whoever_has_the_link_until_it_is_over(
    session: AsyncSession, client: AsyncClient, app: Litestar, build: Build, time: Simulated
) -> None:
    page = await build(PageKind.HOME, said("给大家看"))
    raw = {"title": make.words("春天"), "blocks": [said("只给店里看")]}
    await decoration.save_draft(session, page.id, raw, revision=page.revision, by=SYSTEM)
    link = preview.link(app.state.box, str(page.id))

    shown = await client.get(link)
    public = await client.get("/")
    forged = await client.get(link[:-1] + ("0" if link[-1] != "0" else "1"))
    time.advance(preview.GOOD_FOR)
    late = await client.get(link)

    assert "只给店里看" in shown.text
    assert shown.headers["cache-control"] == "private, no-store"
    assert "frame-ancestors 'self'" in shown.headers["content-security-policy"]
    assert "只给店里看" not in public.text
    assert (forged.status_code, late.status_code) == (404, 404)


async def test_a_preview_shows_another_day_with_its_look(
    session: AsyncSession, client: AsyncClient, app: Litestar, build: Build, time: Simulated
) -> None:
    page = await build(PageKind.HOME, said("晚上好", hours=["18:00", "20:00"]))
    look = Look(primary="#a3231b")
    draft = ThemeDraft(name=make.words("春节"), look=look, from_at=clock.now() + DAY)
    await decoration.save_theme(session, None, draft, by=SYSTEM)
    await session.flush()
    await build(PageKind.HOME, said("晚上好", hours=["18:00", "20:00"]))
    link = preview.link(app.state.box, str(page.id))

    now = await client.get(link)
    then = await client.get(f"{link}?at=2026-11-04T19:00")
    nonsense = await client.get(f"{link}?at=soon&reader=nobody&theme=x&version=%00")

    assert "晚上好" not in now.text
    assert "晚上好" in then.text
    assert "a3231b" in then.text
    assert nonsense.status_code == 200
