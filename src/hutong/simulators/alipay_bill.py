"""Alipay's trade bill (业务明细): GB18030, comments behind a hash, values followed by tabs."""

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
