"""What people typed into the search box in the last weeks: answered by the real index, written by
the shop's own journal, and bought where the year tells so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import orders, search
from hutong.catalog import SkuFacts
from hutong.demo.whole import Whole
from hutong.demo.year import Story
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.search import Added, Bought, Clicked, Document, Index, Journal, Looked, Query, Who

WEEKS = timedelta(days=40)
BEFORE_ORDER = timedelta(minutes=12)
SEARCHING = 0.6
STROLLING = 3  # searches that lead to no order, for each that does
OFTEN = {
    "杯子": 30,
    "马克杯": 26,
    "保温杯": 24,
    "茶壶": 20,
    "花瓶": 16,
    "抱枕": 15,
    "台灯": 14,
    "香薰": 14,
    "瑜伽垫": 13,
    "猫窝": 12,
    "毛巾": 12,
    "煎锅": 11,
    "地毯": 9,
    "makebei": 6,
    "mkb": 4,
    "礼物 200以内": 8,
    "蓝色 杯子": 6,
    "收纳": 10,
    "牙刷": 7,
    "mug": 5,
    "哑铃": 7,
    "碗": 9,
    "砧板": 6,
    "盖毯": 8,
}
IN_VAIN = {
    "空气炸锅": 9,
    "电饭煲": 7,
    "雨伞": 6,
    "加湿器": 8,
    "拖鞋": 5,
    "马桶刷": 3,
    "热水袋": 7,
    "手机壳": 2,
}
RISING = {"圣诞礼物": 10, "年货礼盒": 7, "暖手": 6, "红色 盖毯": 5}
BESIDE_THE_POINT = {"毛毯": 14, "被子": 11, "枕头": 9, "狗粮": 7, "茶具套装": 6}
"""What finds goods, but other ones than were meant: staff have to say what the words mean here."""

LATELY = timedelta(days=9)
THESE_DAYS = timedelta(days=6)
CLICKS = (0.3, 0.16, 0.1, 0.06, 0.04, 0.03)
ADDS = 0.25


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody typed this then. `device` is theirs; `bought`: what they were after. `clicks`: how
    likely the first, the second, ... of the results is opened."""

    words: str
    device: str
    at: datetime
    bought: UUID | None = None
    clicks: Sequence[float] = CLICKS


@dataclass(frozen=True, kw_only=True)
class Town:
    """Whose searches they are: paid orders, what was in them, and who the buyers are."""

    paid: Sequence[Story]
    articles: Mapping[str, SkuFacts]
    buyers: Mapping[str, Actor]
    now: datetime


async def search_around(session: AsyncSession, chance: Random, town: Town) -> int:
    """How many searches that were. The documents must be there."""
    db = Whole(session)
    index = Index()
    await index.refresh(db)
    buying = [each for each in town.paid if _searched(each, chance, town.now)]
    journal, count = Journal(), 0
    wishes = [
        *_buying(buying, chance, town, index),
        *_strolling(buying, chance, town.now),
        *_disappointed(chance, town.now),
    ]
    for wish in wishes:
        for note in _notes(wish, index, chance):
            journal.note(note)
        count += 1
    await journal.write_down(db)
    await _credit(session, buying, town)
    await search.sum_up_since(session, town.now - WEEKS - timedelta(days=1))
    return count


def _searched(story: Story, chance: Random, now: datetime) -> bool:
    return (
        story.paid_at is not None
        and story.placed_at > now - WEEKS
        and (chance.random() < SEARCHING)
    )


def _buying(stories: Sequence[Story], chance: Random, town: Town, index: Index) -> Iterator[Wish]:
    for story in stories:
        product_id = town.articles[story.lines[0].sku].product_id
        document = index.glance_at(product_id)
        if document is not None:
            words = chance.choice(list(_names(document)))
            yield Wish(words, story.buyer.phone, story.placed_at - BEFORE_ORDER, product_id)


def _names(document: Document) -> Iterator[str]:
    """What one would call it: its kind, or the end of its title, where Chinese names the thing."""
    if document.path:
        yield document.path[-1].name["zh"]
    title = document.title["zh"].split()[0]
    yield title
    yield title[-3:]


def _strolling(buying: Sequence[Story], chance: Random, now: datetime) -> Iterator[Wish]:
    """The more often, the more is bought; what rises began to rise some days ago."""
    for number in range(STROLLING * len(buying)):
        story = buying[number % len(buying)]
        at = story.placed_at - timedelta(minutes=chance.randint(20, 240))
        known = {**OFTEN, **IN_VAIN, **(RISING if at > now - LATELY else {})}
        (words,) = chance.choices(list(known), list(known.values()))
        yield Wish(words, f"stroller {number}", at)


def _disappointed(chance: Random, now: datetime) -> Iterator[Wish]:
    """They saw at once that it was not what they had meant."""
    for words, times in BESIDE_THE_POINT.items():
        for number in range(times):
            at = now - THESE_DAYS * chance.random()
            yield Wish(words, f"{words} {number}", at, clicks=())


def _notes(wish: Wish, index: Index, chance: Random) -> Iterator[Looked | Clicked | Added]:
    found = index.glance(Query(text=wish.words))
    who = Who(search.device_key(wish.device))
    words = search.asked_words(wish.words)
    shown = tuple(each.product_id for each in found.items)
    yield Looked(
        who=who,
        words=words,
        meant=found.corrected,
        view="1",
        first=0,
        shown=shown,
        total=found.total,
        at=wish.at,
    )
    opened = [
        each for each, odds in zip(shown, wish.clicks, strict=False) if chance.random() < odds
    ]
    if wish.bought in shown and wish.bought is not None:
        opened.append(wish.bought)
    for place, product_id in enumerate(dict.fromkeys(opened), 1):
        at = wish.at + timedelta(seconds=40 * place)
        yield Clicked(who=who, words=words, view="1", first=0, product_id=product_id, at=at)
        if product_id == wish.bought or chance.random() < ADDS:
            later = at + timedelta(seconds=30)
            yield Added(who=who, product_id=product_id, at=later)


async def _credit(session: AsyncSession, buying: Sequence[Story], town: Town) -> None:
    bought = []
    for story in buying:
        buyer = town.buyers[story.buyer.phone]
        order = await orders.by_key(session, _id(buyer), story.key)
        if order is None or story.paid_at is None:
            continue
        with clock.simulated(story.placed_at):
            await search.claim(session, search.device_key(story.buyer.phone), _id(buyer))
        bought += [
            Bought(
                order_id=order.id,
                member_id=_id(buyer),
                product_id=town.articles[line.sku].product_id,
                at=story.paid_at,
            )
            for line in story.lines
        ]
    await search.credit(session, bought)


def _id(buyer: Actor) -> UUID:
    if buyer.id is None:
        raise TypeError("A buyer is a member.")
    return buyer.id
