"""Does the deeds of the demo through the shop's own use cases, at the time of each."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import fulfilment, inventory, members, orders, payments, vouchers
from hutong.demo.placing import Shop, placement
from hutong.demo.strangers import Provider
from hutong.demo.wallets import Wallet
from hutong.demo.year import Neighbour, Story
from hutong.demo.year.deeds import CONFIRMS_ITSELF_AFTER, Deed, What
from hutong.demo.year.paying import DECLINED_AFTER, TRIES_AGAIN_AFTER, paying
from hutong.kernel import clock, events, jobs
from hutong.kernel.actor import Actor
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.i18n import DEFAULT
from hutong.kernel.jobs import Task
from hutong.kernel.settings import Settings
from hutong.kernel.within import Within
from hutong.members import AddressDraft, Member
from hutong.orders import Batcher, ShipLine
from hutong.sandbox.models import Telling
from hutong.simulators.models import Provider as Wallets
from hutong.wiring import WIRING, Strangers, tasks

PROVINCE, CITY, DISTRICT = 2, 4, 6
MOVES_BETWEEN_MODULES = {
    payments.PaymentCaptured,
    payments.PaymentRefunded,
    fulfilment.ParcelDelivered,
    vouchers.VoucherRedeemed,
    vouchers.VouchersVoided,
}
NOBODY: Mapping[str, Actor] = {}
JOBS_START_AFTER = timedelta(seconds=3)


class Crew:
    """Who does the staff's part."""

    def __init__(self, *, warehouse: Actor, support: Actor) -> None:
        self.warehouse = warehouse
        self.support = support


class Life:
    """The listings are not followed deed by deed: they are made anew when all is done."""

    def __init__(
        self,
        db: Database,
        settings: Settings,
        shop: Shop,
        *,
        crew: Crew,
        buyers: Mapping[str, Actor] = NOBODY,
    ) -> None:
        self._db = db
        self._batcher = Batcher(Within(db))
        self._settings = settings
        self._shop = shop
        self._crew = crew
        sandbox = Provider(db, settings)
        self._wallets = [Wallet(db, settings, each) for each in Wallets]
        self._tills: dict[str, Provider | Wallet] = {each.name: each for each in self._wallets}
        self._tills[sandbox.name] = sandbox
        self._buyers = dict(buyers)
        strangers = Strangers(gateways=self._tills, tracker=None)
        deliver = {"sandbox.deliver": sandbox.deliver}
        self._tasks: Mapping[str, Task] = {**tasks(settings, strangers), **deliver}
        self._wiring = events.Wiring(
            reactions={
                event: reactions
                for event, reactions in WIRING.reactions.items()
                if event in MOVES_BETWEEN_MODULES
            }
        )

    @property
    def gateways(self) -> payments.Gateways:
        return self._tills

    @property
    def tills(self) -> Iterable["Provider | Wallet"]:
        return self._tills.values()

    def till(self, provider: str) -> "Provider | Wallet":
        return self._tills[provider]

    async def intent(self, story: Story) -> payments.Intent:
        async with self._db.transaction() as session:
            intent = await payments.of_reference(session, await self._order(session, story))
        assert intent is not None  # noqa: S101 - every order of the demo costs something
        return intent

    def worth(self, story: Story) -> int:
        """What its goods cost, in minor units."""
        prices = self._shop.articles
        return sum(prices[line.sku].price.minor * line.quantity for line in story.lines)

    async def begin(self) -> None:
        """What has happened until now is none of its business."""
        async with self._db.transaction() as session:
            await events.skip_to_end(session, self._wiring)

    async def join(self, neighbour: Neighbour) -> Member:
        async with self._db.transaction() as session:
            member = await members.join(
                session, neighbour.phone, nickname=neighbour.nickname, locale=DEFAULT
            )
            member.demo = True
            await members.save_address(session, address(neighbour), member_id=member.id)
        self._buyers[neighbour.phone] = member.as_actor()
        return member

    async def count(self, sku: str, on_hand: int) -> None:
        async with self._db.transaction() as session:
            await inventory.adjust(
                session,
                self._shop.articles[sku].id,
                on_hand=on_hand,
                by=self._crew.warehouse,
                note="盘点：样品与破损报废",
            )

    async def do(self, deed: Deed, time: Simulated) -> None:  # noqa: C901 - one line for each deed
        story = deed.story
        match deed.what:
            case What.PLACED:
                await self._place(story)
            case What.AT_CASHIER:
                await self._start(story, time)
            case What.PAID:
                await self._pay(story, time)
            case What.REMARKED:
                await self._remark(story)
            case What.CANCELLED:
                await self._cancel(story, time)
            case What.LAPSED:
                await orders.close_unpaid(self._db)
                await self._leave(story, time)
            case What.SENT:
                await self._send(deed)
            case What.SEEN:
                await self._see(deed)
            case What.CONFIRMED:
                await self._confirm(story)
            case What.CONFIRMED_ITSELF:
                await orders.confirm_overdue(self._db, days=CONFIRMS_ITSELF_AFTER.days)

    async def _place(self, story: Story) -> None:
        await orders.place(self._batcher, placement(self._shop, story, self._buyer(story)))

    async def _start(self, story: Story, time: Simulated) -> None:
        await self._to_cashier(story)
        if paying(story).declined_first:
            time.advance(DECLINED_AFTER)
            alive = await self._alive(story)
            await self._wallet(alive.provider).decline(alive.id)
            await self._ask(story)
            time.advance(TRIES_AGAIN_AFTER)
            await self._to_cashier(story)

    async def _to_cashier(self, story: Story) -> None:
        intent = await self.intent(story)
        till = self._tills[story.provider]
        choice = payments.Choice(provider=till.name, method=till.methods[0])
        back = f"{self._settings.public_url}/pay/{intent.number}/result"
        await payments.start(self._db, self._tills, intent.id, return_url=back, choice=choice)

    async def _pay(self, story: Story, time: Simulated) -> None:
        how = paying(story)
        await self.pay(story, Telling.AT_ONCE if how.told else Telling.NEVER)
        time.advance(how.lag)
        if not how.told:
            await self._ask(story)
        await self.work()

    async def _ask(self, story: Story) -> None:
        """The buyer waits on the result page."""
        intent = await self.intent(story)
        await payments.query_one(self._db, self._tills, intent.id)

    async def _leave(self, story: Story, time: Simulated) -> None:
        if paying(story).abandoned:
            time.advance(JOBS_START_AFTER)
            await self.work()

    async def pay(self, story: Story, telling: Telling) -> None:
        """At the cashier; what the shop hears of it, it hears when it works."""
        alive = await self._alive(story)
        await self._tills[alive.provider].pay(alive.id, telling)

    async def _alive(self, story: Story) -> payments.Attempt:
        intent = await self.intent(story)
        async with self._db.transaction() as session:
            attempts = await payments.attempts(session, intent.id)
        return next(each for each in attempts if each.alive)

    def _wallet(self, provider: str) -> Wallet:
        return next(wallet for wallet in self._wallets if wallet.name == provider)

    async def _remark(self, story: Story) -> None:
        if story.remark:
            async with self._db.transaction() as session:
                order_id = await self._order(session, story)
                await orders.note(session, order_id, story.remark.text, by=self._crew.support)

    async def _cancel(self, story: Story, time: Simulated) -> None:
        async with self._db.transaction() as session:
            order_id = await self._order(session, story)
            await orders.cancel(session, order_id, by=self._buyer(story), reason=story.reason)
        if story.paid_at:
            time.advance(JOBS_START_AFTER)
            await self.work()
        else:
            await self._leave(story, time)

    async def _send(self, deed: Deed) -> None:
        parcel = deed.parcel
        assert parcel is not None  # noqa: S101 - a sending has a parcel
        lines = [ShipLine(self._shop.articles[each.sku].id, each.quantity) for each in parcel.lines]
        async with self._db.transaction() as session:
            await orders.ship(
                session,
                await self._order(session, deed.story),
                lines=lines,
                carrier=parcel.carrier,
                tracking_number=parcel.tracking_number,
                by=self._crew.warehouse,
            )

    async def _see(self, deed: Deed) -> None:
        parcel, scan = deed.parcel, deed.scan
        assert parcel is not None and scan is not None  # noqa: S101, PT018 - a scan is of a parcel
        async with self._db.transaction() as session:
            await fulfilment.record_tracking(
                session,
                parcel.carrier,
                parcel.tracking_number,
                [scan],
                expected_at=parcel.expected_at,
            )
        if scan.state is fulfilment.ShipmentState.DELIVERED:
            await self.work()

    async def _confirm(self, story: Story) -> None:
        async with self._db.transaction() as session:
            order_id = await self._order(session, story)
            await orders.confirm_receipt(session, order_id, by=self._buyer(story))

    async def work(self) -> None:
        """What the worker would do now."""
        busy = True
        while busy:
            handled = await events.consume(self._db, self._wiring)
            async with self._db.transaction() as session:
                due = await jobs.take_due(session, clock.now())
            for name, args in due:
                await self._tasks[name](self._db, **args)
            told = [await wallet.deliver_due() for wallet in self._wallets]
            busy = bool(handled or due or any(told))

    async def _order(self, session: AsyncSession, story: Story) -> UUID:
        buyer = self._buyer(story)
        placed = buyer.id and await orders.by_key(session, buyer.id, story.key)
        if not placed:
            raise orders.OrderNotFound(story.key)
        return placed.id

    def _buyer(self, story: Story) -> Actor:
        return self._buyers[story.buyer.phone]


def address(neighbour: Neighbour, *, is_default: bool = True, label: str = "") -> AddressDraft:
    code = neighbour.address.region_code
    return AddressDraft(
        recipient=neighbour.address.recipient,
        phone=neighbour.address.phone,
        province=code[:PROVINCE],
        city=code[:CITY],
        district=code[:DISTRICT],
        street=code if len(code) > DISTRICT else "",
        detail=neighbour.address.detail,
        label=label,
        is_default=is_default,
    )
