"""Identifiers: UUIDv7 for rows, readable numbers with the buyer's shard for orders."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID
from zlib import crc32

from asyncpg.pgproto import pgproto

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
    chance = int.from_bytes(os.urandom(10))  # and, as ids from the database, made in C
    drawn = (chance >> 62 & 0xFFF) << 64 | chance & (1 << 62) - 1
    made: UUID = pgproto.UUID((_first_at(clock.now()) | drawn).to_bytes(16))
    return made


def first_id_at(at: datetime) -> UUID:
    """No id made at that moment or later sorts before this one."""
    return UUID(int=_first_at(at))


def _first_at(at: datetime) -> int:
    return int(at.timestamp() * 1000) << 80 | 0x7 << 76 | 0b10 << 62


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
    chance = secrets.randbits(BITS * RANDOM_DIGITS)
    drawn = "".join(DIGITS[chance >> BITS * place & LAST] for place in range(RANDOM_DIGITS))
    high, low = divmod(shard_of(member_id), len(DIGITS))
    return f"{_day_and_second(int(at.timestamp()))}{drawn}{DIGITS[high]}{DIGITS[low]}"


@lru_cache(maxsize=2)
def _day_and_second(timestamp: int) -> str:
    """A thousand orders of one second begin alike."""
    local = datetime.fromtimestamp(timestamp, clock.SHOP_ZONE)
    second = local.hour * 3600 + local.minute * 60 + local.second
    return f"{local:%y%m%d}{second:05d}"
