"""From chosen goods to an order: what, where to, and what it costs, until it is placed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, partial
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from hutong import members
from hutong.assortment import Places
from hutong.cart import hot, queries
from hutong.cart.models import LINES_MAX, Checkout, Item, Source, Wish
from hutong.cart.service import check_quantity
from hutong.cart.sight import Contact, Sight, seen
from hutong.cart.view import LineProblem, LineView, NotSentThere, barred, line_view, quoted
from hutong.kernel import clock
from hutong.kernel.db import Database, Row, fetch
from hutong.kernel.errors import Conflict, Invalid, Problem, Refused
from hutong.kernel.i18n import gettext as _
from hutong.kernel.ids import new_id
from hutong.kernel.texts import pick
from hutong.kernel.wire import Ask
from hutong.members import Address
from hutong.pricing import Destination, Quote, Rules

LASTS = timedelta(hours=24)
NOTE_MAX = 200


@dataclass(eq=False)
class NothingChosen(Refused):
    message = "Choose something to order first."


@dataclass(eq=False)
class CheckoutOver(Conflict):
    message = "This checkout is over. Please start again from the cart."
    checkout_id: UUID


class Choice(msgspec.Struct, frozen=True):
    """What the buyer says besides the goods; None leaves it as it was. `phone`: where to call
    about services, if not where the account is at home; it is asked with the order."""

    address_id: UUID | None = None
    note: str | None = None
    phone: str | None = None

    @property
    def words(self) -> str | None:
        return None if self.note is None else self.note.strip()


class Review(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What would be ordered, as things stand now. `left_out` was wished for and is gone.

    `address` is the wished one; where that is gone or none was wished for, the default or the
    one used last stands in its place.
    """

    checkout: Checkout
    lines: tuple[LineView, ...]
    left_out: tuple[LineView, ...]
    rules: Rules
    places: Places
    addresses: Sequence[Address]
    wished: UUID | None
    contact: Contact | None = None
    """Whom to call about services: the account's own name and phone, or another phone."""

    def sent_to(self, address_id: UUID) -> "Review":
        """The same goods to another address."""
        return msgspec.structs.replace(self, wished=address_id)

    @property
    def ships(self) -> bool:
        """Something of it goes into a parcel: where to must be said."""
        return not self.lines or any(not line.facts.is_service for line in self.lines)

    @property
    def serves(self) -> bool:
        """Something of it is a service."""
        return any(line.facts.is_service for line in self.lines)

    @property
    def address(self) -> Address | None:
        if not self.ships:
            return None
        wished = [address for address in self.addresses if address.id == self.wished]
        return next(iter([*wished, *self.addresses]), None)

    @cached_property
    def quote(self) -> Quote:
        return quoted(self.lines, self.rules, destination=_destination(self.address))

    @cached_property
    def barred(self) -> Mapping[UUID, NotSentThere]:
        """What may not be sent to the address, by SKU."""
        to = _destination(self.address)
        found = {line.sku_id: barred(line.facts, self.places, to) for line in self.lines}
        return {sku_id: problem for sku_id, problem in found.items() if problem is not None}

    def problems_of(self, line: LineView) -> tuple[LineProblem, ...]:
        """Of a line, sent to the address."""
        there = self.barred.get(line.sku_id)
        return (*line.problems, there) if there else line.problems

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(line.item for line in self.lines)

    @property
    def line_problems(self) -> tuple[tuple[LineView, LineProblem], ...]:
        return tuple(
            (line, problem)
            for line in self.lines
            for problem in self.problems_of(line)
            if problem.blocking
        )

    @property
    def deliverable(self) -> bool:
        return self.quote.freight.deliverable

    @property
    def address_lost(self) -> bool:
        """The wished address is gone and another one stands in its place."""
        address = self.address
        return self.wished is not None and address is not None and address.id != self.wished

    @property
    def can_place(self) -> bool:
        return not self.problems

    @property
    def problems(self) -> tuple[str, ...]:
        """Everything that keeps it from being placed, in words."""
        words = [
            _("{title}: {problem}").format(title=pick(line.facts.title), problem=problem.words)
            for line, problem in self.line_problems
        ]
        if self.left_out and not self.lines:
            words.append(_("Somebody was a little faster. Please look at what is left."))
        elif not self.lines:
            words.append(_("Choose something to order first."))
        if self.ships and self.address is None:
            words.append(_("Choose where it should go."))
        if self.address_lost:
            words.append(_("The chosen address no longer exists. Please choose again."))
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
        delivery=hot.EXPRESS,
        note="",
        begun_at=at,
        expires_at=at + LASTS,
    )
    session.add(checkout)
    await session.flush()
    return checkout


async def begin_from_cart(
    session: AsyncSession, member_id: UUID, wishes: Mapping[UUID, Wish] | None = None
) -> Checkout:
    """The chosen lines of the member's cart, arranged as wished for, in one statement. Raises
    NothingChosen."""
    until = clock.now() + LASTS
    ask = partial(fetch, session)
    checkout = await hot.begin(ask, member_id, wishes or {}, expires_at=until)
    if checkout is None:
        raise NothingChosen
    return checkout


async def review_from_cart(ask: Ask, token: bytes) -> Review | None:
    """The chosen lines of the cart of the member with that token, begun and reviewed in one
    statement; None for a token that is nobody's. Raises NothingChosen."""
    asked = await hot.begin_and_see(ask, token, expires_at=clock.now() + LASTS)
    if asked is None:
        return None
    if asked.seen is None:
        raise NothingChosen
    return _review(*asked.seen)


async def amend_checkout(
    session: AsyncSession,
    checkout_id: UUID,
    *,
    member_id: UUID,
    choice: Choice,
) -> Checkout:
    """Another address, another word to the shop. Raises CheckoutOver once it was ordered."""
    checkout = await queries.locked_checkout(session, checkout_id, member_id=member_id)
    check_open(checkout)
    if choice.address_id is not None:
        await members.find_address(session, choice.address_id, member_id=member_id)
    _check(choice)
    if choice.address_id is not None:
        checkout.address_id = choice.address_id
    if choice.note is not None:
        checkout.note = choice.note.strip()
    await session.flush()
    return checkout


async def review_amended(
    session: AsyncSession, checkout_id: UUID, *, member_id: UUID, choice: Choice
) -> Review:
    """Amended and reviewed in one statement. What cannot be is refused by `amend_checkout`."""
    _check(choice)
    seen = await hot.amend(
        partial(fetch, session),
        checkout_id,
        member_id=member_id,
        address_id=choice.address_id,
        note=choice.words,
    )
    if seen is not None:
        return _review(*seen)
    checkout = await amend_checkout(session, checkout_id, member_id=member_id, choice=choice)
    return await review(session, checkout)


async def amend_at_once(
    db: Database, checkout_id: UUID, *, token: bytes, choice: Choice
) -> Review | None:
    """The same for the member with that token; None for one that is nobody's."""
    _check(choice)
    asked = await hot.amend_and_see(
        db.write, checkout_id, token=token, address_id=choice.address_id, note=choice.words
    )
    if asked is None:
        return None
    if asked.seen is not None:
        return _review(*asked.seen)
    async with db.transaction() as session:
        return await review_amended(session, checkout_id, member_id=asked.member_id, choice=choice)


def choose(review: Review, choice: Choice) -> Review:
    """Take over what came with the order, to be written with it. Whether the address is the
    member's own is seen by the review."""
    _check(choice)
    checkout = review.checkout
    if choice.address_id is not None:
        set_committed_value(checkout, "address_id", choice.address_id)
    if choice.note is not None:
        set_committed_value(checkout, "note", choice.note.strip())
    contact = review.contact
    if choice.phone and contact is not None:
        contact = msgspec.structs.replace(contact, phone=_phone(choice.phone))
    return msgspec.structs.replace(review, wished=checkout.address_id, contact=contact)


async def review(session: AsyncSession, checkout: Checkout) -> Review:
    """What it comes to now, at today's prices and stock. One statement."""
    skus = [item.sku_id for item in checkout.wanted]
    return _review(
        checkout, await hot.sight(partial(fetch, session), skus, member_id=checkout.member_id)
    )


async def find_review(session: AsyncSession, checkout_id: UUID, *, member_id: UUID) -> Review:
    """The member's own checkout, over or not, with what it comes to now. One statement. Raises
    CheckoutNotFound."""
    return await glance_at_review(partial(fetch, session), checkout_id, member_id=member_id)


async def glance_at_review(glance: Ask, checkout_id: UUID, *, member_id: UUID) -> Review:
    """The same for whoever has no transaction open."""
    found = await hot.checkout(glance, checkout_id, member_id=member_id)
    if found is None:
        raise queries.CheckoutNotFound(checkout_id)
    return _review(*found)


def review_of(row: Row) -> Review:
    """Of a row that holds a checkout's columns and, beside them, those of AROUND."""
    return _review(*seen(row))


def check_open(checkout: Checkout) -> None:
    if is_over(checkout):
        raise CheckoutOver(checkout.id)


def is_over(checkout: Checkout) -> bool:
    """It became an order, or nobody came back to it for a day."""
    return checkout.order_id is not None or checkout.expires_at <= clock.now()


def _review(checkout: Checkout, known: Sight) -> Review:
    lines = tuple(
        line_view(known.facts[item.sku_id], known.levels[item.sku_id], quantity=item.quantity)
        for item in checkout.wanted
        if item.sku_id in known.facts
    )
    return Review(
        checkout=checkout,
        lines=tuple(line for line in lines if not line.gone),
        left_out=tuple(line for line in lines if line.gone),
        rules=known.rules,
        places=known.places,
        addresses=known.addresses,
        wished=checkout.address_id,
        contact=known.contact,
    )


def _check(choice: Choice) -> None:
    if choice.note is not None and len(choice.note) > NOTE_MAX:
        raise Invalid([Problem("note", _("At most {max} characters.").format(max=NOTE_MAX))])


def _phone(typed: str) -> str:
    phone = members.normalise_phone(typed)
    if phone is None:
        raise Invalid([Problem("phone", members.phone_problem(typed))])
    return phone


def _destination(address: Address | None) -> Destination | None:
    if address is None:
        return None
    return Destination(address.street_code or address.district_code)
