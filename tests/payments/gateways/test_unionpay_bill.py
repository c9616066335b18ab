"""What a sale or a refund settled by UnionPay costs follows from the figures of its line."""

import base64
import zipfile
import zlib
from datetime import date
from io import BytesIO

import pytest

from hutong.kernel.money import yuan
from hutong.payments import BillKind, Unreadable
from hutong.payments.gateways import unionpay_bill

DAY = date(2026, 11, 2)
WIDTHS = (
    3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2, 2, 6, 2, 4, 32, 1, 21,
    15, 1, 15, 32, 13, 13, 8, 32, 13, 13, 12, 2, 1, 32, 98,
)  # fmt: skip


def _file(kind: str, fee: str, settled: str) -> str:
    values = {
        1: "S22", 5: "1102083000", 7: "000000010000", 10: "2".zfill(21), 12: "a" * 32,
        16: fee, 17: settled, 20: kind,
    }  # fmt: skip
    line = " ".join(values.get(n, "").ljust(width) for n, width in enumerate(WIDTHS, 1))
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("INN26110288ZM_777290000000001", f"{line}\r\n".encode("gbk"))
    return base64.b64encode(zlib.compress(packed.getvalue())).decode()


@pytest.mark.parametrize(
    ("kind", "fee", "settled", "kept"),
    [
        ("01", "D000000000060", "C000000009940", "0.60"),
        ("04", "C000000000060", "D000000009940", "-0.60"),
        ("04", "D000000000060", "D000000010060", "0.60"),
        ("04", "D000000000000", "D000000010000", "0"),
        ("01", "C000000000060", "C000000010060", "-0.60"),
    ],
)
def test_the_fee_is_what_lies_between_the_trade_and_its_settlement(
    kind: str, fee: str, settled: str, kept: str
) -> None:
    (line,) = unionpay_bill.lines(_file(kind, fee, settled), DAY)

    assert line.fee == yuan(kept)
    assert line.amount == yuan("100")
    assert (line.kind is BillKind.REFUND) == (kind == "04")


@pytest.mark.parametrize("settled", ["C000000009930", "C000000000060", "X000000009940"])
def test_figures_that_do_not_add_up_are_no_bill(settled: str) -> None:
    with pytest.raises(Unreadable):
        unionpay_bill.lines(_file("01", "D000000000060", settled), DAY)
