"""Into the cart, out of it, and from a guest's cart into the member's."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.cart import hot, ledger, queries
from hutong.cart.hot import Put
from hutong.cart.models import LINES_MAX, QUANTITY_MAX, CartLine, Checkout, Item, Wish
from hutong.cart.queries import Owner
from hutong.cart.view import CartView, LimitReached, LineProblem, StockShort
from hutong.kernel import clock
from hutong.kernel.db import Database, fetch
from hutong.kernel.errors import Conflict, Invalid, NotFound, Problem, Refused
from hutong.kernel.i18n import gettext as _
from hutong.kernel.wire import Ask

GUEST_CART = timedelta(days=90)
OVER = timedelta(days=30)


@dataclass(eq=False)
class NotForSale(Conflict):
    message = "This article is not for sale."
    sku_id: UUID


@dataclass(eq=False)
class NotInCart(NotFound):
    message = "This article is not in the cart any more."
    sku_id: UUID


@dataclass(eq=False)
class CartFull(Refused):
    message = "The cart holds {limit} different articles. Take something out first."
    limit: int = LINES_MAX


@dataclass(frozen=True)
class Added:
    """How many of the article are in the cart now, and how many articles in all; `problem` when
    that is not as wished."""

    quantity: int
    count: int
    problem: LineProblem | None = None


async def add(session: AsyncSession, owner: Owner, sku_id: UUID, quantity: int = 1) -> Added:
    """Put some more of an article in. Raises NotForSale, CartFull, Invalid."""
    check_quantity(quantity)
    put, count = await hot.add(partial(fetch, session), owner.key, sku_id, quantity)
    held, available = _held(put, sku_id, quantity)
    return Added(held, count, _problem(held, available))


async def add_at_once(ask: Ask, owner: Owner, sku_id: UUID, quantity: int) -> CartView | None:
    """Put some more of an article in and look at the cart, in one statement; None for a token
    that is nobody's. Raises as above."""
    check_quantity(quantity)
    found = await hot.add_and_see(ask, owner.key, sku_id, quantity)
    if found is None:
        return None
    put, kept, known = found
    _held(put, sku_id, quantity)
    return queries.viewed(kept, known)


async def set_quantity(session: AsyncSession, owner: Owner, sku_id: UUID, quantity: int) -> None:
    """None of it takes it out. Raises NotInCart, Invalid."""
    if quantity == 0:
        await remove(session, owner, [sku_id])
        return
    check_quantity(quantity)
    changed = await session.execute(
        update(CartLine)
        .where(queries.of(owner), CartLine.sku_id == sku_id)
        .values(quantity=quantity, selected=True)
        .returning(CartLine.sku_id)
    )
    if changed.first() is None:
        raise NotInCart(sku_id)


async def remove(session: AsyncSession, owner: Owner, sku_ids: Collection[UUID]) -> Sequence[Item]:
    """Take them out. What was taken, so that it can be put back."""
    gone = await session.execute(
        delete(CartLine)
        .where(queries.of(owner), CartLine.sku_id.in_(sku_ids))
        .returning(CartLine.sku_id, CartLine.quantity)
    )
    return [Item(row.sku_id, row.quantity) for row in gone]


async def select(
    session: AsyncSession, owner: Owner, sku_ids: Collection[UUID], *, selected: bool
) -> None:
    """Choose what is ordered next. Articles that are not in the cart are passed over."""
    await session.execute(
        update(CartLine)
        .where(queries.of(owner), CartLine.sku_id.in_(sku_ids))
        .values(selected=selected)
    )


async def arrange(session: AsyncSession, owner: Owner, wishes: Mapping[UUID, Wish]) -> None:
    """How many of each, and whether it is ordered next, for many lines in one statement. None
    of an article takes it out; more than the limit is the limit; what is not in is passed over."""
    if owner.is_nobody or not wishes:
        return
    column, key = owner.key
    await session.execute(
        ledger.ARRANGE[column],
        {
            "owner": key,
            "skus": list(wishes),
            "quantities": [wish.quantity for wish in wishes.values()],
            "chosen": [wish.selected for wish in wishes.values()],
            "quantity_max": QUANTITY_MAX,
        },
    )


async def merge(session: AsyncSession, guest_token: str, member_id: UUID) -> None:
    """At sign-in: what was put in before belongs to the member. Twice is once."""
    await session.execute(
        ledger.MERGE,
        {
            "guest_token": guest_token,
            "member_id": member_id,
            "lines_max": LINES_MAX,
            "quantity_max": QUANTITY_MAX,
        },
    )


async def clear_bought(session: AsyncSession, member_id: UUID, items: Sequence[Item]) -> None:
    """Take what was ordered out of the cart."""
    if items:
        await session.execute(
            ledger.TAKE_OUT,
            {
                "member_id": member_id,
                "skus": [item.sku_id for item in items],
                "quantities": [item.quantity for item in items],
            },
        )


async def sweep(db: Database) -> None:
    """Forget guests who have not come back for ninety days, and checkouts long over."""
    async with db.transaction() as session:
        await session.execute(
            delete(CartLine).where(
                CartLine.guest_token.is_not(None),
                CartLine.added_at < clock.now() - GUEST_CART,
            )
        )
        await session.execute(delete(Checkout).where(Checkout.expires_at < clock.now() - OVER))


def check_quantity(quantity: int) -> None:
    if not 1 <= quantity <= QUANTITY_MAX:
        words = _("Choose a quantity from 1 to {limit}.").format(limit=QUANTITY_MAX)
        raise Invalid([Problem("quantity", words)])


def _held(put: Put, sku_id: UUID, wanted: int) -> tuple[int, int]:
    """How many are in the cart, and on the shelves. Raises for what did not go in."""
    if not put.sellable or put.available is None:
        raise NotForSale(sku_id)
    if put.available <= 0:
        raise inventory.OutOfStock([inventory.Shortage(sku_id, wanted, 0)])
    if put.quantity is None:
        raise CartFull
    return put.quantity, put.available


def _problem(quantity: int, available: int) -> LineProblem | None:
    if available < quantity:
        return StockShort(available)
    return LimitReached() if quantity >= QUANTITY_MAX else None
