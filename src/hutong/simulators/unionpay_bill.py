"""UnionPay's settlement file (ZM): one line for each trade, fields of fixed width with a space."""

from datetime import datetime

from hutong.kernel import clock
from hutong.simulators.books import Day, fee_minor
from hutong.simulators.keys import UNIONPAY_MERCHANT
from hutong.simulators.models import Charge, Refund

WIDTHS = (
    3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2, 2, 6, 2, 4, 32, 1, 21,
    15, 1, 15, 32, 13, 13, 8, 32, 13, 13, 12, 2, 1, 131,
)  # fmt: skip
PURCHASE, GIVE_BACK = "S22", "S30"


def written(day: Day, *, short: bool) -> str:
    rows = [_payment(charge) for charge in day.payments]
    rows += [_refund(made, charge) for made, charge in day.refunds]
    if short:
        rows = rows[:-1]
    return "".join(f"{row}\r\n" for row in rows)


def _payment(charge: Charge) -> str:
    amount = charge.paid_minor or 0
    fee = fee_minor(amount)
    return _line(
        {
            0: PURCHASE,
            4: _local(charge.paid_at or charge.created_at),
            6: f"{amount:012}",
            9: charge.id,
            11: charge.reference,
            15: f"D{fee:012}",
            16: f"C{amount - fee:012}",
            19: "01",
            20: "01",
            21: "000201",
            27: UNIONPAY_MERCHANT,
        }
    )


def _refund(made: Refund, charge: Charge) -> str:
    fee = fee_minor(made.amount_minor)
    return _line(
        {
            0: GIVE_BACK,
            4: _local(made.made_at),
            6: f"{made.amount_minor:012}",
            9: made.id,
            11: made.key,
            15: f"C{fee:012}",
            16: f"D{made.amount_minor - fee:012}",
            19: "04",
            20: "00",
            21: "000201",
            26: charge.id,
            27: UNIONPAY_MERCHANT,
        }
    )


def _line(values: dict[int, str]) -> str:
    return " ".join(values.get(i, "").ljust(width) for i, width in enumerate(WIDTHS))


def _local(at: datetime) -> str:
    return f"{at.astimezone(clock.SHOP_ZONE):%m%d%H%M%S}"
