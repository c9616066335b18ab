"""Alipay's bills of trades (业务明细) and of the account (账务明细): GB18030, comments behind a
hash, values followed by tabs."""

from collections.abc import Iterator
from datetime import date, datetime

from hutong.kernel import clock
from hutong.simulators.books import Day, fee_minor
from hutong.simulators.keys import ALIPAY_SELLER
from hutong.simulators.models import Charge, Refund

HEAD = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,"
    "对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,"
    "券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,"
    "分润（元）,备注"
)


def written(day: Day, of: date, *, short: bool) -> bytes:
    rows = [_row(charge, None) for charge in day.payments]
    rows += [_row(charge, made) for made, charge in day.refunds]
    if short:
        rows = rows[:-1]
    lines = [
        "#支付宝业务明细查询",
        f"#账号：[{ALIPAY_SELLER}0156]",
        f"#起始日期：[{of:%Y年%m月%d日} 00:00:00]   终止日期：[{of:%Y年%m月%d日} 24:00:00]",
        "#-----------------------------------------业务明细列表----------------------------------------",
        HEAD,
        *rows,
        "#-----------------------------------------业务明细列表结束------------------------------------",
        f"#导出时间：[{_local(clock.now())}]",
    ]
    return "\r\n".join([*lines, ""]).encode("gb18030")


ACCOUNT_HEAD = (
    "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,"
    "账户余额（元）,交易渠道,业务类型,备注"
)


def account(day: Day, of: date, *, short: bool) -> bytes:
    """Every change of the balance: trades, fees, and what was withdrawn to the bank."""
    flows = sorted(_flows(day), key=lambda flow: flow[0])
    balance = day.paid_out.amount_minor if day.paid_out else 0
    rows = []
    for at, number, ours, kind, minor in flows:
        balance += minor
        values = [
            f"{number}\t", f"{number}\t", f"{ours}\t", "", _local(at), "",
            _yuan(max(minor, 0)), _yuan(min(minor, 0)), _yuan(balance), "支付宝", kind, "",
        ]  # fmt: skip
        rows.append(",".join(values))
    if short:
        rows = rows[:-1]
    lines = [
        "#支付宝账务明细查询",
        f"#账号：[{ALIPAY_SELLER}0156]",
        f"#起始日期：[{of:%Y年%m月%d日} 00:00:00]   终止日期：[{of:%Y年%m月%d日} 24:00:00]",
        "#-----------------------------------------账务明细列表----------------------------------------",
        ACCOUNT_HEAD,
        *rows,
        "#-----------------------------------------账务明细列表结束------------------------------------",
        f"#导出时间：[{_local(clock.now())}]",
    ]
    return "\r\n".join([*lines, ""]).encode("gb18030")


def _flows(day: Day) -> Iterator[tuple[datetime, str, str, str, int]]:
    if day.paid_out:
        yield day.paid_out.at, day.paid_out.id, "", "提现", -day.paid_out.amount_minor
    for charge in day.payments:
        at, paid = charge.paid_at or charge.created_at, charge.paid_minor or 0
        yield at, charge.id, charge.reference, "在线支付", paid
        if fee := fee_minor(paid):
            yield at, f"{charge.id}F", charge.reference, "收费", -fee
    for made, _charge in day.refunds:
        yield made.made_at, made.id, made.key, "交易退款", -made.amount_minor
        if fee := fee_minor(made.amount_minor):
            yield made.made_at, f"{made.id}F", made.key, "收费", fee


def _row(charge: Charge, made: Refund | None) -> str:
    sign = -1 if made else 1
    amount = sign * (made.amount_minor if made else charge.paid_minor or 0)
    fee = -sign * fee_minor(abs(amount))
    at = made.made_at if made else charge.paid_at or charge.created_at
    values = [
        f"{charge.id}\t", f"{charge.reference}\t", "退款" if made else "交易",
        charge.subject.replace(",", "，"), _local(charge.created_at), _local(at),
        "", "", "", "", "顾客", _yuan(amount), _yuan(amount),
        "0.00", "0.00", "0.00", "0.00", "0.00", "", "0.00", "0.00",
        f"{made.key}\t" if made else "", _yuan(fee), "0.00", "",
    ]  # fmt: skip
    return ",".join(values)


def _yuan(minor: int) -> str:
    return f"{'-' * (minor < 0)}{abs(minor) // 100}.{abs(minor) % 100:02}"


def _local(at: datetime) -> str:
    return f"{at.astimezone(clock.SHOP_ZONE):%Y-%m-%d %H:%M:%S}"
