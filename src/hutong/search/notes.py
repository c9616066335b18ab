"""What is noted of a shopper's search, and what of it is never kept."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hutong.search.normal import WORDS_MAX, normal

KEY_LENGTH = 32
PERSONAL = re.compile(
    r"[^\s@]+@[^\s@]+\.[^\s@]+"  # e-mail addresses
    r"|(?<!\d)1[3-9]\d{9}(?!\d)"  # mobile numbers
    r"|(?<!\d)\d{17}[\dx](?!\d)"  # identity cards
)
"""Typed by mistake, and nobody's business."""


@dataclass(frozen=True, slots=True)
class Who:
    """A browser, and the session of the member who is signed in there."""

    device: str
    session_token: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """Results were shown. `view` names the page, order and filters, `first` the places before
    it; `counts`: this is a search, not another look at its results."""

    who: Who
    words: str
    view: str
    first: int
    shown: tuple[UUID, ...]
    total: int
    at: datetime
    meant: str = ""
    counts: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Clicked:
    """A product was opened from the results of `words`."""

    who: Who
    words: str
    view: str
    first: int
    product_id: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Added:
    """A product went into the cart, from wherever."""

    who: Who
    product_id: UUID
    at: datetime


Note = Looked | Clicked | Added


def device_key(token: str) -> str:
    """What is kept of a browser's cookie: enough to know it again, not enough to be it."""
    return hashlib.sha256(token.encode()).hexdigest()[:KEY_LENGTH]


def asked_words(typed: str) -> str:
    """The words as they are counted: one way of writing, nothing personal. Empty: none are kept."""
    return " ".join(PERSONAL.sub(" ", normal(typed)).split())[:WORDS_MAX].strip()
