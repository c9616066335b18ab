from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from hutong.cart import NOTE_MAX, LineView, Review
from hutong.kernel.money import Money
from hutong.members import (
    ADDRESSES_MAX,
    Address,
    masked_phone,
    normalise_phone,
    phone_problem,
)
from hutong.storefront.amounts import Amount, of_quote
from hutong.storefront.checkout.form import Sent


@dataclass(frozen=True, slots=True)
class Place:
    """Where it can go; the phone is shown in part."""

    id: UUID
    recipient: str
    phone: str
    region: str
    detail: str
    label: str
    is_default: bool
    chosen: bool

    @classmethod
    def of(cls, address: Address, chosen: UUID | None) -> "Place":
        return cls(
            id=address.id,
            recipient=address.recipient,
            phone=address.masked_phone,
            region=address.region,
            detail=address.detail,
            label=address.label or "",
            is_default=address.is_default,
            chosen=address.id == chosen,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckoutPage:
    """`was` is the total that was shown before, where it has changed since."""

    review: Review
    note: str
    was: Money | None = None
    phone: str = ""
    """Another one than the account's, as it was typed."""

    @property
    def ships(self) -> bool:
        return self.review.ships

    @property
    def serves(self) -> bool:
        return self.review.serves

    @property
    def own_phone(self) -> str:
        """The account's, in part."""
        contact = self.review.contact
        return masked_phone(contact.phone) if contact else ""

    @property
    def phone_problem(self) -> str:
        wrong = bool(self.phone) and normalise_phone(self.phone) is None
        return phone_problem(self.phone) if wrong else ""

    @property
    def ready(self) -> bool:
        """Nothing that could be filled in is missing."""
        return bool(self.lines) and (not self.ships or bool(self.places))

    @property
    def url(self) -> str:
        return f"/checkout/{self.review.checkout.id}"

    @property
    def lines(self) -> Sequence[LineView]:
        return self.review.lines

    @property
    def places(self) -> tuple[Place, ...]:
        """The chosen one first."""
        chosen = self.review.address.id if self.review.address else None
        found = [Place.of(address, chosen) for address in self.review.addresses]
        return tuple(sorted(found, key=lambda place: not place.chosen))

    @property
    def new_address_url(self) -> str:
        return f"/account/addresses/new?next={quote(self.url + '?newest=1', safe='')}"

    @property
    def has_room(self) -> bool:
        return len(self.review.addresses) < ADDRESSES_MAX

    @property
    def amounts(self) -> tuple[Amount, ...]:
        return of_quote(self.review.quote, ships=self.ships)

    @property
    def total(self) -> Money:
        return self.review.quote.total

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def note_max(self) -> int:
        return NOTE_MAX

    @property
    def way_back(self) -> str:
        """Where quantities are changed: the cart, or the product when it was bought at once."""
        lines = [*self.review.lines, *self.review.left_out]
        if self.review.checkout.source == "buy_now" and lines:
            return f"/p/{lines[0].facts.slug}?sku={lines[0].facts.code}"
        return "/cart"


@dataclass(frozen=True, kw_only=True, slots=True)
class PressAgainPage:
    """What was sent, ready to be sent again as it is."""

    checkout_id: UUID
    sent: Sent
    words: str

    @property
    def url(self) -> str:
        return f"/checkout/{self.checkout_id}"

    @property
    def shown(self) -> int:
        return self.sent.shown.minor if self.sent.shown else 0

    @property
    def address(self) -> str:
        return str(self.sent.choice.address_id or "")

    @property
    def note(self) -> str:
        return self.sent.choice.note or ""

    @property
    def phone(self) -> str:
        return self.sent.choice.phone or ""
