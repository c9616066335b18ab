"""The bills of Alipay: zips of spreadsheets in GB18030, one of them with every line.

The trade bill (bill_type trade, 业务明细) has what buyers paid and got back with its fees; the
account bill (signcustomer, 账务明细) every change of the balance, of which only what was withdrawn
to the bank (提现) is not in the other.
"""

import csv
from collections.abc import Iterator, Mapping
from io import BytesIO, StringIO
from zipfile import BadZipFile, ZipFile

from hutong.kernel.money import Money
from hutong.payments.gateway import BillKind, BillLine, Unreadable
from hutong.payments.gateways.line import BILL_MAX
from hutong.payments.gateways.written import maybe_reference, money_of, shop_time

TIME = "%Y-%m-%d %H:%M:%S"
FILES_MAX = 10
KEYS = "支付宝交易号,商户订单号,业务类型"
ACCOUNT_KEYS = "账务流水号,业务流水号,商户订单号"
ENDS = ("业务明细列表结束", "账务明细列表结束")
WITHDRAWN = "提现"
KINDS = {"交易": BillKind.CAPTURE, "退款": BillKind.REFUND}


def lines(packed: bytes) -> list[BillLine]:
    """Raises Unreadable when it is not such a bill, or ends before its end."""
    for text in _texts(packed):
        if KEYS in text:
            return [_line(row) for row in _rows(text) if row["业务类型"] in KINDS]
    raise Unreadable


def payouts(packed: bytes) -> list[BillLine]:
    """What was withdrawn from the balance to our bank. Raises Unreadable as above."""
    for text in _texts(packed):
        if ACCOUNT_KEYS in text:
            return [_payout(row) for row in _rows(text) if row["业务类型"] == WITHDRAWN]
    raise Unreadable


def _texts(packed: bytes) -> Iterator[str]:
    """The names inside are in an encoding of their own, so what a file is its text tells."""
    try:
        with ZipFile(BytesIO(packed)) as archive:
            for info in archive.infolist()[:FILES_MAX]:
                if info.file_size > BILL_MAX:
                    raise Unreadable
                yield archive.read(info).decode("gb18030")
    except (BadZipFile, ValueError, NotImplementedError, RuntimeError):
        raise Unreadable from None


def _rows(text: str) -> Iterator[Mapping[str, str]]:
    head: list[str] = []
    for values in csv.reader(StringIO(text)):
        cells = [value.strip() for value in values]
        if not cells or cells[0].startswith("#"):
            if any(end in "".join(cells) for end in ENDS):
                return
            continue
        if not head:
            head = cells
            continue
        if len(cells) < len(head):
            raise Unreadable
        yield dict(zip(head, cells, strict=False))
    raise Unreadable


def _line(row: Mapping[str, str]) -> BillLine:
    kind = KINDS[row["业务类型"]]
    refund = kind is BillKind.REFUND
    ours = row["退款批次号/请求号"] if refund else row["商户订单号"]
    amount = money_of(row["订单金额（元）"])
    return BillLine(
        kind=kind,
        reference=maybe_reference(ours),
        provider_reference=ours if refund else row["支付宝交易号"],
        amount=Money(abs(amount.minor), amount.currency),
        fee=-money_of(row["服务费（元）"]),
        at=shop_time(row["完成时间"], TIME),
    )


def _payout(row: Mapping[str, str]) -> BillLine:
    amount = money_of(row["支出金额（-元）"])
    return BillLine(
        kind=BillKind.PAYOUT,
        reference=None,
        provider_reference=row["账务流水号"],
        amount=Money(abs(amount.minor), amount.currency),
        fee=Money(0, amount.currency),
        at=shop_time(row["发生时间"], TIME),
    )
