"""The few shapes that many answers share. Everything else is written beside its handler."""

import base64
import binascii
from typing import Annotated
from uuid import UUID

import msgspec

from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.money import Money
from hutong.web import picture

CURSOR_MAX = 40

Line = Annotated[str, msgspec.Meta(max_length=200)]
ShortLine = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Quantity = Annotated[int, msgspec.Meta(ge=1, le=99)]
Minor = Annotated[int, msgspec.Meta(ge=0, le=10**12)]


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a client sends: nothing but what is named is taken."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What we answer."""


class Amount(Told, frozen=True):
    """Whole minor units (fen) of a currency."""

    minor: int
    currency: str

    @classmethod
    def of(cls, money: Money) -> "Amount":
        return cls(minor=money.minor, currency=money.currency)


class AmountAsked(Asked, frozen=True):
    minor: Minor
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] = "CNY"

    @property
    def money(self) -> Money:
        return Money(self.minor, self.currency)


def amount(money: Money | None) -> Amount | None:
    return None if money is None else Amount.of(money)


def picture_url(key: str | None) -> str | None:
    """640 pixels wide; 160, 320, 480 and 960 stand beside it."""
    return None if key is None else picture.url(key)


def cursor_of(id_: UUID | None) -> str | None:
    """Opaque to clients: they give back what they got."""
    return None if id_ is None else base64.urlsafe_b64encode(id_.bytes).decode().rstrip("=")


def read_cursor(cursor: str | None) -> UUID | None:
    """Raises Invalid for what was never a cursor of ours."""
    if cursor is None:
        return None
    try:
        packed = base64.urlsafe_b64decode(cursor[:CURSOR_MAX].encode() + b"==")
        return UUID(bytes=packed)
    except (ValueError, binascii.Error):
        raise Invalid([Problem("cursor", _("This is not a cursor from this list."))]) from None
