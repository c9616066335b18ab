"""Makers of trade: orders of the smallest valid kind, and money for them."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from uuid import UUID, uuid4

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import assortment, payments
from hutong.catalog import ProductSheet
from hutong.kernel import clock
from hutong.kernel.actor import Actor, ActorKind
from hutong.kernel.db import Database
from hutong.kernel.money import Money, total, yuan
from hutong.orders import Delivery, Order, PlacedLine, Placement
from tests import placing
from tests.make import goods
from tests.payments.provider import Provider, signed

STAFF = Actor(ActorKind.STAFF, uuid4(), "王店长")
HOME = Delivery(
    recipient="李雷",
    phone="13800138000",
    region_code="330106",
    province="浙江省",
    city="杭州市",
    district="西湖区",
    street="北山街道",
    detail="曙光路 1 号",
)
_keys = count(1)
_parcels = count(1)


def buyer(member_id: UUID) -> Actor:
    return Actor.member(member_id, "李雷")


def lines(product: ProductSheet, *quantities: int) -> list[PlacedLine]:
    """So many of the first SKU, of the second, ..."""
    return [
        PlacedLine(
            sku_id=sku.id,
            product_id=product.id,
            slug=product.slug,
            title=product.title,
            sku_title=sku.title,
            sku_code=sku.code,
            picture=None,
            quantity=quantity,
            unit_price=sku.price,
            payable=sku.price.times(quantity),
            weight_grams=sku.weight_grams,
            valid_days=product.valid_days,
        )
        for sku, quantity in zip(product.skus, quantities, strict=False)
    ]


def placement(
    articles: Sequence[PlacedLine],
    *,
    member_id: UUID | None = None,
    key: str | None = None,
    freight: Money = yuan("8.00"),  # noqa: B008 - money never changes
) -> Placement:
    member_id = member_id or uuid4()
    return Placement(
        member_id=member_id,
        idempotency_key=key or f"key-{next(_keys)}",
        by=buyer(member_id),
        lines=articles,
        delivery=HOME,
        freight=freight,
        total=total(line.payable for line in articles) + freight,
        pay_by=clock.now() + timedelta(minutes=30),
    )


async def order(
    session: AsyncSession,
    *quantities: int,
    member_id: UUID | None = None,
    in_stock: int = 10,
) -> Order:
    """An unpaid order, one article for each quantity (one of one, when none is said)."""
    quantities = quantities or (1,)
    colours = tuple(f"色{n}" for n in range(len(quantities)))
    product = await goods.goods(session, specs=(goods.spec("颜色", *colours),), in_stock=in_stock)
    wanted = placement(lines(product, *quantities), member_id=member_id)
    edition = await assortment.edition(session)
    return await placing.place(session, replace(wanted, edition=edition))


async def pay(db: Database, provider: Provider, order: Order) -> None:
    """The shopper pays, and the provider tells the shop. The worker has not heard it yet."""
    async with db.transaction() as session:
        intent = await payments.of_reference(session, order.id)
    assert intent is not None
    await payments.start(db, {"fake": provider}, intent.id, return_url="https://shop.test")
    async with db.transaction() as session:
        attempts = await payments.attempts(session, intent.id)
    attempt = next(each for each in attempts if each.alive)
    provider.pay(attempt.id)
    await payments.handle_notification(db, provider, *signed(attempt.id, event=f"e-{attempt.id}"))


def tracking_number() -> str:
    return f"SF{next(_parcels):013d}"


def changed(order: Placement, **fields: object) -> Placement:
    return replace(order, **fields)  # type: ignore[arg-type]
