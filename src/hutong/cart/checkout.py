"""From chosen goods to an order: what, where to, and what it costs, until it is placed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import members
from hutong.cart import hot, queries
from hutong.cart.models import LINES_MAX, Checkout, Item, Source
from hutong.cart.service import check_quantity, clear_bought
from hutong.cart.view import LineProblem, LineView, line_view, quoted
from hutong.kernel import clock
from hutong.kernel.errors import Conflict, Invalid, Problem, Refused
from hutong.kernel.i18n import gettext as _
from hutong.kernel.ids import new_id
from hutong.kernel.texts import pick
from hutong.members import Address
from hutong.pricing import Destination, Quote

LASTS = timedelta(hours=24)
NOTE_MAX = 200
EXPRESS = "express"


@dataclass(eq=False)
class NothingChosen(Refused):
    message = "Choose something to order first."


@dataclass(eq=False)
class CheckoutOver(Conflict):
    message = "This checkout is over. Please start again from the cart."
    checkout_id: UUID


@dataclass(frozen=True, kw_only=True)
class Review:
    """What would be ordered, as things stand now. `left_out` was wished for and is gone."""

    checkout: Checkout
    lines: tuple[LineView, ...]
    left_out: tuple[LineView, ...]
    quote: Quote
    addresses: Sequence[Address]
    address: Address | None

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(line.item for line in self.lines)

    @property
    def line_problems(self) -> tuple[tuple[LineView, LineProblem], ...]:
        return tuple(
            (line, problem) for line in self.lines for problem in line.problems if problem.blocking
        )

    @property
    def deliverable(self) -> bool:
        return self.quote.freight.deliverable

    @property
    def can_place(self) -> bool:
        return (
            bool(self.lines)
            and self.address is not None
            and self.deliverable
            and not self.line_problems
        )

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that keeps it from being placed, in words."""
        words = [
            _("{title}: {problem}").format(title=pick(line.facts.title), problem=problem.words)
            for line, problem in self.line_problems
        ]
        if not self.lines:
            words.append(_("Choose something to order first."))
        if self.address is None:
            words.append(_("Choose where it should go."))
        if not self.deliverable:
            words.append(_("We do not send to this address."))
        return tuple(words)


async def begin_checkout(
    session: AsyncSession, member_id: UUID, items: Sequence[Item], source: Source
) -> Checkout:
    """Ready to be reviewed. The address is chosen at the review: the default, else the last."""
    if not 1 <= len(items) <= LINES_MAX:
        raise NothingChosen
    merged: dict[UUID, int] = {}
    for item in items:
        merged[item.sku_id] = merged.get(item.sku_id, 0) + item.quantity
    for quantity in merged.values():
        check_quantity(quantity)
    at = clock.now()
    checkout = Checkout(
        id=new_id(),
        member_id=member_id,
        items=[{"sku_id": str(sku_id), "quantity": n} for sku_id, n in merged.items()],
        source=source,
        delivery=EXPRESS,
        note="",
        begun_at=at,
        expires_at=at + LASTS,
    )
    session.add(checkout)
    await session.flush()
    return checkout


async def begin_from_cart(session: AsyncSession, member_id: UUID) -> Checkout:
    """The chosen lines of the member's cart, in one statement. Raises NothingChosen."""
    at = clock.now()
    checkout = await queries.begun_from_cart(
        session,
        {
            "id": new_id(),
            "member_id": member_id,
            "delivery": EXPRESS,
            "at": at,
            "expires_at": at + LASTS,
        },
    )
    if checkout is None:
        raise NothingChosen
    return checkout


async def amend_checkout(
    session: AsyncSession,
    checkout_id: UUID,
    *,
    member_id: UUID,
    address_id: UUID | None = None,
    note: str | None = None,
) -> Checkout:
    """Another address, another word to the shop. Raises CheckoutOver once it was ordered."""
    checkout = await queries.locked_checkout(session, checkout_id, member_id=member_id)
    check_open(checkout)
    if address_id is not None:
        address = await members.find_address(session, address_id, member_id=member_id)
        checkout.address_id = address.id
    if note is not None:
        if len(note) > NOTE_MAX:
            raise Invalid([Problem("note", _("At most {max} characters.").format(max=NOTE_MAX))])
        checkout.note = note.strip()
    await session.flush()
    return checkout


async def review(session: AsyncSession, checkout: Checkout) -> Review:
    """What it comes to now, at today's prices and stock. One statement."""
    wanted = checkout.wanted
    known = await hot.sight(session, [item.sku_id for item in wanted], member_id=checkout.member_id)
    lines = tuple(
        line_view(known.facts[item.sku_id], known.levels[item.sku_id], quantity=item.quantity)
        for item in wanted
        if item.sku_id in known.facts
    )
    address = _chosen(known.addresses, checkout.address_id)
    return Review(
        checkout=checkout,
        lines=tuple(line for line in lines if not line.gone),
        left_out=tuple(line for line in lines if line.gone),
        quote=quoted(lines, known.rules, destination=_destination(address)),
        addresses=known.addresses,
        address=address,
    )


async def finish_checkout(
    session: AsyncSession,
    checkout: Checkout,
    order_id: UUID,
    *,
    ordered: Sequence[Item] | None = None,
) -> None:
    """It became this order; what came from the cart leaves it, less what was left out."""
    checkout.order_id = order_id
    if checkout.source is Source.CART:
        items = checkout.wanted if ordered is None else ordered
        await clear_bought(session, checkout.member_id, items)
    await session.flush()


def check_open(checkout: Checkout) -> None:
    if checkout.order_id is not None or checkout.expires_at <= clock.now():
        raise CheckoutOver(checkout.id)


def _chosen(addresses: Sequence[Address], address_id: UUID | None) -> Address | None:
    """The one chosen, while it is still there; else the default, else the one used last."""
    chosen = [address for address in addresses if address.id == address_id]
    return next(iter([*chosen, *addresses]), None)


def _destination(address: Address | None) -> Destination | None:
    if address is None:
        return None
    return Destination(address.street_code or address.district_code)
