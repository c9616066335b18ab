from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, composite, mapped_column

from hutong.kernel.actor import Actor
from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.money import Money
from hutong.kernel.states import move
from hutong.kernel.texts import TEXTS, Texts
from hutong.vouchers.states import MOVES, VoucherState

UNDO_WITHIN = timedelta(minutes=30)


class Voucher(Base):
    """One unit of a service that was paid: whoever shows the code has it. `amount` is what was
    paid for this unit, and goes back when it is made void."""

    __tablename__ = "vouchers_voucher"
    __table_args__ = (
        UniqueConstraint("order_id", "position", "unit"),
        CheckConstraint("code ~ '^[0-9]{12}$'", name="code"),
        CheckConstraint("unit > 0 and amount_minor >= 0", name="unit"),
        CheckConstraint(
            "(state = 'redeemed') = (redeemed_at is not null)"
            " and (redeemed_at is null) = (redeemed_by is null)",
            name="redeemed",
        ),
        # what was had is never paid back, and what is paid back is never had
        CheckConstraint("(state = 'void') = (voided_at is not null)", name="void"),
        CheckConstraint("redeemed_at is null or voided_at is null", name="had_or_paid_back"),
        CheckConstraint("redeemed_at < valid_until", name="in_time"),
        Index("vouchers_voucher_due_idx", "valid_until", postgresql_where=text("state = 'ready'")),
        Index("vouchers_voucher_redeemed_idx", "redeemed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    order_id: Mapped[UUID]
    number: Mapped[str] = mapped_column(index=True)
    """Of the order, as people write it."""
    member_id: Mapped[UUID] = mapped_column(index=True)
    position: Mapped[int]
    unit: Mapped[int]
    sku_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_sku.id"))
    title: Mapped[Texts] = mapped_column(TEXTS)
    sku_title: Mapped[Texts] = mapped_column(TEXTS)
    currency: Mapped[str]
    amount_minor: Mapped[int]
    amount: Mapped[Money] = composite("amount_minor", "currency")
    state: Mapped[VoucherState] = mapped_column(default=VoucherState.READY)
    issued_at: Mapped[datetime]
    valid_until: Mapped[datetime]
    """The first moment in which it cannot be had any more."""
    redeemed_at: Mapped[datetime | None] = mapped_column(default=None)
    redeemed_by_id: Mapped[UUID | None] = mapped_column(default=None)
    redeemed_by: Mapped[str | None] = mapped_column(default=None)
    voided_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def written(self) -> str:
        """In groups of four, as people read it out."""
        return " ".join(self.code[place : place + 4] for place in range(0, len(self.code), 4))

    @property
    def last_day(self) -> datetime:
        """A moment of the last day on which it can be had."""
        return self.valid_until - timedelta(seconds=1)

    def can_be_redeemed(self, at: datetime) -> bool:
        return self.state is VoucherState.READY and at < self.valid_until

    def can_be_undone(self, at: datetime) -> bool:
        return self.redeemed_at is not None and at - self.redeemed_at <= UNDO_WITHIN

    def redeem(self, at: datetime, by: Actor) -> None:
        self.state = move(MOVES, self.state, VoucherState.REDEEMED)
        self.redeemed_at, self.redeemed_by_id, self.redeemed_by = at, by.id, by.name

    def undo(self) -> None:
        self.state = move(MOVES, self.state, VoucherState.READY)
        self.redeemed_at = self.redeemed_by_id = self.redeemed_by = None

    def expire(self) -> None:
        self.state = move(MOVES, self.state, VoucherState.EXPIRED)

    def make_void(self, at: datetime) -> None:
        self.state = move(MOVES, self.state, VoucherState.VOID)
        self.voided_at = at
