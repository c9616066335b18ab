"""Identifiers: UUIDv7 for rows, readable numbers with the buyer's shard for orders."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zlib import crc32

from hutong.kernel import clock
from hutong.kernel.errors import NotFound

OWN_SELLER = UUID("01900000-0000-7000-8000-000000000001")
SHARDS = 1024
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: none that is read as another
BITS = 5  # of chance in each digit
LAST = len(DIGITS) - 1
RANDOM_DIGITS = 6


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of milliseconds, 74 random bits; later ids sort later."""
    first = first_id_at(clock.now()).int
    chance = secrets.randbits(74)
    return UUID(int=first | chance >> 62 << 64 | chance & (1 << 62) - 1)


def first_id_at(at: datetime) -> UUID:
    """No id made at that moment or later sorts before this one."""
    milliseconds = int(at.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62)


@dataclass(eq=False)
class NoSuchId(NotFound):
    message = "There is nothing under this address any more."
    text: str


def as_id(text: str) -> UUID:
    """An id from an address. Raises NoSuchId for what cannot be one."""
    try:
        return UUID(text)
    except ValueError:
        raise NoSuchId(text[:40]) from None


def shard_of(member_id: UUID) -> int:
    """The logical shard (0..1023) that holds a buyer's rows. It never changes for a member."""
    return crc32(member_id.bytes) % SHARDS


def order_number(member_id: UUID, at: datetime) -> str:
    """Nineteen characters: day (6), second of the day (5), random (6), the buyer's shard (2).

    Numbers sort by time, cannot be guessed, can be read out on the telephone, and tell which
    shard holds the order. Two in one second collide once in 2**30; the unique index refuses.
    """
    local = at.astimezone(clock.SHOP_ZONE)
    second = local.hour * 3600 + local.minute * 60 + local.second
    chance = secrets.randbits(BITS * RANDOM_DIGITS)
    drawn = "".join(DIGITS[chance >> BITS * place & LAST] for place in range(RANDOM_DIGITS))
    high, low = divmod(shard_of(member_id), len(DIGITS))
    return f"{local:%y%m%d}{second:05d}{drawn}{DIGITS[high]}{DIGITS[low]}"
