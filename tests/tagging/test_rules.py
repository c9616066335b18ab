"""Tags are given by rules: looked at beforehand, with the cause, and taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, tagging
from hutong.catalog import BrandDraft, Parameter, ProductSheet, Tag, TagDraft
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.kernel.money import yuan
from hutong.tagging import TagRule, TagRuleDraft
from hutong.tagging.service import follow_rules
from tests.conftest import Worker
from tests.make import goods as make
from tests.make import trade
from tests.payments.provider import Provider


@pytest.fixture
async def tag(session: AsyncSession) -> Tag:
    draft = TagDraft(slug="chosen", name=make.words("甄选"))
    return await catalog.save_tag(session, draft, by=SYSTEM)


async def rule(session: AsyncSession, tag: Tag, **conditions: object) -> TagRule:
    draft = TagRuleDraft(name="规则", tag_id=tag.id, **conditions)  # type: ignore[arg-type]
    return await tagging.save_rule(session, draft, by=SYSTEM)


async def marks(session: AsyncSession, sheet: ProductSheet) -> list[str]:
    await session.flush()
    return [mark.slug for mark in (await catalog.product_by_id(session, sheet.id)).marks]


async def test_what_a_rule_would_do_is_seen_before_it_is_in_force(
    session: AsyncSession, tag: Tag
) -> None:
    sheet = await make.goods(session)

    made = await rule(session, tag, listed_days=30)
    turns = await tagging.preview(session, made)
    of_all = await tagging.previews(session, [made])
    before = await marks(session, sheet)
    await tagging.put_in_force(session, made.id, by=SYSTEM)
    after = await catalog.product_by_id(session, sheet.id)

    assert (list(turns.gain), list(turns.lose)) == ([sheet.id], [])
    assert of_all == {made.id: turns}
    assert before == []
    assert [(mark.slug, mark.by_hand, mark.rules) for mark in after.marks] == [
        ("chosen", False, (made.id,))
    ]


async def test_a_rule_marks_only_the_goods_that_fit(session: AsyncSession, tag: Tag) -> None:
    cheap, dear = await make.goods(session, price="20"), await make.goods(session, price="90")

    made = await rule(session, tag, price_to=5000)
    await tagging.put_in_force(session, made.id, by=SYSTEM)

    assert await marks(session, cheap) == ["chosen"]
    assert await marks(session, dear) == []


async def test_new_goods_stop_being_new_by_themselves(
    session: AsyncSession, db: Database, time: Simulated, tag: Tag
) -> None:
    sheet = await make.goods(session)
    made = await rule(session, tag, listed_days=30)
    await tagging.put_in_force(session, made.id, by=SYSTEM)

    time.advance(timedelta(days=29))
    await follow_rules(db)
    still = await marks(session, sheet)
    time.advance(timedelta(days=2))
    await follow_rules(db)

    assert still == ["chosen"]
    assert await marks(session, sheet) == []


@pytest.mark.parametrize(
    ("conditions", "fits"),
    [
        ({"price_from": 5000, "price_to": 6000}, True),
        ({"price_from": 6000}, False),
        ({"price_to": 5000}, False),
        ({"stock_least": 10}, True),
        ({"stock_least": 11}, False),
        ({"stock_most": 10}, True),
        ({"stock_most": 9}, False),
        ({"parameter": "材质", "value": "骨瓷"}, True),
        ({"parameter": "材质", "value": "玻璃"}, False),
        ({"sold_least": 1, "sold_days": 30}, False),
        ({"begins": 1101, "ends": 228}, True),
        ({"begins": 301, "ends": 531}, False),
        ({"price_from": 5000, "stock_least": 11}, False),
    ],
)
async def test_goods_must_meet_every_condition(
    session: AsyncSession,
    tag: Tag,
    time: Simulated,
    *,
    conditions: dict[str, object],
    fits: bool,
) -> None:
    sheet = await make.goods(session, price="59", in_stock=10)
    parameter = Parameter(name=make.words("材质"), value=make.words("骨瓷"))
    draft = replace(sheet.draft, parameters=(parameter,))
    await catalog.save_product(session, draft, by=SYSTEM)

    made = await rule(session, tag, **conditions)

    assert (sheet.id in (await tagging.preview(session, made)).gain) is fits


async def test_a_rule_counts_for_the_categories_below_and_for_a_brand(
    session: AsyncSession, tag: Tag
) -> None:
    room = await make.category(session)
    shelf = await make.category(session, parent=room)
    brand = await catalog.save_brand(
        session, BrandDraft(slug="luming", name=make.words("鹿鸣")), by=SYSTEM
    )
    inside, outside = await make.goods(session, category_id=shelf.id), await make.goods(session)
    await catalog.save_product(session, replace(outside.draft, brand_id=brand.id), by=SYSTEM)

    of_room = await tagging.preview(session, await rule(session, tag, category_id=room.id))
    of_brand = await tagging.preview(session, await rule(session, tag, brand_id=brand.id))

    assert list(of_room.gain) == [inside.id]
    assert list(of_brand.gain) == [outside.id]


async def test_what_sold_well_lately_is_found_by_what_was_paid(
    session: AsyncSession, db: Database, worker: Worker, time: Simulated, tag: Tag
) -> None:
    order = await trade.order(session, 2)
    sold = text("select product_id from orders_line where order_id = :id")
    product_id = await session.scalar(sold, {"id": order.id})
    made = await rule(session, tag, sold_least=2, sold_days=7)
    unpaid = await tagging.preview(session, made)
    await trade.pay(db, Provider(), order)
    await worker()

    paid = await tagging.preview(session, made)
    time.advance(timedelta(days=8))
    later = await tagging.preview(session, made)

    assert [list(turns.gain) for turns in (unpaid, paid, later)] == [
        [],
        [product_id],
        [],
    ]


async def test_a_changed_product_is_looked_at_at_once(
    session: AsyncSession, worker: Worker, tag: Tag
) -> None:
    sheet = await make.goods(session, price="59")
    made = await rule(session, tag, price_to=5000)
    await tagging.put_in_force(session, made.id, by=SYSTEM)
    await worker()
    before = await marks(session, sheet)

    await catalog.change_price(session, sheet.skus[0].id, yuan("49"), by=SYSTEM)
    await worker()

    assert before == []
    assert await marks(session, sheet) == ["chosen"]


async def test_what_a_person_took_away_is_not_given_again(
    session: AsyncSession, db: Database, tag: Tag
) -> None:
    sheet = await make.goods(session)
    made = await rule(session, tag, listed_days=30)
    await tagging.put_in_force(session, made.id, by=SYSTEM)

    await tagging.exempt(session, made.id, sheet.id, by=SYSTEM)
    await follow_rules(db)
    kept_out = await marks(session, sheet)
    await tagging.readmit(session, made.id, sheet.id)

    assert kept_out == []
    assert await marks(session, sheet) == ["chosen"]


async def test_a_rule_out_of_force_takes_back_what_it_gave_and_nothing_else(
    session: AsyncSession, tag: Tag
) -> None:
    by_rule, by_hand = await make.goods(session), await make.goods(session)
    await catalog.save_product(session, replace(by_hand.draft, tags=("chosen",)), by=SYSTEM)
    made = await rule(session, tag, listed_days=30)
    await tagging.put_in_force(session, made.id, by=SYSTEM)

    await tagging.take_out_of_force(session, made.id, by=SYSTEM)

    assert await marks(session, by_rule) == []
    assert await marks(session, by_hand) == ["chosen"]


async def test_goods_off_the_shelf_have_no_tag_by_a_rule(
    session: AsyncSession, db: Database, tag: Tag
) -> None:
    sheet = await make.goods(session)
    made = await rule(session, tag, listed_days=30)
    await tagging.put_in_force(session, made.id, by=SYSTEM)

    await catalog.delist_product(session, sheet.id, by=SYSTEM)
    await follow_rules(db)

    assert await marks(session, sheet) == []


@pytest.mark.parametrize(
    ("conditions", "field"),
    [
        ({}, "listed_days"),
        ({"listed_days": 0}, "listed_days"),
        ({"sold_least": 5}, "sold_days"),
        ({"sold_days": 5}, "sold_least"),
        ({"begins": 1101}, "ends"),
        ({"begins": 1101, "ends": 231}, "ends"),
        ({"price_from": 5000, "price_to": 100}, "price_to"),
        ({"stock_least": 9, "stock_most": 1}, "stock_most"),
        ({"parameter": "材质"}, "value"),
    ],
)
async def test_a_rule_that_makes_no_sense_is_refused(
    session: AsyncSession, tag: Tag, conditions: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await rule(session, tag, **conditions)

    assert field in {problem.field for problem in refused.value.problems}


@pytest.mark.parametrize(("name", "words"), [(" ", "请填写此项。"), ("名" * 61, "最多 60 个字。")])
async def test_a_rule_without_a_name_is_told_so(
    session: AsyncSession, tag: Tag, name: str, words: str
) -> None:
    draft = TagRuleDraft(name=name, tag_id=tag.id, listed_days=1)

    with pytest.raises(Invalid) as refused:
        await tagging.save_rule(session, draft, by=SYSTEM)

    assert [(each.field, each.message) for each in refused.value.problems] == [("name", words)]
