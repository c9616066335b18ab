"""What staff arranged at their desks in the last weeks: the order of results, words, views that
colleagues share, and a day on which goods come to the shelf."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, listing, search, workspace
from hutong.demo.brought import CANDLE, bring_in
from hutong.demo.cast import Staffed
from hutong.demo.whole import Whole
from hutong.kernel import clock, errands, jobs
from hutong.kernel.actor import Actor
from hutong.kernel.settings import Settings
from hutong.search import Effect, Placed, RuleDraft, WordingDraft, WordingKind

DAY = timedelta(days=1)
WORDS = (
    WordingDraft(kind=WordingKind.WIDER, word="暖手", words=("盖毯", "保温杯", "马克杯")),
    WordingDraft(kind=WordingKind.SAME, words=("年货", "年礼", "新年礼盒")),
    WordingDraft(kind=WordingKind.REDIRECT, word="圣诞礼物", target="/pages/winter"),
    WordingDraft(kind=WordingKind.HOT, word="保温杯", place=1),
    WordingDraft(kind=WordingKind.HOT, word="盖毯", place=2),
    WordingDraft(kind=WordingKind.BLOCKED, word="手机壳"),
)


@dataclass(frozen=True)
class View:
    """A list as its owner likes to see it."""

    screen: str
    name: str
    query: Mapping[str, str]
    shared: bool = True


FIRST_PAID_FIRST = View("orders", "先付先发", {"state": "to_ship", "sort": "placed_at"})
VIEWS_OF_WAREHOUSE = (FIRST_PAID_FIRST, View("stock", "快卖完的", {"low": "1"}))
VIEWS_OF_OPERATOR = (
    View("orders", "五百元以上", {"total_min": "500", "sort": "-total"}),
    View("products", "待完善的草稿", {"state": "draft", "sort": "-edited_at"}),
    View("orders", "我盯的退款", {"state": "refunds"}, shared=False),
)


async def turn_goods(
    session: AsyncSession, settings: Settings, staffed: Staffed, now: datetime
) -> None:
    """What comes from files, what a rule takes off the shelf, and what will come to it."""
    await bring_in(session, settings, staffed.operator, now)
    for ago in (35, 4):  # the vase came to the shelf and never to the warehouse
        with clock.simulated(now - ago * DAY):
            await listing.follow_rules(Whole(session))
    products = await _products(session)
    with clock.simulated(now - timedelta(hours=6)):
        await listing.appoint(
            session, products[CANDLE], goes_on=True, due_at=now + 3 * DAY, by=staffed.operator
        )


async def arrange(session: AsyncSession, staffed: Staffed, now: datetime) -> None:
    """The documents of the goods must be there."""
    await _order_results(session, await _products(session), staffed.operator, now)
    for number, words in enumerate(WORDS):
        with clock.simulated(now - (9 - number) * DAY):
            await search.say(session, words, by=staffed.operator)
    await _keep_views(session, staffed, now)
    await jobs.withdraw(session, errands.TASK)  # what a worker would do was done at once


async def _products(session: AsyncSession) -> Mapping[str, UUID]:
    return {sheet.slug: sheet.id for sheet in await catalog.products(session)}


async def _order_results(
    session: AsyncSession, products: Mapping[str, UUID], by: Actor, now: datetime
) -> None:
    """One holds, one holds for the winter, one begins in some weeks, one was taken back."""
    categories = {category.slug: category.id for category in await catalog.categories(session)}

    def pinned(*slugs: str) -> list[Placed]:
        return [Placed(products[slug], Effect.PIN) for slug in slugs]

    mugs = RuleDraft(words="马克杯", goods=pinned("yuebai-mug", "zhishen-mug"))
    winter = RuleDraft(
        category_id=categories["textiles"],
        goods=[
            *pinned("yangmao-throw", "yuanbao-throw"),
            Placed(products["xiewen-cushion"], Effect.BOOST),
        ],
        begins_at=now - 12 * DAY,
        ends_at=now + 60 * DAY,
    )
    presents = RuleDraft(
        words="礼物",
        goods=pinned("kuzhi-vase-pair", "qinghua-teapot"),
        begins_at=now + 18 * DAY,
        ends_at=now + 34 * DAY,
    )
    summer = RuleDraft(
        category_id=categories["bottles"], goods=pinned("steel-lunchbox"), sold_out_too=True
    )
    with clock.simulated(now - 40 * DAY):
        over = await search.arrange(session, summer, by=by)
        await session.flush()
    with clock.simulated(now - 14 * DAY):
        await search.lift(session, over.id, by=by)
        for draft in (mugs, winter, presents):
            await search.arrange(session, draft, by=by)


async def _keep_views(session: AsyncSession, staffed: Staffed, now: datetime) -> None:
    owners = ((staffed.crew.warehouse, VIEWS_OF_WAREHOUSE), (staffed.operator, VIEWS_OF_OPERATOR))
    with clock.simulated(now - 20 * DAY):
        for owner, views in owners:
            for view in views:
                await workspace.save_view(
                    session,
                    _id(owner),
                    view.screen,
                    name=view.name,
                    query=view.query,
                    columns=(),
                    shared=view.shared,
                )


def _id(staff: Actor) -> UUID:
    if staff.id is None:
        raise TypeError("Staff have ids.")
    return staff.id
