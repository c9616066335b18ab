from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, composite, mapped_column

from hutong.kernel.actor import Actor
from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.money import Money

WAITING = "confirmed_at is null and ended_at is null"
STANDING = "confirmed_at is not null and ended_at is null"


class SuggestedPrice(Base):
    """What the maker of an article suggests as its retail price, with where that is written: in a
    file or at an address. Shoppers see it once a second person has looked at the proof, until its
    last day or until somebody withdraws it. Never changed: a newer one takes its place."""

    __tablename__ = "catalog_suggested_price"
    __table_args__ = (
        CheckConstraint("price_minor > 0", name="price"),
        CheckConstraint("until >= dated", name="time"),
        CheckConstraint("(confirmed_at is null) = (confirmed_by is null)", name="confirmed"),
        CheckConstraint("confirmed_by_id <> entered_by_id", name="four_eyes"),
        CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended"),
        Index(
            "catalog_suggested_price_waiting_idx",
            "sku_id",
            unique=True,
            postgresql_where=text(WAITING),
        ),
        Index(
            "catalog_suggested_price_standing_idx",
            "sku_id",
            unique=True,
            postgresql_where=text(STANDING),
        ),
        Index("catalog_suggested_price_entered_idx", "entered_at", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    sku_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_sku.id"), index=True)
    currency: Mapped[str]
    price_minor: Mapped[int]
    price: Mapped[Money] = composite("price_minor", "currency")
    dated: Mapped[date]
    """The day of the maker's list."""
    until: Mapped[date]
    """The last day on which it is shown."""
    address: Mapped[str] = mapped_column(default="", server_default="")
    file_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("kept_file.id", ondelete="SET NULL"), default=None, index=True
    )
    entered_at: Mapped[datetime]
    entered_by: Mapped[str]
    entered_by_id: Mapped[UUID | None] = mapped_column(default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    confirmed_by: Mapped[str | None] = mapped_column(default=None)
    confirmed_by_id: Mapped[UUID | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by: Mapped[str | None] = mapped_column(default=None)

    @property
    def is_waiting(self) -> bool:
        return self.confirmed_at is None and self.ended_at is None

    def confirm(self, at: datetime, by: Actor) -> None:
        self.confirmed_at, self.confirmed_by, self.confirmed_by_id = at, by.name, by.id

    def end(self, at: datetime, by: Actor) -> None:
        self.ended_at, self.ended_by = at, by.name
