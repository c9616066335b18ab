from dataclasses import dataclass
from itertools import product

import pytest
from sqlalchemy import ColumnElement, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import i18n
from hutong.orders import LABELS, Stage, Tab, label, rules, stage
from hutong.orders.queries import TAB_CONDITIONS
from hutong.orders.rules import TABS, without_card_numbers
from hutong.orders.states import FulfilmentState, OrderState, PaymentState


@dataclass(frozen=True)
class Standing:
    state: OrderState
    payment: PaymentState
    fulfilment: FulfilmentState


EVERY = [Standing(*states) for states in product(OrderState, PaymentState, FulfilmentState)]


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing(OrderState.OPEN, PaymentState.UNPAID, FulfilmentState.NONE), "待付款"),
        (Standing(OrderState.OPEN, PaymentState.PAID, FulfilmentState.NONE), "待发货"),
        (Standing(OrderState.OPEN, PaymentState.PAID, FulfilmentState.PARTIAL), "部分发货"),
        (Standing(OrderState.OPEN, PaymentState.PAID, FulfilmentState.SHIPPED), "待收货"),
        (Standing(OrderState.OPEN, PaymentState.PAID, FulfilmentState.DELIVERED), "待收货"),
        (Standing(OrderState.COMPLETED, PaymentState.PAID, FulfilmentState.DELIVERED), "已完成"),
        (Standing(OrderState.CANCELLED, PaymentState.UNPAID, FulfilmentState.NONE), "已取消"),
        (Standing(OrderState.CANCELLED, PaymentState.REFUNDING, FulfilmentState.NONE), "退款中"),
        (Standing(OrderState.CANCELLED, PaymentState.REFUNDED, FulfilmentState.NONE), "已退款"),
    ],
)
def test_a_shopper_sees_one_word(standing: Standing, words: str) -> None:
    with i18n.using("zh_CN"):
        assert label(standing) == words


def test_every_stage_has_its_word_and_its_tab() -> None:
    assert set(LABELS) == set(TABS) == set(Stage)


async def test_the_tab_of_the_list_is_the_tab_of_the_word(session: AsyncSession) -> None:
    for standing in EVERY:
        states = f"('{standing.state}', '{standing.payment}', '{standing.fulfilment}')"
        row = f"(values {states}) as orders_order (state, payment, fulfilment)"
        tabs = {
            tab
            for tab, condition in TAB_CONDITIONS.items()
            if await session.scalar(text(f"select 1 from {row} where {_sql(condition)}"))  # noqa: S608
        }

        assert tabs == {Tab.ALL, TABS[stage(standing)]}


def _sql(condition: ColumnElement[bool]) -> str:
    options = {"literal_binds": True}
    return str(condition.compile(dialect=postgresql.dialect(), compile_kwargs=options))


@pytest.mark.parametrize("standing", EVERY)
def test_what_may_be_done_excludes_what_may_not(standing: Standing) -> None:
    closed = standing.state is not OrderState.OPEN

    allowed = [
        rule
        for rule in (rules.can_pay, rules.can_cancel, rules.can_ship, rules.can_confirm)
        if rule(standing)
    ]

    assert not (closed and allowed)
    assert not (rules.can_cancel in allowed and rules.can_confirm in allowed)
    assert not (standing.payment is PaymentState.UNPAID and rules.can_ship in allowed)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("卡号 6222 0212 3456 7890 128，谢谢", "卡号 ************ 128，谢谢"),
        ("4111111111111111", "************1111"),
        ("5500-0000-0000-0004", "************0004"),
        ("请放门口，电话 13800138000", "请放门口，电话 13800138000"),
        ("单号 78612345678901", "单号 78612345678901"),
        ("4111111111111112", "4111111111111112"),
    ],
)
def test_card_numbers_are_never_kept(written: str, kept: str) -> None:
    assert without_card_numbers(written) == kept
