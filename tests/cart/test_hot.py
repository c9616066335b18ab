from functools import partial
from uuid import uuid4

from sqlalchemy import inspect
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, inventory, pricing
from hutong.cart import hot
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import fetch
from hutong.kernel.money import yuan
from hutong.members import Address
from hutong.pricing import FreightDraft
from tests.counting import statements
from tests.make import goods as make
from tests.make import people
from tests.pricing.test_freight_rules import EVERYWHERE


def told(address: Address) -> dict[str, object]:
    return {column.key: getattr(address, column.key) for column in inspect(Address).column_attrs}


async def test_the_quick_way_sees_what_the_plain_way_sees(session: AsyncSession) -> None:
    member = await people.member(session)
    for district in (people.HANGZHOU, people.URUMQI):
        await people.address(session, member.id, district=district)
    await people.address(session, (await people.member(session)).id)
    await pricing.save_freight_rule(session, EVERYWHERE)
    far = FreightDraft(
        name=make.words("新疆"),
        regions=("65", "54"),
        first_grams=1000,
        first_fee=yuan("20"),
        next_grams=1000,
        next_fee=yuan("15"),
        priority=2,
    )
    await pricing.save_freight_rule(session, far)
    plenty = await make.goods(session, specs=(make.spec("釉色", "月白", "霁蓝"),), in_stock=50)
    never, gone = await make.goods(session, in_stock=0), await make.goods(session)
    await inventory.alert_below(session, plenty.skus[0].id, 60, by=SYSTEM)
    await catalog.delist_product(session, gone.id, by=SYSTEM)
    await session.flush()
    skus = [*(sku.id for sku in plenty.skus), never.skus[0].id, gone.skus[0].id, uuid4()]

    plain = await hot.plain(session, skus, member_id=member.id)
    with statements() as sent:
        quick = await hot.sight(partial(fetch, session), skus, member_id=member.id)

    assert len(sent) == 1
    assert quick.facts == plain.facts
    assert quick.levels == plain.levels
    assert quick.rules == plain.rules
    assert [told(each) for each in quick.addresses] == [told(each) for each in plain.addresses]


async def test_without_a_member_there_are_no_addresses(session: AsyncSession) -> None:
    await people.address(session, (await people.member(session)).id)

    assert (await hot.sight(partial(fetch, session), [])).addresses == []
