"""What COPY writes of an order is what the use cases would have written of it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, payments, pricing
from hutong.demo import cast, people, shelves, strangers
from hutong.demo.bulk import Chronicle, write_bills, write_newcomers
from hutong.demo.lived import Crew, Life
from hutong.demo.placing import Shop
from hutong.demo.till import paid_by
from hutong.demo.wallets import Addresses, read_at
from hutong.demo.whole import Whole
from hutong.demo.year import Fate, Goods, Neighbour, Story, World, neighbours, scenes
from hutong.demo.year.deeds import CONFIRMS_ITSELF_AFTER, deeds
from hutong.demo.year.paying import Paying, paying
from hutong.demo.year.plan import Joining, Plan, together
from hutong.demo.year.scenes import Scene
from hutong.demo.year.stories import PROVIDERS
from hutong.demo.year.supply import Delivery, Supply
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.clock import local_day
from hutong.kernel.settings import Settings
from hutong.payments.reconciling.queries import first_move
from tests.demo.rows import Compared, all_rows, comparable
from tests.make import goods

NOW = datetime(2026, 11, 21, 7, 31, 12, 345678, tzinfo=UTC)
JOINED = NOW - timedelta(days=90)
OPENED = NOW - timedelta(days=95)


Then = Callable[[AsyncSession, Life], Awaitable[None]]


@dataclass(frozen=True)
class Stage:
    """A little shop in which the same can be lived twice."""

    session: AsyncSession
    settings: Settings
    shop: Shop
    crew: Crew
    world: World

    async def lived(
        self, told: Sequence[Story], buyers: Sequence[Neighbour], then: Then | None = None
    ) -> Compared:
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
            if then is not None:
                await then(self.session, life)
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
            addresses = Addresses.of(self.settings)
            chronicle = Chronicle(self.shop, self.crew, joined, addresses=addresses)
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


@pytest.mark.parametrize("scene", ["returned unsent", "to ship"])
@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_payment_leaves_the_same_rows_either_way_whoever_takes_it(
    stage: Stage, provider: str, scene: str
) -> None:
    buyer = stage.world.buyers[0]
    told = scenes.play(Random(7), stage.world, FATES[scene], buyer)
    keys = (f"demo-{n}" for n in range(1000))
    paid = next(each for key in keys if (each := replace(told, key=key)).provider == provider)

    lived = await stage.lived([paid], [buyer])
    copied = await stage.copied([paid], [buyer])

    assert any(f'"provider": "{provider}"' in row for row in lived.rows)
    assert copied.rows == lived.rows
    assert copied.connected == lived.connected


MANNERS: dict[str, tuple[str, Callable[[Paying], bool]]] = {
    "declined at first": ("confirmed by the buyer", lambda how: how.declined_first),
    "told of never": ("confirmed by the buyer", lambda how: not how.told),
    "told of late": ("returned unsent", lambda how: how.lag > timedelta(seconds=10)),
    "left at the cashier": ("forgotten", lambda how: how.abandoned),
    "left and called off": ("regretted", lambda how: how.abandoned),
}


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("provider", ["wechat", "unionpay"])
async def test_what_goes_wrong_at_the_cashier_leaves_the_same_rows_either_way(
    stage: Stage, provider: str, manner: str
) -> None:
    scene, goes = MANNERS[manner]
    buyer = stage.world.buyers[0]
    played = scenes.play(Random(7), stage.world, FATES[scene], buyer)
    keys = (replace(played, key=f"demo-{n}") for n in range(20_000))
    told = next(each for each in keys if each.provider == provider and goes(paying(each)))

    lived = await stage.lived([told], [buyer])
    copied = await stage.copied([told], [buyer])

    assert any(row.startswith("payments_attempt") for row in lived.rows)
    assert copied.rows == lived.rows
    assert copied.connected == lived.connected


async def test_a_night_is_held_against_its_bill_the_same_either_way(stage: Stage) -> None:
    chance, buyer = Random(13), stage.world.buyers[0]
    scene = [FATES["returned unsent"], FATES["confirmed by the buyer"]]
    told = [
        paid_by(provider, scenes.play(chance, stage.world, each, buyer))
        for provider in PROVIDERS
        for each in scene
    ]
    since = local_day(min(story.placed_at for story in told))
    until = local_day(max(story.cancelled_at or story.placed_at for story in told)) + days(2)

    async def night_by_night(session: AsyncSession, life: Life) -> None:
        nights = [
            (read_at(name, since + days(n)), name, since + days(n))
            for n in range((until - since).days + 1)
            for name in life.gateways
        ]
        for at, name, day in sorted(nights):
            with clock.simulated(at):
                moved = await first_move(session, name)
                if moved is not None and local_day(moved) <= day:
                    await payments.reconcile(
                        Whole(session), life.gateways, provider=name, day=day.isoformat()
                    )

    async def all_at_once(session: AsyncSession, life: Life) -> None:
        await session.flush()
        with clock.simulated(NOW):
            await write_bills(session, life.tills, since, until)

    one_by_one = await stage.lived(told, [buyer], night_by_night)
    together = await stage.lived(told, [buyer], all_at_once)

    assert len([row for row in together.rows if row.startswith("payments_bill_line")]) > 12
    assert together.rows == one_by_one.rows
    assert together.connected == one_by_one.connected


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
