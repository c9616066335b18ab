from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, members
from hutong.kernel.actor import SYSTEM
from hutong.members import Member
from tests.counting import statements
from tests.make import goods as make
from tests.storefront.conftest import Doors

IN_PLACE = {"HX-Request": "true"}


async def test_a_heart_is_remembered_on_the_product_page_and_in_the_list(
    session: AsyncSession, shopper: AsyncClient, open_doors: Doors
) -> None:
    await make.goods(session, "moon-mug")
    await open_doors()

    heart = await shopper.post("/favourites/moon-mug", headers=IN_PLACE)
    product = await shopper.get("/p/moon-mug")
    listed = await shopper.get("/favourites")

    assert 'aria-pressed="true"' in heart.text
    assert "<html" not in heart.text
    assert 'formaction="/favourites/moon-mug/removal"' in product.text
    assert 'href="/p/moon-mug"' in listed.text


async def test_a_heart_is_taken_back_from_the_list(
    session: AsyncSession, shopper: AsyncClient, member: Member, open_doors: Doors
) -> None:
    goods = await make.goods(session, "moon-mug")
    await members.favourite(session, goods.id, member_id=member.id)
    await open_doors()

    rest = await shopper.post(
        "/favourites/moon-mug/removal", data={"from": "list"}, headers=IN_PLACE
    )

    assert "Nothing saved yet" in rest.text
    assert not await members.marked(session, member.id, [goods.id])


async def test_a_favourite_can_be_bought_from_the_list(
    session: AsyncSession, shopper: AsyncClient, member: Member, open_doors: Doors
) -> None:
    goods = await make.goods(session, "moon-mug", specs=(make.spec("颜色", "月白", "雾蓝"),))
    await members.favourite(session, goods.id, member_id=member.id)
    await open_doors()

    page = await shopper.get("/favourites")

    assert f'<option value="{goods.skus[1].code}">' in page.text
    assert 'action="/p/moon-mug/cart"' in page.text
    assert 'formaction="/p/moon-mug/purchase"' in page.text


async def test_a_favourite_that_left_the_shelf_stays_but_cannot_be_bought(
    session: AsyncSession, shopper: AsyncClient, member: Member, open_doors: Doors
) -> None:
    goods = await make.goods(session, "old-mug")
    await members.favourite(session, goods.id, member_id=member.id)
    await catalog.delist_product(session, goods.id, by=SYSTEM)
    await open_doors()

    page = await shopper.get("/favourites")

    assert "No longer for sale" in page.text
    assert "/p/old-mug/purchase" not in page.text


async def test_favourites_need_a_sign_in_that_leads_back(
    session: AsyncSession, client: AsyncClient, open_doors: Doors
) -> None:
    await make.goods(session, "moon-mug")
    await open_doors()

    listed = await client.get("/favourites")
    heart = await client.post(
        "/favourites/moon-mug",
        headers=IN_PLACE | {"Referer": str(client.base_url.join("/p/moon-mug?c0=1"))},
    )

    assert listed.headers["location"] == "/sign-in?next=/favourites"
    assert heart.headers["hx-redirect"] == "/sign-in?next=/p/moon-mug%3Fc0%3D1"


async def test_many_favourites_cost_no_more_statements_than_one(
    session: AsyncSession, shopper: AsyncClient, member: Member, open_doors: Doors
) -> None:
    for _ in range(5):
        goods = await make.goods(session)
        await members.favourite(session, goods.id, member_id=member.id)
    await open_doors()

    with statements() as sent:
        page = await shopper.get("/favourites")

    assert page.status_code == 200
    assert len(sent) <= 4


async def test_a_strange_page_mark_shows_the_first_page(
    shopper: AsyncClient, open_doors: Doors
) -> None:
    await open_doors()

    assert (await shopper.get("/favourites?before=nonsense")).status_code == 200
