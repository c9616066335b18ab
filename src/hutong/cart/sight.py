"""What the statements of hot.py tell, as values."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

from hutong import assortment
from hutong.assortment import Places
from hutong.cart.models import Checkout, Source
from hutong.catalog import SkuFacts
from hutong.inventory import Level
from hutong.kernel.db import Row, loaded
from hutong.kernel.money import Money
from hutong.members import Address
from hutong.pricing import FreightTerms, Rules

CHECKOUT_COLUMNS = tuple(Checkout.__table__.columns.keys())


class Contact(msgspec.Struct, frozen=True):
    """Whom the shop calls about a service: the member as the account has them."""

    name: str
    phone: str


class Sight(msgspec.Struct, frozen=True, kw_only=True):
    """Facts and stock of the SKUs asked for, where they may be sold, the price rules, and a
    member's addresses and own phone."""

    facts: Mapping[UUID, SkuFacts]
    levels: Mapping[UUID, Level]
    rules: Rules
    places: Places
    addresses: Sequence[Address]
    contact: Contact | None = None


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A line as it is in the cart."""

    sku_id: UUID
    quantity: int
    selected: bool
    price: Money


class _Offer(msgspec.Struct, frozen=True):
    facts: SkuFacts
    level: Level


# Made once: a decoder of dataclasses costs two milliseconds to make.
LINES_TOLD = msgspec.json.Decoder(list[Kept])
OFFERS_TOLD = msgspec.json.Decoder(list[_Offer])
CONTACT_TOLD = msgspec.json.Decoder(Contact)
RULES_TOLD = msgspec.json.Decoder(tuple[FreightTerms, ...])


def kept_and_seen(row: Row) -> tuple[list[Kept], Sight]:
    return LINES_TOLD.decode(row["lines"]), sight_of(row)


def seen(row: Row) -> tuple[Checkout, Sight]:
    return checkout_of(row), sight_of(row)


def checkout_of(row: Row) -> Checkout:
    """To be read: no session knows of it, and what is changed in it is not written."""
    columns = {name: row[name] for name in CHECKOUT_COLUMNS}
    return loaded(Checkout, {**columns, "source": Source(row["source"])})


def sight_of(row: Row) -> Sight:
    known = OFFERS_TOLD.decode(row["offers"])
    whose = "addresses" in row.keys()  # noqa: SIM118
    addresses = msgspec.json.decode(row["addresses"]) if whose else ()
    contact = row["contact"] if whose else None
    return Sight(
        facts={offer.facts.id: offer.facts for offer in known},
        levels={offer.facts.id: offer.level for offer in known},
        rules=_rules(row["rules"]),
        places=assortment.read(row["places"]),
        addresses=[_address(address) for address in addresses],
        contact=CONTACT_TOLD.decode(contact) if contact else None,
    )


@lru_cache(maxsize=1)
def _rules(told: str) -> Rules:
    """They hardly ever change between two calls."""
    return Rules(freight=RULES_TOLD.decode(told))


def _address(row: dict[str, Any]) -> Address:
    ids = {name: UUID(row[name]) for name in ("id", "member_id")}
    return loaded(Address, {**row, **ids, "updated_at": datetime.fromisoformat(row["updated_at"])})
