"""The trade bill of WeChat Pay: CSV whose every value begins with a backtick."""

import csv
import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO

from hutong.kernel.money import CNY, Money
from hutong.payments.gateway import BillKind, BillLine, Unreadable
from hutong.payments.gateways.written import maybe_reference, money_of, shop_time

TIME = "%Y-%m-%d %H:%M:%S"
FEE = re.compile(r"-?\d{1,10}(\.\d{1,6})?")
PAID = {"SUCCESS"}
REFUNDED = {"REFUND"}


def lines(text: str) -> list[BillLine]:
    """Raises Unreadable when it is not such a bill, or does not add up to its own last lines."""
    return [_line(row) for row in _rows(text) if row["交易状态"] in PAID | REFUNDED]


def _rows(text: str) -> Iterator[Mapping[str, str]]:
    reader = csv.reader(StringIO(text.lstrip("\ufeff")))
    head = next(reader, [])
    if "商户订单号" not in head or "交易状态" not in head:
        raise Unreadable
    for count, values in enumerate(reader):
        if values and values[0].startswith("总交易单数"):
            _check_count(next(reader, []), count)
            return
        if len(values) != len(head):
            raise Unreadable
        yield dict(zip(head, (value.removeprefix("`") for value in values), strict=True))
    raise Unreadable  # a bill without its summary is half a bill


def _check_count(summary: list[str], count: int) -> None:
    if not summary or summary[0].removeprefix("`") != str(count):
        raise Unreadable


def _line(row: Mapping[str, str]) -> BillLine:
    if row["货币种类"] != "CNY":
        raise Unreadable
    if row["交易状态"] in PAID:
        kind, reference = BillKind.CAPTURE, row["商户订单号"]
        theirs, amount = row["微信订单号"], money_of(row["订单金额"])
    else:
        kind, reference = BillKind.REFUND, row["商户退款单号"]
        theirs, amount = row["微信退款单号"], money_of(row["申请退款金额"])
    return BillLine(
        kind=kind,
        reference=maybe_reference(reference),
        provider_reference=theirs,
        amount=amount,
        fee=_fee(row["手续费"]),
        at=shop_time(row["交易时间"], TIME),
    )


def _fee(text: str) -> Money:
    """Told to a thousandth of a fen; a fen is the least that is kept."""
    if not FEE.fullmatch(text):
        raise Unreadable
    return Money(int((Decimal(text) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)), CNY)
