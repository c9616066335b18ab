from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.texts import TEXTS, Texts


class Kind(StrEnum):
    """Which rule it breaks."""

    ABSOLUTE = "absolute"
    STATE = "state"
    MEDICAL = "medical"
    PRICE = "price"
    MORALS = "morals"
    PROHIBITED = "prohibited"
    INFRINGING = "infringing"
    SUPPLIER = "supplier"
    """Goods of a supplier from whom nothing may be sold: by its whole name or its number."""


class Term(Base):
    """Words that may not be said of goods, or goods that may not be sold at all."""

    __tablename__ = "compliance_term"
    __table_args__ = (
        Index("compliance_term_words_key", func.lower(text("words")), unique=True),
        Index("compliance_term_edited_idx", text("edited_at desc"), "id"),
        CheckConstraint(
            "kind not in ('prohibited', 'infringing', 'supplier') or blocks",
            name="banned_goods_block",
        ),
        CheckConstraint("char_length(words) between 2 and 40", name="words"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[Kind]
    words: Mapped[str]
    blocks: Mapped[bool]
    reason: Mapped[Texts] = mapped_column(TEXTS)
    instead: Mapped[Texts] = mapped_column(TEXTS, default=dict)
    exceptions: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """Longer words in which it is harmless: "第一次" for "第一"."""
    places: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """Where it is looked for; nothing named: everywhere."""
    categories: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """Goods of which categories, with those below them; nothing named: all."""
    active: Mapped[bool] = mapped_column(default=True)
    since: Mapped[date | None] = mapped_column(default=None)
    """The first day on which it counts."""
    edited_at: Mapped[datetime]
    edited_by: Mapped[str]
