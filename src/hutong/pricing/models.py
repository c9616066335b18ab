from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, composite, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.money import CNY, Money
from hutong.kernel.texts import TEXTS, Texts


class FreightRule(Base):
    """What sending a parcel costs to some regions; no regions means everywhere."""

    __tablename__ = "pricing_freight_rule"
    __table_args__ = (
        CheckConstraint("first_grams > 0 and next_grams > 0", name="grams"),
        CheckConstraint("first_fee_minor >= 0 and next_fee_minor >= 0", name="fees"),
        CheckConstraint("free_from_minor > 0", name="free_from"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[Texts] = mapped_column(TEXTS)
    regions: Mapped[list[str]] = mapped_column(JSONB, default=list)
    priority: Mapped[int] = mapped_column(default=0)
    first_grams: Mapped[int]
    next_grams: Mapped[int]
    currency: Mapped[str] = mapped_column(default=CNY)
    first_fee_minor: Mapped[int]
    first_fee: Mapped[Money] = composite("first_fee_minor", "currency")
    next_fee_minor: Mapped[int]
    next_fee: Mapped[Money] = composite("next_fee_minor", "currency")
    free_from_minor: Mapped[int | None] = mapped_column(default=None)

    @property
    def free_from(self) -> Money | None:
        return None if self.free_from_minor is None else Money(self.free_from_minor, self.currency)
