from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hutong.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class VoucherEvent(Event):
    about = "order_id"
    order_id: UUID
    number: str
    member_id: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class VouchersIssued(VoucherEvent):
    """The services of an order are paid: their codes are there."""

    name = "vouchers.issued"
    count: int


@dataclass(frozen=True, kw_only=True)
class VoucherRedeemed(VoucherEvent):
    """A service was had, and its code is used up."""

    name = "vouchers.redeemed"
    voucher_id: UUID
    sku_id: UUID


@dataclass(frozen=True, kw_only=True)
class RedemptionUndone(VoucherEvent):
    """A code was redeemed by mistake and can be redeemed again."""

    name = "vouchers.redemption_undone"
    voucher_id: UUID
    sku_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class VouchersExpired(VoucherEvent):
    """The days in which services of an order could be had are over."""

    name = "vouchers.expired"
    count: int


@dataclass(frozen=True, kw_only=True)
class VouchersVoided(VoucherEvent):
    """Services of an order were called off; what was paid for them is owed back."""

    name = "vouchers.voided"
    count: int
