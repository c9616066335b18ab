"""What goes on around the money: refunds in part, payments that go astray, and nightly bills."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from hutong import orders, payments
from hutong.demo.accounts import SHOPPER
from hutong.demo.lived import Life
from hutong.demo.wallets import read_at
from hutong.demo.whole import Whole
from hutong.demo.year import Story
from hutong.demo.year.deeds import Deed, What
from hutong.inventory import OutOfStock
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.clock import Simulated, day_start, local_day
from hutong.kernel.ids import new_id
from hutong.kernel.money import CNY, Money, yuan
from hutong.payments import ChargeAsked, RefundWish
from hutong.sandbox.models import Telling

BILLS = 14
DAY = timedelta(days=1)
SMALL_REFUNDS = 6
TOGETHER = 4
FOUR_EYES = yuan("1000")
REASONS = ("釉面有一处针眼，协商补偿", "运输磕碰，补偿差价", "少发一只杯垫，退差价")
FAIR = "线下市集扫码收款，已与财务核对"
BY_MISTAKE = "付款人来电，误付，原路退回"
WHOSE = "付款人不明，先挂账"
RECALL = "批次釉料色差，每单补偿"

Scene = Callable[[Simulated], Awaitable[None]]


@dataclass(frozen=True)
class Till:
    session: AsyncSession
    life: Life
    stories: Sequence[Story]
    support: Actor
    operator: Actor
    now: datetime

    placed: list[Story] = field(default_factory=list)

    async def open(self) -> Sequence[Story]:
        """All of it in the order of time. The orders that it added and that are paid."""
        rule = await payments.find_rule(self.session, CNY)
        rule.four_eyes_minor = FOUR_EYES.minor
        scenes = [*self._refunds(), *self._astray(), *self._bills(), *self._of_today()]
        with capture_logs():  # alarms of days gone by are nothing for today's terminal
            for at, scene in sorted(scenes, key=lambda each: each[0]):
                with clock.simulated(at) as time:
                    await scene(time)
        return [story for story in self.placed if (await self.life.intent(story)).captured_at]

    def _refunds(self) -> list[tuple[datetime, Scene]]:
        scenes: list[tuple[datetime, Scene]] = []
        for number, story in enumerate(self._delivered()[:SMALL_REFUNDS]):
            amount = yuan(str(6 + 3 * number))
            reason = REASONS[number % len(REASONS)]
            scenes.append((self._after(story), self._give_back(story, amount, reason)))
        return scenes

    def _astray(self) -> list[tuple[datetime, Scene]]:
        """A lost message, a payment at midnight, two of a wrong amount, two that are not ours."""
        midnight = day_start(local_day(self.now) - 5 * DAY)
        return [
            (self._evening(6), self._pays("wechat", Telling.WRONG_AMOUNT, lapses=True)),
            (self._evening(6) + timedelta(hours=13), self._accept_held),
            (midnight - timedelta(seconds=3), self._pays("alipay", Telling.AT_ONCE, seconds=6)),
            (self._evening(4), self._pays("wechat", Telling.NEVER)),
            (self._evening(3), self._pays("unionpay", Telling.NEVER)),
            (self._evening(1), self._pays("alipay", Telling.WRONG_AMOUNT, lapses=True)),
            (self._evening(9), self._paid_at_the_fair("wechat")),
            (self._evening(8), self._accept_difference),
            (self._evening(2), self._paid_at_the_fair("alipay")),
            (self._evening(12), self._paid_at_the_fair("wechat")),
            (self._evening(12) - 2 * DAY, self._paid_at_the_fair("alipay")),
            (self._evening(11), self._book_unclaimed),
        ]

    def _bills(self) -> list[tuple[datetime, Scene]]:
        today = local_day(self.now)
        days = [today - timedelta(days=n) for n in range(BILLS, 0, -1)]
        nights = [(read_at(name, day), name, day) for day in days for name in self.life.gateways]
        return [(at, self._reconcile(name, day)) for at, name, day in nights if at < self.now]

    def _of_today(self) -> list[tuple[datetime, Scene]]:
        found = self._delivered()
        if len(found) <= SMALL_REFUNDS + TOGETHER:
            return []
        dear = max(found[SMALL_REFUNDS + TOGETHER :], key=self.life.worth)
        together = found[SMALL_REFUNDS : SMALL_REFUNDS + TOGETHER]
        return [
            (self.now - timedelta(hours=20), self._refund_together(together)),
            (self.now - timedelta(hours=2), self._give_back(dear, None, "整套碎裂，买家要求全退")),
        ]

    def _delivered(self) -> list[Story]:
        """Kept by somebody lately, the newest first; the shopper's own orders stay as they are."""
        since = self.now - 35 * DAY
        found = [
            story
            for story in self.stories
            if story.delivered_at
            and since < story.delivered_at < self.now - 2 * DAY
            and not story.cancelled_at
            and story.buyer.phone != SHOPPER.login
        ]
        return sorted(found, key=lambda story: story.placed_at, reverse=True)

    def _after(self, story: Story) -> datetime:
        return (story.delivered_at or story.placed_at) + DAY

    def _evening(self, days_ago: int) -> datetime:
        return day_start(local_day(self.now) - days_ago * DAY) + timedelta(hours=20, minutes=10)

    def _give_back(self, story: Story, amount: Money | None, reason: str) -> Scene:
        async def scene(_time: Simulated) -> None:
            intent = await self.life.intent(story)
            left = (await payments.balance(self.session, intent)).free
            wish = RefundWish(
                reference=intent.reference,
                amount=min(amount or left, left, key=lambda money: money.minor),
                reason=reason,
                key=f"staff:{uuid4()}",
            )
            await payments.ask_refund(self.session, wish, by=self.support)
            await self.life.work()

        return scene

    def _refund_together(self, stories: Sequence[Story]) -> Scene:
        async def scene(_time: Simulated) -> None:
            numbers = [(await self.life.intent(story)).number for story in stories]
            batch = await payments.draft_batch(
                self.session, numbers, yuan("10"), RECALL, by=self.operator
            )
            await payments.send_batch(self.session, batch.id, by=self.operator)
            await self.life.work()

        return scene

    def _pays(
        self, provider: str, telling: Telling, *, seconds: int = 0, lapses: bool = False
    ) -> Scene:
        """Somebody orders what somebody else bought before, and pays."""

        async def scene(time: Simulated) -> None:
            bought = self._delivered()
            first = time.at.toordinal() % max(1, len(bought))
            for told in [*bought[first:], *bought[:first]]:
                story = paid_by(provider, replace(told, placed_at=time.at))
                try:
                    await self.life.do(Deed(time.at, What.PLACED, story), time)
                except OutOfStock:
                    continue
                break
            else:
                return
            self.placed.append(story)
            await self.life.do(Deed(time.at, What.AT_CASHIER, story), time)
            await self.life.pay(story, telling)
            time.advance(timedelta(seconds=seconds))
            if telling is not Telling.NEVER:
                await self.life.work()
            if lapses:
                time.advance(timedelta(minutes=31))
                await orders.close_unpaid(Whole(self.session))
                await self.life.work()

        return scene

    async def _accept_held(self, _time: Simulated) -> None:
        for held in await payments.held_attempts(self.session):
            await payments.accept_held(self.session, held.id, "银行立减一元，按付清处理")
        await self.life.work()

    def _paid_at_the_fair(self, provider: str) -> Scene:
        async def scene(time: Simulated) -> None:
            asked = ChargeAsked(
                reference=uuid4(),
                number="市集收款码",
                amount=yuan("68"),
                expires_at=time.at + timedelta(minutes=30),
                return_url="/",
            )
            till = self.life.till(provider)
            await till.start(asked)
            await till.pay(asked.reference, Telling.NEVER)

        return scene

    async def _accept_difference(self, _time: Simulated) -> None:
        for difference_id in await self._open_differences():
            by = self.operator.name
            await payments.accept_difference(self.session, difference_id, FAIR, by=by)

    async def _book_unclaimed(self, _time: Simulated) -> None:
        """One whose owner is known goes back, the others wait for theirs."""
        for give_back, difference_id in zip(
            (True, False), await self._open_differences(), strict=False
        ):
            await payments.ask_unclaimed(
                self.session,
                difference_id,
                BY_MISTAKE if give_back else WHOSE,
                give_back=give_back,
                by=self.operator,
            )
        await self.life.work()

    async def _open_differences(self) -> Sequence[UUID]:
        return await payments.open_differences(self.session)

    def _reconcile(self, provider: str, day: date) -> Scene:
        async def scene(_time: Simulated) -> None:
            gateways: Mapping[str, payments.Gateway] = self.life.gateways
            db, of = Whole(self.session), day.isoformat()
            await payments.reconcile(db, gateways, provider=provider, day=of)
            await self.life.work()

        return scene


def paid_by(provider: str, story: Story) -> Story:
    """The same with a key of its own, by which it is paid there."""
    while True:
        told = replace(story, key=str(new_id()))
        if told.provider == provider:
            return told
