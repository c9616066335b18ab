"""The trade bill of Alipay: a zip of spreadsheets in GB18030, one of them with every trade."""

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
KEYS = ("支付宝交易号", "商户订单号", "业务类型")
END = "业务明细列表结束"
KINDS = {"交易": BillKind.CAPTURE, "退款": BillKind.REFUND}


def lines(packed: bytes) -> list[BillLine]:
    """Raises Unreadable when it is not such a bill, or ends before its end."""
    for text in _texts(packed):
        if ",".join(KEYS) in text:
            return [_line(row) for row in _rows(text) if row["业务类型"] in KINDS]
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
            if END in "".join(cells):
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
