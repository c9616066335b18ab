from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.cart import hot
from hutong.cart.models import CartLine, Checkout
from hutong.cart.sight import Kept, Sight
from hutong.cart.view import CartView, barred, line_view, quoted
from hutong.kernel.db import fetch
from hutong.kernel.errors import NotFound
from hutong.pricing import Destination, Rules


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose cart: a member's, a guest's, or nobody's yet. By the hash of a
    token: a member's, where the statement itself finds out whose."""

    member_id: UUID | None = None
    guest_token: str | None = None
    token_hash: bytes | None = None

    @property
    def is_nobody(self) -> bool:
        return self.member_id is None and self.guest_token is None

    @property
    def key(self) -> hot.Key:
        """The column by which this cart is known, and its value. Nobody has no cart."""
        if self.member_id is not None:
            return "member_id", self.member_id
        if self.guest_token is not None:
            return "guest_token", self.guest_token
        if self.token_hash is not None:
            return hot.BY_HASH, self.token_hash
        raise ValueError("nobody has no cart")


@dataclass(eq=False)
class CheckoutNotFound(NotFound):
    message = "This checkout does not exist."
    checkout_id: UUID


def of(owner: Owner) -> ColumnElement[bool]:
    if owner.is_nobody:
        return false()
    column, key = owner.key
    return CartLine.__table__.c[column] == key


async def count(session: AsyncSession, owner: Owner) -> int:
    """How many articles are in the cart, for the number beside its icon."""
    if owner.is_nobody:
        return 0
    counted = await session.scalar(
        select(func.coalesce(func.sum(CartLine.quantity), 0)).where(of(owner))
    )
    return int(counted or 0)


async def view(
    session: AsyncSession, owner: Owner, *, destination: Destination | None = None
) -> CartView:
    """The cart as it stands today. One statement."""
    if owner.is_nobody:
        return CartView(lines=(), quote=quoted((), Rules()))
    kept, known = await hot.cart(partial(fetch, session), *owner.key)
    return viewed(kept, known, destination=destination)


def viewed(
    kept: Sequence[Kept], known: Sight, *, destination: Destination | None = None
) -> CartView:
    shown = tuple(
        line_view(
            known.facts[line.sku_id],
            known.levels[line.sku_id],
            quantity=line.quantity,
            selected=line.selected,
            seen_price=line.price,
            barred=barred(known.facts[line.sku_id], known.places, destination),
        )
        for line in kept
    )
    return CartView(lines=shown, quote=quoted(shown, known.rules, destination=destination))


async def find_checkout(session: AsyncSession, checkout_id: UUID, *, member_id: UUID) -> Checkout:
    """The member's own; another member's does not exist."""
    found = await session.scalar(
        select(Checkout).where(Checkout.id == checkout_id, Checkout.member_id == member_id)
    )
    if found is None:
        raise CheckoutNotFound(checkout_id)
    return found


async def locked_checkout(session: AsyncSession, checkout_id: UUID, *, member_id: UUID) -> Checkout:
    """As it is now, held until the end of the transaction: two clicks come one after another."""
    found = await session.scalar(
        select(Checkout)
        .where(Checkout.id == checkout_id, Checkout.member_id == member_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise CheckoutNotFound(checkout_id)
    return found
