"""The bills of WeChat Pay, trades and funds: CSV whose every value begins with a backtick.

交易账单 (/v3/bill/tradebill) has what buyers paid and got back with its fees; 资金账单
(/v3/bill/fundflowbill, the basic account) every change of the balance, of which only what went on
to the bank (充值/提现, 支出) is not in the other.
"""

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
    return [
        _line(row)
        for row in _rows(text, head_has="交易状态", sums="总交易单数")
        if row["交易状态"] in PAID | REFUNDED
    ]


def payouts(text: str) -> list[BillLine]:
    """What went from the balance to our bank. Raises Unreadable as above."""
    return [
        BillLine(
            kind=BillKind.PAYOUT,
            reference=None,
            provider_reference=row["资金流水单号"],
            amount=money_of(row["收支金额(元)"]),
            fee=Money(0, CNY),
            at=shop_time(row["记账时间"], TIME),
        )
        for row in _rows(text, head_has="资金流水单号", sums="资金流水总笔数")
        if row["业务名称"] == "充值/提现" and row["收支类型"] == "支出"
    ]


def _rows(text: str, *, head_has: str, sums: str) -> Iterator[Mapping[str, str]]:
    reader = csv.reader(StringIO(text.lstrip("\ufeff")))
    head = next(reader, [])
    if head_has not in head:
        raise Unreadable
    for count, values in enumerate(reader):
        if values and values[0].startswith(sums):
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
