"""Where the goods of the demo stand and how they come there, through the use cases of stock."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.catalog import SkuFacts
from hutong.demo.year.network import Broken, Carriage, Count
from hutong.demo.year.supply import Delivery
from hutong.inventory import (
    MAIN,
    LocationDraft,
    LocationKind,
    MovementReason,
    PoolDraft,
    ReceiptDraft,
    Shift,
    StocktakePlan,
    TransferDraft,
    Want,
)
from hutong.kernel import clock
from hutong.kernel.actor import Actor

MAIN_PLACE = LocationDraft(
    code="main",
    name={"zh": "杭州总仓", "en": "Hangzhou warehouse"},
    kind=LocationKind.CENTRAL,
    address="浙江省杭州市余杭区良渚街道古墩路 1888 号",
    sells=True,
)
PLACES = (
    LocationDraft(
        code="chengdu",
        name={"zh": "成都区域仓", "en": "Chengdu warehouse"},
        kind=LocationKind.REGIONAL,
        address="四川省成都市双流区物流大道 66 号",
        priority=20,
        sells=True,
    ),
    LocationDraft(
        code="hangzhou-binjiang",
        name={"zh": "滨江前置仓", "en": "Binjiang forward warehouse"},
        kind=LocationKind.FORWARD,
        address="浙江省杭州市滨江区江南大道 588 号",
        priority=30,
        sells=True,
    ),
    LocationDraft(
        code="shanghai-jingan",
        name={"zh": "上海静安店", "en": "Shanghai Jing'an store"},
        kind=LocationKind.STORE,
        address="上海市静安区愚园路 218 号",
        priority=40,
        sells=True,
    ),
    LocationDraft(
        code="beijing-sanlitun",
        name={"zh": "北京三里屯店", "en": "Beijing Sanlitun store"},
        kind=LocationKind.STORE,
        address="北京市朝阳区工体北路 8 号",
        priority=50,
        sells=True,
    ),
    LocationDraft(
        code="returns",
        name={"zh": "退货中心", "en": "Return centre"},
        kind=LocationKind.RETURNS,
        address="浙江省杭州市余杭区良渚街道古墩路 1890 号",
        priority=90,
    ),
)
SUPPLIERS = (
    "景德镇青瓷坊",
    "绍兴布艺织造",
    "龙泉木作",
    "义乌日用供应链",
    "宁波厨具制造",
    "苏州香氛工坊",
)
ORDERED_BEFORE = timedelta(days=5)
ON_THE_ROAD = timedelta(days=1, hours=6)
COUNTING = timedelta(minutes=75)
BINS = 40
TRUE_SHEETS = text("""
    update inventory_stocktake_line line set
        book = coalesce((
            select sum(on_hand_delta) from inventory_movement
            where sku_id = line.sku_id and location_id = take.location_id and at <= frozen.at), 0),
        at_count = counted_then.pieces,
        counted = counted_then.pieces + line.counted - line.at_count
    from inventory_stocktake take
    join inventory_step frozen on frozen.document_id = take.id and frozen.state = 'counting'
    join inventory_stocktake_line each on each.stocktake_id = take.id
    cross join lateral (
        select sum(on_hand_delta) as pieces from inventory_movement
        where sku_id = each.sku_id and location_id = take.location_id
          and at <= each.counted_at) counted_then
    where take.id = line.stocktake_id and each.sku_id = line.sku_id
""")
"""The orders of the year are written after the counts: the sheets then say what the ledger says of
the moments of counting, and differ from it by as much as was found."""


Moved = Delivery | Carriage | Count | Broken


class Storehouse:
    """Does what staff do with goods, at the time of each."""

    def __init__(self, session: AsyncSession, articles: Mapping[str, SkuFacts], by: Actor) -> None:
        self._session = session
        self._articles = articles
        self._by = by
        self._places: dict[str, UUID] = {}
        self._deliveries = 0

    async def open(self, at: datetime) -> Mapping[str, UUID]:
        """Every location, by its code."""
        with clock.simulated(at):
            session, by = self._session, self._by
            await inventory.save_location(session, MAIN_PLACE, by=by, location_id=MAIN)
            for draft in PLACES:
                place = await inventory.save_location(session, draft, by=by)
                self._places[draft.code] = place.id
        return self._places

    async def do(self, happening: Moved) -> None:
        match happening:
            case Delivery():
                await self._receive(happening)
            case Carriage():
                await self._carry(happening)
            case Count():
                await self._count(happening)
            case Broken():
                await self._write_off(happening)

    async def settle(self, plenty: list[UUID]) -> None:
        """Bins, and what is under way just now: one of each."""
        session, by = self._session, self._by
        for place, sku_id in enumerate(plenty[:BINS]):
            where = f"{'ABCD'[place % 4]}-{place // 8 + 1:02d}-{place % 8 + 1}"
            await inventory.put_into_bin(session, sku_id, where, location_id=MAIN, by=by)
        now = clock.now()
        some = [Want(sku_id, 2) for sku_id in plenty[:3]]
        coming = [Want(sku_id, 24) for sku_id in plenty[3:9]]
        expected = ReceiptDraft(location_id=MAIN, supplier=SUPPLIERS[0], wants=coming)
        await inventory.expect_goods(session, expected, by=by)
        for sends in (True, False):
            draft = TransferDraft(
                from_id=MAIN, to_id=self._places["chengdu"], wants=some, note="补货"
            )
            transfer = await inventory.draft_transfer(session, draft, by=by)
            if sends:
                await inventory.send_transfer(session, transfer.id, by=by)
        pool = PoolDraft(
            code="new-year",
            name={"zh": "跨年秒杀", "en": "New Year flash sale"},
            parent_id=MAIN,
            starts_at=now - timedelta(hours=2),
            ends_at=now + timedelta(days=10),
            wants=some,
        )
        await inventory.open_pool(session, pool, by=by)
        plan = StocktakePlan(location_id=self._places["shanghai-jingan"], note="门店月盘")
        stocktake = await inventory.plan_stocktake(session, plan, by=by)
        await inventory.start_stocktake(session, stocktake.id, by=by)

    async def write_up(self) -> None:
        """What the nights have made of the year."""
        await self._session.execute(TRUE_SHEETS)
        while await inventory.close_books(self._session):
            pass
        await inventory.work_out(self._session)

    async def _receive(self, delivery: Delivery) -> None:
        supplier = SUPPLIERS[self._deliveries % len(SUPPLIERS)]
        self._deliveries += 1
        draft = ReceiptDraft(location_id=MAIN, supplier=supplier, wants=self._wants(delivery.lines))
        with clock.simulated(delivery.at - ORDERED_BEFORE):
            receipt = await inventory.expect_goods(self._session, draft, by=self._by)
        with clock.simulated(delivery.at):
            await inventory.receive_goods(self._session, receipt.id, by=self._by)

    async def _carry(self, carriage: Carriage) -> None:
        to_id = self._places[carriage.place]
        draft = TransferDraft(from_id=MAIN, to_id=to_id, wants=self._wants(carriage.lines))
        with clock.simulated(carriage.at) as time:
            transfer = await inventory.draft_transfer(self._session, draft, by=self._by)
            await inventory.send_transfer(self._session, transfer.id, by=self._by)
            time.advance(ON_THE_ROAD)
            await inventory.receive_transfer(self._session, transfer.id, by=self._by)

    async def _count(self, count: Count) -> None:
        session, by = self._session, self._by
        skus = {self._articles[sku].id: count.differing.get(sku, 0) for sku in count.skus}
        with clock.simulated(count.at - COUNTING) as time:
            plan = StocktakePlan(location_id=MAIN, note="月度循环盘点")
            stocktake = await inventory.plan_stocktake(session, plan, by=by)
            time.advance(timedelta(minutes=5))
            await inventory.start_stocktake(session, stocktake.id, by=by)
            there = {row.sku_id: row.book for row in await self._sheet(stocktake.id)}
            time.advance(timedelta(minutes=55))
            found = {sku: there[sku] + more for sku, more in skus.items() if sku in there}
            await inventory.count(session, stocktake.id, found, by=by)
            time.advance(timedelta(minutes=5))
            await inventory.review_stocktake(session, stocktake.id, by=by)
            time.move_to(count.at)
            await inventory.post_stocktake(session, stocktake.id, by=by)

    async def _sheet(self, stocktake_id: UUID) -> list[inventory.StocktakeLine]:
        return list(await inventory.stocktake_lines(self._session, stocktake_id))

    async def _write_off(self, broken: Broken) -> None:
        sku_id = self._articles[broken.sku].id
        loss = Shift(MAIN, sku_id, -1, MovementReason.DAMAGED)
        with clock.simulated(broken.at):
            await inventory.write_off(self._session, loss, by=self._by, note="搬运破损")

    def _wants(self, lines: tuple[tuple[str, int], ...]) -> list[Want]:
        return [Want(self._articles[sku].id, count) for sku, count in lines]
