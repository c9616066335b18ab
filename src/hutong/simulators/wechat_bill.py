"""WeChat Pay's bills of trades (交易账单) and of funds (资金账单, the basic account): every value
behind a backtick, then the sums."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hutong.kernel import clock
from hutong.simulators.books import Day, fee_minor
from hutong.simulators.keys import WECHAT_APP, WECHAT_MERCHANT
from hutong.simulators.models import Charge, Refund

HEAD = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,"
    "付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,"
    "退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
SUMS = (
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
)


FUNDS_HEAD = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),"
    "资金变更提交申请人,备注,业务凭证号"
)
FUNDS_SUMS = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额"


@dataclass(frozen=True)
class Flow:
    """A change of the balance; below zero it went out."""

    at: datetime
    about: str
    number: str
    name: str
    kind: str
    minor: int


def funds(day: Day, *, short: bool) -> str:
    flows = sorted(_flows(day), key=lambda flow: flow.at)
    balance = day.paid_out.amount_minor if day.paid_out else 0
    rows = []
    for flow in flows:
        balance += flow.minor
        rows.append(
            [
                f"{flow.at.astimezone(clock.SHOP_ZONE):%Y-%m-%d %H:%M:%S}", flow.about,
                flow.number, flow.name, flow.kind, "收入" if flow.minor > 0 else "支出",
                _yuan(abs(flow.minor)), _yuan(balance), "system", "", flow.about,
            ]
        )  # fmt: skip
    if short:
        rows = rows[:-1]
    into = [flow.minor for flow in flows if flow.minor > 0]
    out = [-flow.minor for flow in flows if flow.minor < 0]
    sums = (str(len(flows)), str(len(into)), _yuan(sum(into)), str(len(out)), _yuan(sum(out)))
    lines = [FUNDS_HEAD, *map(_line, rows), FUNDS_SUMS, _line(list(sums))]
    return "\r\n".join(lines) + "\r\n"


def _flows(day: Day) -> Iterator[Flow]:
    if day.paid_out:
        out = day.paid_out
        yield Flow(out.at, out.id, out.id, "充值/提现", "提现", -out.amount_minor)
    for charge in day.payments:
        at, paid = charge.paid_at or charge.created_at, charge.paid_minor or 0
        yield Flow(at, charge.id, charge.id, "交易", "交易", paid)
        if fee := fee_minor(paid):
            yield Flow(at, charge.id, f"{charge.id}F", "交易", "扣除交易手续费", -fee)
    for made, _charge in day.refunds:
        yield Flow(made.made_at, made.id, made.id, "退款", "退款", -made.amount_minor)
        if fee := fee_minor(made.amount_minor):
            yield Flow(made.made_at, made.id, f"{made.id}F", "退款", "退还交易手续费", fee)


def written(day: Day, *, short: bool) -> str:
    rows = [_payment(charge) for charge in day.payments]
    rows += [_refund(made, charge) for made, charge in day.refunds]
    if short:
        rows = rows[:-1]
    paid = sum(charge.paid_minor or 0 for charge in day.payments)
    back = sum(made.amount_minor for made, _charge in day.refunds)
    sums = (str(len(rows)), _yuan(paid), _yuan(back), "0.00", "0.00000", _yuan(paid), _yuan(back))
    return "\r\n".join([HEAD, *map(_line, rows), SUMS, _line(list(sums))]) + "\r\n"


def _payment(charge: Charge) -> list[str]:
    amount = charge.paid_minor or 0
    return [
        *_head(charge, charge.paid_at or charge.created_at, "SUCCESS"),
        _yuan(amount), "0.00", "0", "0", "0.00", "0.00", "", "",
        charge.subject, "", f"{fee_minor(amount) / 100:.5f}", "0.60%", _yuan(amount), "0.00", "",
    ]  # fmt: skip


def _refund(made: Refund, charge: Charge) -> list[str]:
    amount = made.amount_minor
    return [
        *_head(charge, made.made_at, "REFUND"),
        "0.00", "0.00", made.id, made.key, _yuan(amount), "0.00", "ORIGINAL", "SUCCESS",
        charge.subject, "", f"{-fee_minor(amount) / 100:.5f}", "0.60%", "0.00", _yuan(amount), "",
    ]  # fmt: skip


def _head(charge: Charge, at: datetime, state: str) -> list[str]:
    local = f"{at.astimezone(clock.SHOP_ZONE):%Y-%m-%d %H:%M:%S}"
    kind = {"h5": "MWEB"}.get(charge.method, charge.method.upper())
    return [
        local, WECHAT_APP, WECHAT_MERCHANT, "0", "", charge.id, charge.reference,
        charge.payer, kind, state, "OTHERS", "CNY",
    ]  # fmt: skip


def _line(values: list[str]) -> str:
    return ",".join(f"`{value.replace(',', '，')}" for value in values)


def _yuan(minor: int) -> str:
    return f"{'-' * (minor < 0)}{abs(minor) // 100}.{abs(minor) % 100:02}"
