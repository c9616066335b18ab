"""What every page about stock shows of an article."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import Product, ProductPicture, Sku
from hutong.inventory import Step
from hutong.kernel.actor import SYSTEM
from hutong.kernel.i18n import gettext
from hutong.kernel.texts import Texts
from hutong.views.lists import containing

CODES_MAX = 5000
STEPS_MAX = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """An article on a document. `counted` and what it differs by where somebody counted."""

    sku_id: UUID
    code: str
    barcode: str | None
    title: Texts
    sku_title: Texts
    picture: str | None
    bin: str | None = None
    quantity: int | None = None
    counted: int | None = None

    @property
    def difference(self) -> int | None:
        if self.counted is None or self.quantity is None:
            return None
        return self.counted - self.quantity

    @property
    def to_come(self) -> int:
        """What was written down and has not been counted in."""
        return max(0, (self.quantity or 0) - (self.counted or 0))


@dataclass(frozen=True, kw_only=True, slots=True)
class StepTaken:
    at: datetime
    state: str
    who: str
    note: str


def called(name: str) -> str:
    """Who did it; what the house does by itself has a name in each language."""
    return gettext("System") if name == SYSTEM.name else name


def picture_of() -> Any:
    """The SKU's own, or the first of its product."""
    first = (
        select(ProductPicture.key)
        .where(ProductPicture.product_id == Product.id)
        .order_by(ProductPicture.position)
        .limit(1)
        .correlate(Product)
        .scalar_subquery()
    )
    return func.coalesce(Sku.picture, first).label("picture")


def article_columns() -> tuple[Any, ...]:
    return (
        Sku.id.label("sku_id"),
        Sku.code,
        Sku.barcode,
        Product.title,
        Sku.title.label("sku_title"),
        picture_of(),
    )


def named(words: str) -> ColumnElement[bool]:
    """Its code, its barcode or its title holds those words."""
    return or_(
        Sku.code.istartswith(words, autoescape=True),
        Sku.barcode == words,
        containing(Product.title["zh"].astext, words),
        containing(Product.title["en"].astext, words),
    )


async def sku_ids(session: AsyncSession, codes: Sequence[str]) -> Mapping[str, UUID]:
    """By SKU code or by barcode, in capital letters, as typed or scanned."""
    wanted = [code.upper() for code in codes[:CODES_MAX]]
    rows = await session.execute(
        select(Sku.id, func.upper(Sku.code), Sku.barcode).where(
            or_(func.upper(Sku.code).in_(wanted), Sku.barcode.in_(wanted))
        )
    )
    found: dict[str, UUID] = {}
    for sku_id, code, barcode in rows:
        found[code] = sku_id
        if barcode:
            found.setdefault(barcode, sku_id)
    return found


async def steps(session: AsyncSession, document_id: UUID) -> Sequence[StepTaken]:
    """The newest first."""
    found = await session.scalars(
        select(Step)
        .where(Step.document_id == document_id)
        .order_by(Step.id.desc())
        .limit(STEPS_MAX)
    )
    return [
        StepTaken(at=each.at, state=each.state, who=called(each.by_name), note=each.note or "")
        for each in found
    ]
