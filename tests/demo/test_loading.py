"""The small demo holds together, and holds everything that somebody may want to look at."""

from collections import Counter

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from hutong import (
    access,
    cart,
    catalog,
    identity,
    inventory,
    members,
    messaging,
    orders,
    staffing,
)
from hutong.cart import Owner
from hutong.demo import (
    ACCOUNTS,
    NO_DEMO,
    PASSWORD,
    SHOPPER,
    Account,
    catalogue,
    command,
    loading,
    occupied,
)
from hutong.demo.command import DemoRefused
from hutong.demo.occupied import Holds
from hutong.demo.searching import BESIDE_THE_POINT
from hutong.demo.telling import Silent
from hutong.identity import Device
from hutong.kernel import events
from hutong.kernel.db import Database
from hutong.kernel.settings import Environment, Settings
from hutong.members import Member
from hutong.orders import Stage, Tab
from hutong.views.lists import Paging
from hutong.views.searches.figures import search_figures
from hutong.views.searches.words import WordsFilters, words_list
from hutong.wiring import WIRING
from tests.books import broken
from tests.postgres import fresh_database

EMPTY = text("""
    select (select count(*) from catalog_product) + (select count(*) from members_member)
         + (select count(*) from orders_order) + (select count(*) from event)
""")


async def shopper(db: Database) -> Member:
    async with db.reading() as session:
        found = await members.by_phone(session, SHOPPER.login)
        assert found is not None
        return found


async def test_people_searched_in_vain_and_well_and_bought_what_they_found(
    demo_shop: Database,
) -> None:
    async with demo_shop.reading() as session:
        figures = await search_figures(session)
        vain = await words_list(session, WordsFilters(need="empty", days="90"), Paging())

    days = [day for day in figures.days if day.count]
    assert len(days) > 5
    assert any(day.bought for day in days)
    assert all(day.clicked <= day.count and day.bought <= day.clicked for day in days)
    assert vain.rows


async def test_some_words_find_what_nobody_meant(demo_shop: Database) -> None:
    async with demo_shop.reading() as session:
        ignored = await words_list(session, WordsFilters(need="ignored"), Paging())

    assert {"毛毯", "枕头", "被子"} <= {row.words for row in ignored.rows}
    assert all(row.empty == 0 for row in ignored.rows if row.words in BESIDE_THE_POINT)


async def test_the_books_agree(demo_shop: Database) -> None:
    async with demo_shop.reading() as session:
        drift = await broken(session)

    assert drift == set()


async def test_every_state_of_an_order_is_there(demo_shop: Database) -> None:
    async with demo_shop.reading() as session:
        found = await session.scalars(text("select id from orders_order"))
        placed = [await orders.by_id(session, order_id) for order_id in found.all()]

    stages = Counter(orders.stage(order) for order in placed if order is not None)

    assert set(stages) == set(Stage) - {Stage.REFUNDING}


async def test_as_much_is_left_as_the_catalogue_says(demo_shop: Database) -> None:
    said = {product.slug: product.stock for product in catalogue.load().products}
    async with demo_shop.reading() as session:
        sheets = await catalog.products(session)
        goods = [sheet for sheet in sheets if not sheet.is_service]
        on_sale = [sheet for sheet in goods if sheet.listed]  # drafts wait for their review
        skus = {sku.id: sheet.slug for sheet in on_sale for sku in sheet.active_skus}
        left = await inventory.available(session, list(skus))

    ranges = {"plenty": (24, 160), "low": (4, 9), "last": (1, 3), "out": (0, 0)}
    for sku_id, slug in skus.items():
        least, most = ranges[said[slug]]
        assert least <= left[sku_id] <= most, slug


async def test_the_worker_has_nothing_to_catch_up_with(demo_shop: Database) -> None:
    assert await events.consume(demo_shop, WIRING) == 0
    async with demo_shop.reading() as session:
        waiting = await session.scalar(text("select count(*) from procrastinate_jobs"))
        parked = await session.scalar(text("select count(*) from event_parked"))

    assert (waiting, parked) == (0, 0)


async def test_what_sold_is_counted_where_shoppers_see_it(demo_shop: Database) -> None:
    sold = text("""
        select p.id, coalesce(sum(l.quantity) filter (where o.payment <> 'unpaid'), 0), d.sales
        from catalog_product p join search_document d on d.product_id = p.id
        left join orders_line l on l.product_id = p.id left join orders_order o on o.id = l.order_id
        group by p.id, d.sales
    """)
    async with demo_shop.reading() as session:
        rows = (await session.execute(sold)).all()

    assert sum(row.sales for row in rows) > 0
    assert [row for row in rows if row[1] != row.sales] == []


async def test_nobody_orders_before_joining(demo_shop: Database) -> None:
    early = text("""
        select m.phone from members_member m join orders_order o on o.member_id = m.id
        where o.placed_at < m.joined_at
    """)
    async with demo_shop.reading() as session:
        assert (await session.execute(early)).all() == []


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.role or "shopper")
async def test_everybody_who_is_announced_can_sign_in(
    demo_shop: Database, account: Account
) -> None:
    device = Device(ip="203.0.113.9", user_agent="tests")
    async with demo_shop.transaction() as session:
        if account.role:
            await access.sign_in(session, account.login, PASSWORD, device=device)
            staff = await access.staff_by_email(session, account.login)
            assert staff is not None
            staff = await access.find_staff(session, staff.id)
            assert (staff.demo, staff.roles) == (True, [account.role])
            assert not await identity.has_totp(session, staff.subject)
        else:
            entered = await members.sign_in_with_password(
                session, account.login, PASSWORD, device=device
            )
            assert entered.member.nickname == account.name


async def test_the_shopper_finds_orders_addresses_favourites_and_a_cart(
    demo_shop: Database,
) -> None:
    member = await shopper(demo_shop)

    async with demo_shop.reading() as session:
        tabs = await orders.counts(session, member.id)
        addresses = await members.addresses(session, member.id)
        marked = await members.favourites(session, member.id)
        in_cart = await cart.view(session, Owner(member_id=member.id))

    tabs_filled = {Tab.UNPAID, Tab.TO_SHIP, Tab.TO_RECEIVE, Tab.COMPLETED, Tab.REFUNDS}
    assert {tab for tab in tabs_filled if not tabs[tab]} == set()
    assert len(addresses) == 2
    assert len(marked.product_ids) == 6
    assert len(in_cart.lines) == 3
    assert in_cart.can_check_out


async def test_the_shoppers_inbox_tells_of_the_orders(demo_shop: Database) -> None:
    member = await shopper(demo_shop)

    async with demo_shop.reading() as session:
        found = await messaging.inbox(session, member.id)
        unread = await messaging.unread(session, member.id)

    told = {message.template for message in found.messages}
    assert {"order.paid", "order.shipped", "order.refunded"} <= told
    assert 0 < unread < len(found.messages)


class Interrupted(Exception): ...


class Impatient(Silent):
    """Somebody presses Ctrl-C in the middle."""

    def step(self, words: str, total: int) -> None:
        super().step(words, total)
        if words == "Orders of the year":
            raise Interrupted


async def test_an_interrupted_load_leaves_the_database_empty(
    committed: Database, settings: Settings
) -> None:
    with pytest.raises(Interrupted):
        await loading.load(committed, settings, loading.SMALL, Impatient())

    async with committed.reading() as session:
        assert (await session.execute(EMPTY)).scalar_one() == 0


def test_production_refuses_demo_trade(settings: Settings) -> None:
    production = settings.model_copy(update={"environment": Environment.PRODUCTION})

    with pytest.raises(DemoRefused, match="never goes into production"):
        command.run(production, small=True, if_empty=True)


def at(settings: Settings, url: str) -> Settings:
    return settings.model_copy(update={"database_url": SecretStr(url)})


def test_what_is_filled_is_not_filled_again(filled: Settings) -> None:
    assert command.run(filled, small=True, if_empty=True) == 0
    with pytest.raises(DemoRefused, match="not empty"):
        command.run(filled, small=True, if_empty=False)


def test_another_shop_is_left_alone(settings: Settings) -> None:
    with fresh_database() as url:
        there = at(settings, url)
        staffing.hire(
            there, email="li@shop.example", name="李店长", roles=["owner"], password="a-long-one-9"
        )

        assert command.run(there, small=True, if_empty=True) == NO_DEMO
        assert occupied.look(there) is Holds.ANOTHER_SHOP
