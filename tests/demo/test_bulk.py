"""What COPY writes of an order is what the use cases would have written of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, pricing
from hutong.demo import cast, people, shelves, strangers
from hutong.demo.bulk import Chronicle, write_newcomers
from hutong.demo.lived import Crew, Life
from hutong.demo.placing import Shop
from hutong.demo.whole import Whole
from hutong.demo.year import Fate, Goods, Neighbour, Story, World, neighbours, scenes
from hutong.demo.year.deeds import CONFIRMS_ITSELF_AFTER, deeds
from hutong.demo.year.plan import Joining, Plan, together
from hutong.demo.year.scenes import Scene
from hutong.demo.year.supply import Delivery, Supply
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.settings import Settings
from tests.demo.rows import Compared, all_rows, comparable
from tests.make import goods

NOW = datetime(2026, 11, 21, 7, 31, 12, 345678, tzinfo=UTC)
JOINED = NOW - timedelta(days=90)
OPENED = NOW - timedelta(days=95)


@dataclass(frozen=True)
class Stage:
    """A little shop in which the same can be lived twice."""

    session: AsyncSession
    settings: Settings
    shop: Shop
    crew: Crew
    world: World

    async def lived(self, told: Sequence[Story], buyers: Sequence[Neighbour]) -> Compared:
        before = await all_rows(self.session)
        async with self.session.begin_nested() as savepoint:
            life = self._life({})
            await life.begin()
            joinings = [Joining(JOINED, buyer) for buyer in buyers]
            for happening in Plan(joinings, told, Supply(), NOW).happenings():
                with clock.simulated(happening.at) as time:
                    match happening:
                        case Joining():
                            await life.join(happening.neighbour)
                        case Delivery():
                            raise AssertionError
                        case _:
                            await life.do(happening, time)
            after = await all_rows(self.session)
            await savepoint.rollback()
        self.session.expire_all()
        return comparable(after, before)

    def _life(self, buyers: Mapping[str, Actor]) -> Life:
        whole = Whole(self.session)
        return Life(whole, self.settings, self.shop, crew=self.crew, buyers=buyers)

    async def copied(
        self, told: Sequence[Story], buyers: Sequence[Neighbour], *, until: datetime = NOW
    ) -> Compared:
        """What comes after `until` is lived."""
        before = await all_rows(self.session)
        async with self.session.begin_nested() as savepoint:
            joinings = [Joining(JOINED, buyer) for buyer in buyers]
            joined = await write_newcomers(self.session, joinings)
            url = self.settings.public_url
            chronicle = Chronicle(self.shop, self.crew, joined, public_url=url)
            for each in told:
                chronicle.tell(each, until)
            await chronicle.write(self.session)
            life = self._life(joined)
            await life.begin()
            for deed in together(told, NOW):
                if deed.at > until:
                    with clock.simulated(deed.at) as time:
                        await life.do(deed, time)
            after = await all_rows(self.session)
            await savepoint.rollback()
        self.session.expire_all()
        return comparable(after, before)


@pytest.fixture
async def stage(session: AsyncSession, settings: Settings) -> Stage:
    staffed = await cast.hire(session, OPENED)
    with clock.simulated(OPENED):
        await shelves.set_freight(session)
        products = [
            await goods.goods(
                session, specs=(goods.spec("颜色", "米", "青"),), price=price, in_stock=50
            )
            for price in ("39", "128.50")
        ]
    ids = [sku.id for product in products for sku in product.skus]
    articles = {facts.code: facts for facts in await catalog.skus(session, ids)}
    world = World(
        buyers=neighbours(Random(5), people.load(), 3),
        goods=[Goods(code, OPENED, 1) for code in articles],
        notes=["请放门口，卡号 4111 1111 1111 1111"],
        remarks=["礼物单，不放价格单"],
        journey=strangers.journey,
        until=NOW,
    )
    shop = Shop(articles, await pricing.rules(session))
    return Stage(session, settings, shop, staffed.crew, world)


def days(count: float) -> timedelta:
    return timedelta(days=count)


def confirmed_by_the_shop(told: Story, until: datetime) -> bool:
    at = told.delivered_at
    forgot = told.confirmed_at is None and len(told.parcels) == 1
    return at is not None and forgot and at + CONFIRMS_ITSELF_AFTER + days(1) < until


def confirmed_by_the_buyer(told: Story, _until: datetime) -> bool:
    return told.confirmed_at is not None and len(told.parcels) == 1 and bool(told.note)


def in_two_parcels(told: Story, _until: datetime) -> bool:
    return told.confirmed_at is not None and len(told.parcels) == 2


def remarked(told: Story, _until: datetime) -> bool:
    return told.remark is not None and told.delivered_at is not None


def any_story(_told: Story, _until: datetime) -> bool:
    return True


LONG_AGO = (days(60), days(30))
FATES = {
    "forgotten": Scene(Fate.FORGOTTEN, *LONG_AGO, 2, any_story),
    "regretted": Scene(Fate.REGRETTED, *LONG_AGO, 1, any_story),
    "returned unsent": Scene(Fate.RETURNED_UNSENT, *LONG_AGO, 2, any_story),
    "confirmed by the buyer": Scene(Fate.KEPT, *LONG_AGO, 2, confirmed_by_the_buyer),
    "confirmed by the shop": Scene(Fate.KEPT, *LONG_AGO, 1, confirmed_by_the_shop),
    "in two parcels": Scene(Fate.KEPT, *LONG_AGO, 3, in_two_parcels),
    "noted by staff": Scene(Fate.KEPT, *LONG_AGO, 1, remarked),
    "unpaid": scenes.UNPAID,
    "to ship": scenes.TO_SHIP,
    "partly sent": scenes.PARTLY_SENT,
    "under way": scenes.UNDER_WAY,
    "arrived": scenes.ARRIVED,
}


@pytest.mark.parametrize("scene", FATES.values(), ids=FATES)
async def test_an_order_leaves_the_same_rows_either_way(stage: Stage, scene: Scene) -> None:
    buyer = stage.world.buyers[0]
    told = [scenes.play(Random(7), stage.world, scene, buyer)]

    lived = await stage.lived(told, [buyer])
    copied = await stage.copied(told, [buyer])

    assert len(lived.rows) > 10
    assert copied.rows == lived.rows
    assert copied.connected == lived.connected


async def test_orders_of_several_buyers_leave_the_same_rows_either_way(stage: Stage) -> None:
    chance = Random(11)
    told = [
        scenes.play(chance, stage.world, scene, chance.choice(stage.world.buyers))
        for scene in FATES.values()
    ]

    lived = await stage.lived(told, stage.world.buyers)
    copied = await stage.copied(told, stage.world.buyers)

    assert copied.rows == lived.rows
    assert copied.connected == lived.connected


@pytest.mark.parametrize("scene", FATES.values(), ids=FATES)
async def test_what_copy_began_goes_on_through_the_use_cases(stage: Stage, scene: Scene) -> None:
    buyer = stage.world.buyers[0]
    told = scenes.play(Random(7), stage.world, scene, buyer)
    moments = [deed.at for deed in deeds(told, NOW)]

    lived = await stage.lived([told], [buyer])
    continued = await stage.copied([told], [buyer], until=moments[len(moments) // 2])

    assert continued.rows == lived.rows
    assert continued.connected == lived.connected
