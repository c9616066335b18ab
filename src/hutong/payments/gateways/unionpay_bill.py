"""The settlement file of UnionPay: base64 of deflate of a zip; in it ZM, fields of fixed width.

By 全渠道平台接入接口规范 第3部分 文件接口 (ACP 5.1.0), whose own kit reads ZM with these
widths, the fee of a trade (商户手续费, field 16) and what is settled for it (结算金额, field 17)
are a letter and twelve digits, and field 17 is the amount netted with the fee. So what the fee does
follows from the three figures: a file whose figures do not add up is no file.
"""

import base64
import binascii
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import accumulate
from zipfile import BadZipFile, ZipFile

from hutong.kernel import clock
from hutong.kernel.clock import SHOP_ZONE
from hutong.kernel.money import CNY, Money
from hutong.payments.gateway import BillKind, BillLine, Unreadable
from hutong.payments.gateways.line import BILL_MAX
from hutong.payments.gateways.written import maybe_reference

WIDTHS = (
    3, 11, 11, 6, 10, 19, 12, 4, 2, 21, 2, 32, 2, 6, 10, 13, 13, 4, 15, 2, 2, 6, 2, 4, 32, 1, 21,
)  # fmt: skip
STARTS = tuple(accumulate((width + 1 for width in WIDTHS), initial=0))[:-1]
SENT, AMOUNT, QUERY_ID, ORDER_ID, FEE, SETTLED, TYPE = 4, 6, 9, 11, 15, 16, 19
KINDS = {"01": BillKind.CAPTURE, "04": BillKind.REFUND}
TRADES = "ZM"
FILES_MAX = 20
FORM = "%Y%m%d%H%M%S"
CUT = timedelta(hours=23)


def lines(content: str, settled: date) -> list[BillLine]:
    """Raises Unreadable. A file without a line is a day without a trade."""
    found = []
    for text in _files(content):
        for row in text.splitlines():
            fields = _fields(row)
            if fields[TYPE] in KINDS:
                found.append(_line(fields, settled))
    return found


def payout(settled: Sequence[BillLine], merchant: str, day: date) -> list[BillLine]:
    """The sum of a file that goes to our bank; nothing when more went back than came."""
    net = sum(
        (-line.amount if line.kind is BillKind.REFUND else line.amount).minor - line.fee.minor
        for line in settled
    )
    if net <= 0:
        return []
    return [
        BillLine(
            kind=BillKind.PAYOUT,
            reference=None,
            provider_reference=f"{merchant}-{day:%Y%m%d}",
            amount=Money(net, CNY),
            fee=Money(0, CNY),
            at=clock.day_start(day) + CUT,
        )
    ]


def _files(content: str) -> Iterator[str]:
    try:
        packed = zlib.decompressobj().decompress(base64.b64decode(content, validate=True), BILL_MAX)
        with ZipFile(BytesIO(packed)) as archive:
            for info in archive.infolist()[:FILES_MAX]:
                if TRADES not in info.filename:
                    continue
                if info.file_size > BILL_MAX:
                    raise Unreadable
                yield archive.read(info).decode("gbk")
    except (binascii.Error, zlib.error, BadZipFile, ValueError, NotImplementedError):
        raise Unreadable from None


def _fields(row: str) -> list[str]:
    """Widths count bytes of GBK, of which a Chinese letter has two."""
    line = row.encode("gbk")
    if len(line) < STARTS[-1]:
        raise Unreadable
    return [
        line[start : start + width].decode("gbk", "replace").strip()
        for start, width in zip(STARTS, WIDTHS, strict=True)
    ]


def _line(fields: list[str], settled: date) -> BillLine:
    kind, amount = KINDS[fields[TYPE]], _fen(fields[AMOUNT])
    return BillLine(
        kind=kind,
        reference=maybe_reference(fields[ORDER_ID]),
        provider_reference=fields[QUERY_ID],
        amount=amount,
        fee=_fee(kind, amount, fee=_marked(fields[FEE]), settled=_marked(fields[SETTLED])),
        at=_time(fields[SENT], settled),
    )


def _fen(text: str) -> Money:
    if not (text.isascii() and text.isdigit()):
        raise Unreadable
    return Money(int(text), CNY)


def _marked(text: str) -> Money:
    """An amount behind its letter: C to the merchant's credit, D to his debit."""
    if text[:1] not in {"C", "D"}:
        raise Unreadable
    return _fen(text[1:])


def _fee(kind: BillKind, amount: Money, *, fee: Money, settled: Money) -> Money:
    """What the merchant bears. Of a sale he gets less by it, of a refund he pays less by what is
    given back of it."""
    less = settled == amount - fee
    if not less and settled != amount + fee:
        raise Unreadable
    return fee if less == (kind is BillKind.CAPTURE) else -fee


def _time(text: str, settled: date) -> datetime:
    """MMDDhhmmss, of the year that brings it next to its settlement."""
    try:
        at = datetime.strptime(f"{settled.year}{text}", FORM).replace(tzinfo=SHOP_ZONE)
    except ValueError:
        raise Unreadable from None
    if at.date() > settled + timedelta(days=2):
        return at.replace(year=settled.year - 1)
    return at
