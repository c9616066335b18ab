"""What staff look for with a few letters, whatever it is: one statement, by index wherever the
words have the form of a number; goods on the shelf by the index that shoppers search.

A telephone number is found whole or by its last four digits, never guessed at piece by piece.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Row,
    Select,
    Text,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Product, Sku
from hutong.fulfilment import Shipment
from hutong.kernel.texts import FALLBACK, Texts
from hutong.members import Member, masked_phone
from hutong.orders import Order
from hutong.views.lists import containing
from hutong.views.orders import PHONE

EACH_MAX = 5
TAIL = re.compile(r"\d{4}")
NUMBER = re.compile(r"(?=.*\d)[A-Z0-9-]{4,40}")
OF_MEMBERS_MAX = 20
NEWEST_MAX = 2000
"""Among so many orders the last digits of the recipient's phone are looked for, too; among so many
products words that the index does not know yet."""
LAST_DIGITS = literal_column("right(members_member.phone, 4)", Text)
"""Written as the index has it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """`kind` is order, product, sku or member; `key` what its page is found by."""

    kind: str
    key: str
    title: Texts
    note: str


KINDS = {"order": "orders.view", "product": "catalog.view", "member": "members.view"}
"""What is looked for, and the permission that it needs."""
SHOWN = ("order", "product", "sku", "member")
"""In this order, after what bears the very words."""


async def find_everywhere(
    session: AsyncSession,
    words: str,
    permissions: Collection[str],
    *,
    on_shelf: Sequence[UUID] = (),
) -> Sequence[Hit]:
    """The best few of each kind that somebody with these permissions may see, first the kinds of
    which one bears the very words. `on_shelf`: the goods that the search index finds by these
    words, the best first."""
    parts = [
        part
        for kind, permission in KINDS.items()
        if permission in permissions
        for part in _PARTS[kind](words)
    ]
    if on_shelf and KINDS["product"] in permissions:
        parts.insert(0, _on_shelf(on_shelf[:EACH_MAX]))
    if not parts:
        return []
    few = [select(part.limit(EACH_MAX).subquery()) for part in parts]
    rows = (await session.execute(union_all(*few))).all()
    hits = {(row.kind, row.key): _hit(row) for row in rows}
    said = {hit.kind for hit in hits.values() if _says(hit, words.lower())}
    return sorted(
        hits.values(),
        key=lambda hit: (
            hit.kind not in said,
            SHOWN.index(hit.kind),
            not _says(hit, words.lower()),
        ),
    )


def _says(hit: Hit, words: str) -> bool:
    """Does it bear these very words? The index finds what only resembles them, too."""
    return any(words in told.lower() for told in (*hit.title.values(), hit.note))


def _orders(words: str) -> list[Select[*tuple[Any, ...]]]:
    bare = re.sub(r"[\s-]", "", words).upper()
    found = _columns(
        "order", Order.number, _plain(Order.number), note=Order.recipient, phone=Order.phone
    )
    if PHONE.fullmatch(bare):
        return [found.where(Order.phone == bare).order_by(Order.id.desc())]
    parts = []
    if TAIL.fullmatch(bare):
        theirs = select(Member.id).where(_tail(bare)).limit(OF_MEMBERS_MAX)
        parts.append(found.where(Order.member_id.in_(theirs)).order_by(Order.id.desc()))
        newest = select(Order.id).order_by(Order.placed_at.desc(), Order.id.desc())
        recent = Order.id.in_(newest.limit(NEWEST_MAX))
        parts.append(found.where(recent, Order.phone.endswith(bare)).order_by(Order.id.desc()))
    if NUMBER.fullmatch(bare):
        parts.append(
            found.where(Order.number.startswith(bare, autoescape=True)).order_by(Order.id.desc())
        )
        sent = or_(Shipment.tracking_number == bare, Shipment.number == bare)
        parts.append(found.join(Shipment, Shipment.order_id == Order.id).where(sent))
    return parts


def _on_shelf(ids: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    place = case({product_id: number for number, product_id in enumerate(ids)}, value=Product.id)
    return _product_columns().where(Product.id.in_(ids)).order_by(place)


def _products(words: str) -> list[Select[*tuple[Any, ...]]]:
    """What was edited lately, and what is not on the shelf: the index knows the rest by name."""
    named = or_(*(containing(Product.title[each].astext, words) for each in ("zh", "en")))
    newest = select(Product.id).order_by(Product.edited_at.desc(), Product.id)
    lately = Product.id.in_(newest.limit(NEWEST_MAX))
    off_shelf = literal_column("catalog_product.state <> 'listed'", Boolean)
    code = words.upper()
    coded = or_(
        Sku.code.startswith(words, autoescape=True),
        Sku.code.startswith(code, autoescape=True),
        Sku.barcode == words,
    )
    skus = _columns("sku", cast(Sku.id, Text), Product.title, note=Sku.code)
    return [
        *(
            _product_columns().where(where, named).order_by(Product.edited_at.desc())
            for where in (lately, off_shelf)
        ),
        skus.join(Product, Product.id == Sku.product_id).where(coded).order_by(Sku.code),
    ]


def _product_columns() -> Select[*tuple[Any, ...]]:
    return _columns("product", cast(Product.id, Text), Product.title, note=Product.slug)


def _members(words: str) -> list[Select[*tuple[Any, ...]]]:
    digits = "".join(words.split())
    found = _columns(
        "member",
        cast(Member.id, Text),
        _plain(Member.nickname),
        note=literal(""),
        phone=Member.phone,
    )
    parts = [found.where(Member.nickname.startswith(words, autoescape=True))]
    if PHONE.fullmatch(digits):
        parts.append(found.where(Member.phone == digits))
    elif TAIL.fullmatch(digits):
        parts.append(found.where(_tail(digits)))
    return parts


_PARTS = {"order": _orders, "product": _products, "member": _members}


def _tail(digits: str) -> ColumnElement[bool]:
    return LAST_DIGITS.bool_op("=")(digits)


def _columns(
    kind: str, key: Any, title: Any, *, note: Any, phone: Any = None
) -> Select[*tuple[Any, ...]]:
    return select(
        literal(kind).label("kind"),
        key.label("key"),
        title.label("title"),
        note.label("note"),
        (literal("") if phone is None else phone).label("phone"),
    )


def _plain(column: Any) -> ColumnElement[Any]:
    return cast(func.jsonb_build_object(FALLBACK, column), JSONB)


def _hit(row: Row[Any]) -> Hit:
    note = f"{row.note} {masked_phone(row.phone)}" if row.phone else row.note
    return Hit(kind=row.kind, key=row.key, title=row.title, note=note.strip())
