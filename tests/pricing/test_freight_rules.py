import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import pricing
from hutong.kernel.errors import Invalid
from hutong.kernel.money import yuan
from hutong.pricing import Destination, FreightDraft
from tests.counting import statements
from tests.make import goods as make
from tests.pricing.test_quote import line

EVERYWHERE = FreightDraft(
    name=make.words("全国"),
    first_grams=1000,
    first_fee=yuan("8"),
    next_grams=500,
    next_fee=yuan("2"),
    free_from=yuan("99"),
)


async def test_the_rules_of_the_shop_come_in_one_statement(session: AsyncSession) -> None:
    far = FreightDraft(
        name=make.words("新疆"),
        regions=("65",),
        first_grams=1000,
        first_fee=yuan("20"),
        next_grams=1000,
        next_fee=yuan("15"),
    )
    await pricing.save_freight_rule(session, EVERYWHERE)
    await pricing.save_freight_rule(session, far)

    with statements() as sent:
        rules = await pricing.rules(session)

    priced = pricing.quote([line()], rules, destination=Destination("650102"))
    assert len(sent) == 1
    assert priced.freight.amount == yuan("20")


async def test_a_rule_is_replaced_by_its_id(session: AsyncSession) -> None:
    rule = await pricing.save_freight_rule(session, EVERYWHERE)
    cheaper = FreightDraft(
        id=rule.id,
        name=rule.name,
        first_grams=1000,
        first_fee=yuan("6"),
        next_grams=500,
        next_fee=yuan("2"),
    )

    await pricing.save_freight_rule(session, cheaper)

    saved = (await pricing.rules(session)).freight
    assert [terms.first_fee for terms in saved] == [yuan("6")]
    assert saved[0].free_from is None


async def test_a_rule_that_cannot_work_is_refused(session: AsyncSession) -> None:
    broken = FreightDraft(
        name={"en": "everywhere"},
        regions=("浙江",),
        first_grams=0,
        first_fee=yuan("-1"),
        next_grams=0,
        next_fee=yuan("-1"),
        free_from=yuan("0"),
    )

    with pytest.raises(Invalid) as refused:
        await pricing.save_freight_rule(session, broken)

    assert {problem.field for problem in refused.value.problems} == {
        "name",
        "regions",
        "first_grams",
        "next_grams",
        "first_fee",
        "next_fee",
        "free_from",
    }
