"""What the form of the checkout says, and the address that carries it over a refusal."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from litestar.datastructures import FormMultiDict, MultiDict

from hutong.cart import NOTE_MAX, Choice
from hutong.kernel.money import CNY, Money

DIGITS_MAX = 12
PHONE_MAX = 30
NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Sent:
    """`shown` is the total that stood on the page; None where the form does not say it."""

    choice: Choice
    shown: Money | None

    @classmethod
    def read(cls, form: FormMultiDict) -> "Sent":
        note = form.get("note")
        return cls(
            Choice(
                _id(form.get("address")),
                note if isinstance(note, str) else None,
                _words(form.get("phone")),
            ),
            _money(form.get("shown")),
        )


@dataclass(frozen=True, slots=True)
class Carried:
    """What was said before a refusal and is not written down."""

    newest: bool = False
    address_id: UUID | None = None
    note: str | None = None
    was: Money | None = None
    phone: str = ""

    @classmethod
    def read(cls, query: MultiDict[str]) -> "Carried":
        note = query.get("note")
        return cls(
            newest=NEWEST in query,
            address_id=_id(query.get("address")),
            note=note[:NOTE_MAX] if note is not None else None,
            was=_money(query.get("was")),
            phone=_words(query.get("phone")) or "",
        )

    @classmethod
    def address_of(cls, checkout_id: UUID, sent: Sent, *, was: Money | None = None) -> str:
        """The way back to the checkout with what was filled in."""
        told = {
            "address": str(sent.choice.address_id) if sent.choice.address_id else "",
            "note": (sent.choice.note or "")[:NOTE_MAX],
            "was": str(was.minor) if was else "",
            "phone": sent.choice.phone or "",
        }
        query = urlencode({name: value for name, value in told.items() if value})
        return f"/checkout/{checkout_id}" + (f"?{query}" if query else "")


def _words(value: object) -> str | None:
    return value.strip()[:PHONE_MAX] or None if isinstance(value, str) else None


def _id(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _money(value: object) -> Money | None:
    text = value if isinstance(value, str) else ""
    fits = text.isascii() and text.isdecimal() and len(text) <= DIGITS_MAX
    return Money(int(text), CNY) if fits else None
