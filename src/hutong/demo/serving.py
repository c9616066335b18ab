"""Services that the demo sells: put up long ago, bought these days, had, and given back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, inventory, orders, payments, vouchers
from hutong.catalog import (
    CategoryDraft,
    Parameter,
    PictureDraft,
    ProductDraft,
    ProductKind,
    SkuDraft,
    SkuFacts,
)
from hutong.demo.cast import Staffed
from hutong.demo.lived import Life
from hutong.demo.whole import Whole
from hutong.demo.year import Neighbour
from hutong.demo.year.deeds import PAY_WITHIN
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.money import Money, yuan
from hutong.kernel.texts import Texts
from hutong.kernel.within import Within
from hutong.orders import Batcher, Delivery, Placement
from hutong.pricing import QuoteLine, Rules, quote
from hutong.sandbox.models import Telling

ON_SALE_SINCE = timedelta(days=100)
AFTER_GOODS = 90
NOWHERE = dict.fromkeys(("region_code", "province", "city", "district", "street", "detail"), "")
WITH: Texts = {"zh": "适用商品", "en": "Goes with"}
WHERE: Texts = {"zh": "服务地点", "en": "Where"}
LASTS: Texts = {"zh": "服务时长", "en": "Takes"}
BOOKING: Texts = {"zh": "预约方式", "en": "Appointment"}
BY_PHONE: Texts = {"zh": "付款后客服电话约定", "en": "We phone you once it is paid"}
MOVED_AWAY = "买家出差，改不了时间，退一位"
TWICE = "同一盏灯买了两份延保，退一份"


@dataclass(frozen=True, kw_only=True)
class Service:
    slug: str
    title: Texts
    subtitle: Texts
    description: Texts
    facts: tuple[tuple[Texts, Texts], ...]
    like: str
    """The product whose picture shows it."""
    price: Money
    places: int
    valid_days: int


LATTE = Service(
    slug="latte-art-class",
    title={"zh": "咖啡拉花体验课", "en": "Latte art class"},
    subtitle={"zh": "两小时小班，六人一桌", "en": "Two hours, six at a table"},
    description={
        "zh": "从打奶泡到第一颗心形拉花，老师一对一纠正手势。豆子、牛奶和围裙都由我们准备，"
        "做好的咖啡当场喝掉。\n\n每份一位。下单后凭订单里的券码到店上课。",
        "en": "From steaming milk to your first heart, with a teacher at your elbow. Beans, milk"
        " and aprons are here, and the coffee is yours to drink.\n\nOne seat each. Show the code"
        " in your order when you come.",
    },
    facts=(
        (WHERE, {"zh": "杭州西湖区门店二楼", "en": "Our store in Hangzhou, second floor"}),
        (LASTS, {"zh": "约两小时，周末下午", "en": "About two hours, weekend afternoons"}),
        (BOOKING, BY_PHONE),
    ),
    like="shouchong-dripper",
    price=yuan("168"),
    places=24,
    valid_days=90,
)
FEEDING = Service(
    slug="cat-feeding",
    title={"zh": "上门喂猫一次", "en": "One visit to feed your cat"},
    subtitle={"zh": "添粮换水、铲屎、陪玩二十分钟", "en": "Food, water, litter and some play"},
    description={
        "zh": "出门几天，猫留在家里。喂养师按约定时间上门，添粮换水、清理猫砂、陪玩，"
        "全程录像发给你。"
        "\n\n一份一次，每户不限猫数。离开前把券码告诉喂养师即可核销。",
        "en": "You are away and the cat stays at home. We come when agreed, see to food, water"
        " and litter, play a while, and send you the film.\n\nOne visit each, however many cats."
        " Tell us the code before we leave.",
    },
    facts=(
        (WHERE, {"zh": "杭州主城区上门", "en": "At your home, within Hangzhou"}),
        (LASTS, {"zh": "约四十分钟", "en": "About forty minutes"}),
        (BOOKING, BY_PHONE),
    ),
    like="maorong-cat-bed",
    price=yuan("49"),
    places=60,
    valid_days=180,
)
WARRANTY = Service(
    slug="lamp-warranty",
    title={"zh": "灯具延保一年", "en": "One more year of warranty for a lamp"},
    subtitle={"zh": "能修则修，修不了换同款", "en": "Mended, or replaced by the same"},
    description={
        "zh": "原保修期满后再保一年。灯坏了凭券码联系客服，往返运费由我们承担。\n\n一盏灯买一份。",
        "en": "A year more, from the day on which the first warranty ends. Show the code to our"
        " service when it fails; the way there and back is on us.\n\nOne for each lamp.",
    },
    facts=(
        (WITH, {"zh": "本店台灯、夜灯", "en": "Table and night lamps from this shop"}),
        (WHERE, {"zh": "寄修，往返包邮", "en": "By post, free both ways"}),
        (BOOKING, {"zh": "出示券码，联系客服", "en": "Show the code to our service"}),
    ),
    like="naiyou-lamp",
    price=yuan("39"),
    places=500,
    valid_days=365,
)
SERVICES = (LATTE, FEEDING, WARRANTY)


async def sell_services(
    session: AsyncSession,
    life: Life,
    staffed: Staffed,
    *,
    buyers: Mapping[Neighbour, Actor],
    now: datetime,
) -> Mapping[UUID, int]:
    """The first of the buyers keeps two codes to show, the others are done with theirs. How many
    were sold of each product."""
    with clock.simulated(now - ON_SALE_SINCE):
        on_sale = await _put_up(session, staffed.operator)
    latte, feeding, warranty = (on_sale[each.slug] for each in SERVICES)
    desk = _Desk(session, life, now)
    shopper, neighbour, other = buyers.items()
    ago = timedelta(days=6)
    course = await desk.sell(shopper, latte, 3, ago=ago)
    done = await desk.sell(neighbour, feeding, 1, ago=ago - timedelta(hours=1))
    twice = await desk.sell(other, warranty, 2, ago=ago - timedelta(hours=2))
    support = staffed.crew.support
    await desk.redeem(course, by=support, ago=timedelta(days=2))
    await desk.redeem(done, by=support, ago=timedelta(days=1, hours=20))
    await desk.give_back(course, latte, MOVED_AWAY, by=support, ago=timedelta(days=1, hours=2))
    await desk.give_back(twice, warranty, TWICE, by=support, ago=timedelta(days=1))
    await desk.sell(shopper, feeding, 1, ago=timedelta(minutes=50))
    return {latte.product_id: 3, feeding.product_id: 2, warranty.product_id: 2}


@dataclass(frozen=True)
class _Desk:
    session: AsyncSession
    life: Life
    now: datetime

    async def sell(
        self, buyer: tuple[Neighbour, Actor], facts: SkuFacts, quantity: int, *, ago: timedelta
    ) -> UUID:
        """Ordered, paid at once, and its codes are there."""
        with clock.simulated(self.now - ago) as time:
            await self.life.begin()
            placement = _placement(*buyer, facts, quantity)
            db = Whole(self.session)
            order_id = (await orders.place(Batcher(Within(db)), placement)).order_id
            intent = await payments.of_reference(self.session, order_id)
            assert intent is not None  # noqa: S101 - every order of the demo costs something
            till = self.life.till("sandbox")
            choice = payments.Choice(provider=till.name, method=till.methods[0])
            await payments.start(db, self.life.gateways, intent.id, return_url="/", choice=choice)
            alive = await payments.attempts(self.session, intent.id)
            await till.pay(next(each for each in alive if each.alive).id, Telling.AT_ONCE)
            time.advance(timedelta(seconds=20))
            await self.life.work()
            await orders.issue_codes(self.session, [order_id])
        return order_id

    async def redeem(self, order_id: UUID, *, by: Actor, ago: timedelta) -> None:
        with clock.simulated(self.now - ago):
            first, *_others = await vouchers.of_order(self.session, order_id)
            await vouchers.redeem(self.session, first.code, by=by)
            await self.life.work()

    async def give_back(
        self, order_id: UUID, facts: SkuFacts, why: str, *, by: Actor, ago: timedelta
    ) -> None:
        with clock.simulated(self.now - ago) as time:
            units = {facts.id: 1}
            await orders.call_off_services(self.session, order_id, units, by=by, reason=why)
            time.advance(timedelta(seconds=20))
            await self.life.work()


async def _put_up(session: AsyncSession, by: Actor) -> Mapping[str, SkuFacts]:
    like = {each.slug: await catalog.find_product(session, each.like) for each in SERVICES}
    shelf = await catalog.save_category(
        session,
        CategoryDraft(
            slug="services",
            name={"zh": "服务", "en": "Services"},
            blurb={
                "zh": "上门、到店、延保，付款后凭券码享用。",
                "en": "At your home, in our store, or by post: paid here, had with a code.",
            },
            picture=like[LATTE.slug].pictures[0].key,
            position=AFTER_GOODS,
        ),
        by=by,
    )
    on_sale = {}
    for service in SERVICES:
        picture = PictureDraft(key=like[service.slug].pictures[0].key, alt=service.title)
        saved = await catalog.save_product(session, _draft(service, shelf.id, picture), by=by)
        await catalog.list_product(session, saved.id, by=by)
        await inventory.receive(session, saved.skus[0].id, service.places, by=by)
        (on_sale[service.slug],) = await catalog.skus(session, [saved.skus[0].id])
    return on_sale


def _draft(service: Service, category_id: UUID, picture: PictureDraft) -> ProductDraft:
    return ProductDraft(
        slug=service.slug,
        title=service.title,
        subtitle=service.subtitle,
        description=service.description,
        category_id=category_id,
        kind=ProductKind.SERVICE,
        valid_days=service.valid_days,
        pictures=(picture,),
        parameters=tuple(Parameter(name=name, value=value) for name, value in service.facts),
        skus=(SkuDraft(code=f"FW-{service.slug}".upper(), price=service.price),),
    )


def _placement(buyer: Neighbour, by: Actor, facts: SkuFacts, quantity: int) -> Placement:
    assert by.id is not None  # noqa: S101 - a member
    line = QuoteLine(sku_id=facts.id, quantity=quantity, list_price=facts.price, ships=False)
    priced = quote([line], Rules())
    return Placement(
        member_id=by.id,
        idempotency_key=f"demo-{facts.slug}-{by.id}",
        by=by,
        lines=[orders.placed_line(facts, priced.lines[0])],
        delivery=Delivery(recipient=buyer.address.recipient, phone=buyer.phone, **NOWHERE),
        freight=priced.freight.amount,
        total=priced.total,
        pay_by=clock.now() + PAY_WITHIN,
    )
