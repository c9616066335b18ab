from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hutong.kernel.actor import ActorKind
from hutong.kernel.db import Base


class Source(StrEnum):
    """By which way a change came in."""

    HAND = "hand"
    MANY = "many"
    IMPORT = "import"
    UNDO = "undo"
    RESTORE = "restore"
    CATEGORIES = "categories"
    RULE = "rule"
    AUDIT = "audit"
    APPROVED = "approved"


@dataclass(frozen=True)
class Cause:
    """`reason` names the file of an import, or is what somebody wrote."""

    source: Source = Source.HAND
    reason: str = ""


BY_HAND = Cause()


class Version(Base):
    """A product as it stood after a change, with who, when and why. The database refuses to
    change it. A change of nothing that shoppers see makes none."""

    __tablename__ = "catalog_version"
    __table_args__ = (CheckConstraint("number > 0", name="number"),)

    product_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_product.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    edit: Mapped[int]
    """The product's own `version` then: what else was written of that edit names it."""
    at: Mapped[datetime]
    by_kind: Mapped[ActorKind]
    by_id: Mapped[UUID | None]
    by: Mapped[str]
    source: Mapped[Source]
    reason: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
