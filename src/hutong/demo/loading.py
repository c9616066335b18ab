"""Fills an empty database with the demo shop and its year of trade."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, listing, members, messaging, orders, pricing, search
from hutong.catalog import SkuFacts
from hutong.demo import (
    agreeing,
    brand,
    bulk,
    cast,
    catalogue,
    checking,
    desks,
    interests,
    labels,
    misfiling,
    moving,
    people,
    regions,
    repricing,
    reviewing,
    serving,
    shelves,
    strangers,
    suggesting,
    telling,
)
from hutong.demo.accounts import SHOPPER
from hutong.demo.building import Builder
from hutong.demo.cast import Staffed
from hutong.demo.catalogue import Catalogue
from hutong.demo.lived import Life
from hutong.demo.placing import Shop
from hutong.demo.reading import read_pages
from hutong.demo.searching import Town, search_around
from hutong.demo.stocking import Moved, Storehouse
from hutong.demo.telling import Progress
from hutong.demo.till import BILLS, Till
from hutong.demo.wallets import Addresses
from hutong.demo.whole import Whole
from hutong.demo.year import Goods, Story, World, neighbours, scenes, stories
from hutong.demo.year.deeds import What
from hutong.demo.year.plan import Plan, plan, together
from hutong.demo.year.supply import Shelf
from hutong.kernel import clock, events, partitions
from hutong.kernel.actor import Actor
from hutong.kernel.db import NO_TIMEOUT, Database
from hutong.kernel.i18n import DEFAULT, N_, using
from hutong.kernel.settings import Settings
from hutong.wiring import WIRING

Buyers = Mapping[str, Actor]

SEED = 20261121
AT_ONCE = 500
JUST_NOW = timedelta(hours=6)
READ_UNTIL = timedelta(days=3)
HIRED_BEFORE = timedelta(days=30)
TAKERS = 3  # of services: the shopper, and who bought first
LESS_FOR_EACH_CHOICE = 3  # the first SKU of a product sells best, the fourth half as well
FITS_ONLY_OTHER_ORDERS = (
    "退",
    "补",
    "取消",
    "拒收",
    "破损",
    "签收",
    "驿站",
    "送错",
    "停滞",
    "重开",
)
NO_LIMIT = text("set local statement_timeout = 0")
ALONE = text("select pg_advisory_xact_lock(hashtext('hutong.demo'))")
ANALYSE = text("analyze")
TELLING_BUYERS = events.Wiring(
    reactions={
        event: [tell]
        for event, heard in WIRING.reactions.items()
        for tell in (orders.tell_buyer, orders.tell_of_codes)
        if tell in heard
    }
)


@dataclass(frozen=True)
class Size:
    members: int
    orders: int


YEAR = Size(members=3000, orders=12_000)
SMALL = Size(members=40, orders=120)


def fill(settings: Settings, *, small: bool) -> None:
    """The tables must be there, and nothing in them."""
    asyncio.run(_fill(settings, SMALL if small else YEAR))


async def _fill(settings: Settings, size: Size) -> None:
    db = Database(settings.database_url.get_secret_value(), pool_size=1, idle_timeout=NO_TIMEOUT)
    try:
        with telling.told() as progress:
            await load(db, settings, size, progress)
    finally:
        await db.close()


async def load(db: Database, settings: Settings, size: Size, progress: Progress) -> None:
    """All of it or nothing: whatever stops it leaves the database as empty as before."""
    await partitions.prepare(db)
    with using(DEFAULT):
        async with db.transaction() as session:
            await session.execute(NO_LIMIT)
            await session.execute(ALONE)
            await _Loading(session, settings, progress, clock.now()).load(size)


class _Loading:
    def __init__(
        self, session: AsyncSession, settings: Settings, progress: Progress, now: datetime
    ) -> None:
        self._session = session
        self._settings = settings
        self._progress = progress
        self._now = now
        self._chance = Random(SEED)  # noqa: S311 - invented trade

    async def load(self, size: Size) -> None:
        goods = catalogue.load()
        launches = self._launches(goods)
        staffed = await cast.hire(self._session, min(launches.values()) - HIRED_BEFORE)
        categories = await self._furnish(goods, staffed)
        articles = await self._articles()
        planned = self._plan(goods, launches, size)
        storehouse = Storehouse(self._session, articles, staffed.crew.warehouse)
        places = await storehouse.open(min(launches.values()) - HIRED_BEFORE)
        routed = {key: places[code] for key, code in planned.network.routed.items()}
        shop = Shop(articles, await pricing.rules(self._session), routed)
        await self._fill_shelves(planned, storehouse)
        buyers = await self._join(planned)
        await self._write(planned, shop, staffed, buyers)
        more, served = await self._live(planned, shop, staffed, buyers)
        await self._settle_in(goods, articles, storehouse)
        await reviewing.busy_at_the_shelf(self._session, staffed, self._now)
        await repricing.make_cheaper(self._session, staffed, self._now)
        await suggesting.suggest(self._session, staffed, self._now)
        await agreeing.publish_by_two(self._session, staffed, self._now)
        await checking.busy_with_lists(self._session, staffed, self._now)
        await misfiling.file_some_wrongly(self._session, categories, staffed, self._now)
        await desks.turn_goods(self._session, self._settings, staffed, self._now)
        await storehouse.write_up()
        paid = [story for story in planned.stories if story.paid_at]
        await labels.follow_rules(self._session, categories, staffed.operator)
        await self._finish([*paid, *more], articles, served)
        await desks.arrange(self._session, staffed, self._now)
        await self._search(Town(paid=paid, articles=articles, buyers=buyers, now=self._now))

    def _launches(self, goods: Catalogue) -> Mapping[str, datetime]:
        today = clock.local_day(self._now)
        return {product.slug: shelves.launch(product, today) for product in goods.products}

    async def _furnish(self, goods: Catalogue, staffed: Staffed) -> Mapping[str, UUID]:
        """The categories by their slugs."""
        session, by = self._session, staffed.operator
        shown = brand.load()
        wanted = shelves.wanted_pictures(goods, shown)
        self._progress.step(N_("Photographs"), len(wanted))
        media = self._settings.media_dir
        keys = await shelves.put_pictures(session, wanted, media, self._progress.done)
        await shelves.write_words(session, shown, keys, by)
        await shelves.set_freight(session)
        await search.plant(session)
        categories = await shelves.put_up_categories(session, goods, keys, by)
        self._progress.step(N_("Goods on the shelves"), len(goods.products))
        brands = await labels.put_up_brands(session, by)
        opening = shelves.Opening(categories, keys, by, clock.local_day(self._now), brands)
        products = await shelves.put_up_products(session, goods, opening, self._progress.done)
        await moving.show_from_all_sides(session, products, media, by)
        await Builder(session, by, media, products).build(opening.today)
        return categories

    async def _articles(self) -> Mapping[str, SkuFacts]:
        sheets = await catalog.products(self._session)
        skus = [sku.id for sheet in sheets for sku in sheet.active_skus]
        return {facts.code: facts for facts in await catalog.skus(self._session, skus)}

    def _plan(self, goods: Catalogue, launches: Mapping[str, datetime], size: Size) -> Plan:
        chance, raw = self._chance, people.load()
        buyers = neighbours(chance, raw, size.members)
        shopper = cast.shopper()
        world = World(
            buyers=buyers,
            goods=list(_offered(goods, launches)),
            notes=raw.buyer_notes,
            remarks=[
                words
                for words in raw.staff_notes
                if not any(part in words for part in FITS_ONLY_OTHER_ORDERS)
            ],
            journey=strangers.journey,
            until=self._now,
        )
        told = [
            *stories(chance, world, size.orders),
            *scenes.everyday(chance, world, buyers),
            *scenes.of_the_shopper(chance, world, shopper),
        ]
        told.sort(key=lambda story: story.placed_at)
        on_shelves = list(_shelves(goods, launches))
        return plan(chance, [*buyers, shopper], told, on_shelves, until=self._now)

    async def _fill_shelves(self, planned: Plan, storehouse: Storehouse) -> None:
        network = planned.network
        happenings: list[Moved] = [*planned.supply.deliveries, *network.carriages]
        happenings += [*network.counts, *network.broken]
        happenings.sort(key=lambda happening: happening.at)
        self._progress.step(N_("Deliveries"), len(happenings))
        for happening in happenings:
            await storehouse.do(happening)
            self._progress.done()

    async def _join(self, planned: Plan) -> Mapping[str, Actor]:
        self._progress.step(N_("Members"), len(planned.joinings))
        return await bulk.write_newcomers(self._session, planned.joinings)

    async def _write(self, planned: Plan, shop: Shop, staffed: Staffed, buyers: Buyers) -> None:
        """Nearly all orders, some hundreds at a time."""
        written = [story for story in planned.stories if not self._is_lived(story)]
        self._progress.step(N_("Orders of the year"), len(written))
        addresses = Addresses.of(self._settings)
        chronicle = bulk.Chronicle(shop, staffed.crew, buyers, addresses=addresses)
        for start in range(0, len(written), AT_ONCE):
            for story in written[start : start + AT_ONCE]:
                chronicle.tell(story, self._now)
                self._progress.done()
            await chronicle.write(self._session)

    async def _live(
        self, planned: Plan, shop: Shop, staffed: Staffed, buyers: Buyers
    ) -> tuple[Sequence[Story], Mapping[UUID, int]]:
        """The shopper's orders, and what others ordered just now, through the use cases.

        What the till added is not in the plan, nor are the services: how many of each were sold.
        """
        lived = [story for story in planned.stories if self._is_lived(story)]
        self._progress.step(N_("Orders of today"), len(lived))
        life = Life(Whole(self._session), self._settings, shop, crew=staffed.crew, buyers=buyers)
        await self._session.execute(ANALYSE)
        await life.begin()
        await events.skip_to_end(self._session, TELLING_BUYERS)
        for deed in together(lived, self._now):
            with clock.simulated(deed.at) as time:
                await life.do(deed, time)
            self._progress.done(deed.what is What.PLACED)
        for sku, on_hand in planned.supply.counted.items():
            await life.count(sku, on_hand)
        await self._hold_against_bills(planned, life)
        first = [cast.shopper(), *(story.buyer for story in planned.stories)]
        takers = {taker: buyers[taker.phone] for taker in list(dict.fromkeys(first))[:TAKERS]}
        served = await serving.sell_services(
            self._session, life, staffed, buyers=takers, now=self._now
        )
        till = Till(
            session=self._session,
            life=life,
            stories=planned.stories,
            support=staffed.crew.support,
            operator=staffed.operator,
            now=self._now,
        )
        return await till.open(), served

    async def _hold_against_bills(self, planned: Plan, life: Life) -> None:
        """All but the last days, which the till reconciles."""
        days = [clock.local_day(story.placed_at) for story in planned.stories]
        until = clock.local_day(self._now) - timedelta(days=BILLS + 1)
        await self._session.flush()
        with clock.simulated(self._now):
            await bulk.write_bills(self._session, life.tills, min(days), until)

    def _is_lived(self, story: Story) -> bool:
        return story.buyer.phone == SHOPPER.login or story.placed_at > self._now - JUST_NOW

    async def _settle_in(
        self, goods: Catalogue, articles: Mapping[str, SkuFacts], storehouse: Storehouse
    ) -> None:
        plenty = [product for product in goods.products if product.stock == "plenty"]
        slugs = {product.slug for product in plenty}
        there = [article for article in articles.values() if article.slug in slugs]
        with clock.simulated(self._now):
            await cast.settle_in(self._session, there, self._chance)
            await storehouse.settle([article.id for article in there])
        products = {article.slug: article.product_id for article in articles.values()}
        await regions.restrict(self._session, products, since=self._now)

    async def _finish(
        self, paid: Sequence[Story], articles: Mapping[str, SkuFacts], served: Mapping[UUID, int]
    ) -> None:
        """What the worker's reactions would have made of the year, made at once."""
        self._progress.step(N_("Listings"), len(articles))
        await search.rebuild(self._session)
        await listing.look_at(
            self._session, [sheet.id for sheet in await catalog.products(self._session)]
        )
        sold = Counter(served)
        for story in paid:
            for line in story.lines:
                sold[articles[line.sku].product_id] += line.quantity
        await search.count_sales(self._session, sold)
        await self._tell_buyers()
        await events.skip_to_end(self._session, WIRING)
        await self._session.execute(ANALYSE)

    async def _search(self, town: Town) -> None:
        self._progress.step(N_("Searches of the last weeks"), 1)
        await search_around(self._session, self._chance, town)
        await read_pages(self._session, self._chance, town.now)
        await interests.remember(self._session, town)
        self._progress.done()

    async def _tell_buyers(self) -> None:
        """What the lived orders left in the inboxes; the shopper has read all but the latest."""
        db = Whole(self._session)
        while await events.consume(db, TELLING_BUYERS):
            pass
        shopper = await members.join(self._session, SHOPPER.login)
        await messaging.mark_read(self._session, shopper.id, self._now - READ_UNTIL)


def _offered(goods: Catalogue, launches: Mapping[str, datetime]) -> Iterator[Goods]:
    for number, product in enumerate(goods.products):
        for place, _sku in enumerate(product.skus()):
            weight = product.popularity * LESS_FOR_EACH_CHOICE / (LESS_FOR_EACH_CHOICE + place)
            yield Goods(shelves.code(number, place), launches[product.slug], weight)


def _shelves(goods: Catalogue, launches: Mapping[str, datetime]) -> Iterator[Shelf]:
    for number, product in enumerate(goods.products):
        for place, _sku in enumerate(product.skus()):
            yield Shelf(shelves.code(number, place), launches[product.slug], product.stock)
