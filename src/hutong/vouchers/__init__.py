"""The codes with which bought services are had: issued, redeemed, expired, made void."""

from hutong.vouchers.errors import AlreadyHad, CannotUndo, CodeExpired, CodeVoid, NoSuchCode
from hutong.vouchers.events import (
    RedemptionUndone,
    VoucherRedeemed,
    VouchersExpired,
    VouchersIssued,
    VouchersVoided,
)
from hutong.vouchers.invariants import INVARIANTS
from hutong.vouchers.jobs import SCHEDULE, tasks
from hutong.vouchers.models import UNDO_WITHIN, Voucher
from hutong.vouchers.queries import by_code, of_order, plain, standing
from hutong.vouchers.service import (
    Bought,
    Redemption,
    Served,
    expire_due,
    issue,
    make_rest_void,
    make_void,
    not_had,
    redeem,
    undo,
)
from hutong.vouchers.states import MOVES, VoucherState

__all__ = [
    "INVARIANTS",
    "MOVES",
    "SCHEDULE",
    "UNDO_WITHIN",
    "AlreadyHad",
    "Bought",
    "CannotUndo",
    "CodeExpired",
    "CodeVoid",
    "NoSuchCode",
    "Redemption",
    "RedemptionUndone",
    "Served",
    "Voucher",
    "VoucherRedeemed",
    "VoucherState",
    "VouchersExpired",
    "VouchersIssued",
    "VouchersVoided",
    "by_code",
    "expire_due",
    "issue",
    "make_rest_void",
    "make_void",
    "not_had",
    "of_order",
    "plain",
    "redeem",
    "standing",
    "tasks",
    "undo",
]
