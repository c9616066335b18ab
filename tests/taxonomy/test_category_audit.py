"""Goods in the wrong category are found by their words; staff decide, and are not asked twice."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, taxonomy
from hutong.catalog import CategoryDraft, Parameter, ProductSheet, WantedParameter
from hutong.catalog.versions.models import Source
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.texts import Texts
from hutong.taxonomy import Finding, FindingState, Reason
from hutong.taxonomy.service import look_again
from tests.make import goods as make

CUPS = ("马克杯 陶瓷 咖啡", "直身马克杯 喝水", "手绘马克杯 陶瓷", "旅行马克杯 咖啡")
TOWELS = ("纯棉毛巾 吸水", "提花浴巾 柔软", "素色毛巾 纯棉", "儿童毛巾 柔软 吸水")


async def _category(session: AsyncSession, name: Texts, *asked: str) -> UUID:
    wanted = tuple(WantedParameter(name=make.words(each)) for each in asked)
    slug = name["en"].lower()
    draft = CategoryDraft(slug=slug, name=name, parameters=wanted)
    return (await catalog.save_category(session, draft, by=SYSTEM)).id


async def _goods(
    session: AsyncSession, title: str, category_id: UUID, *parameters: str
) -> ProductSheet:
    draft = await make.draft(session, category_id=category_id)
    named = tuple(Parameter(name=make.words(each), value=make.words("有")) for each in parameters)
    told = replace(draft, title=make.words(title), parameters=named)
    saved = await catalog.save_product(session, told, by=SYSTEM)
    return await catalog.product_by_id(session, saved.id)


@pytest.fixture
async def cups(session: AsyncSession) -> UUID:
    made = await _category(session, {"zh": "杯子", "en": "Cups"}, "容量")
    for title in CUPS:
        await _goods(session, title, made, "容量")
    return made


@pytest.fixture
async def towels(session: AsyncSession) -> UUID:
    made = await _category(session, {"zh": "毛巾", "en": "Towels"}, "克重")
    for title in TOWELS:
        await _goods(session, title, made, "克重")
    return made


@pytest.fixture
async def stray(session: AsyncSession, cups: UUID, towels: UUID) -> ProductSheet:
    """A mug among the towels."""
    assert cups != towels
    return await _goods(session, "大号马克杯 陶瓷", towels, "容量")


async def only(session: AsyncSession) -> Finding:
    (finding,) = await taxonomy.waiting(session)
    return finding


async def where(session: AsyncSession, sheet: ProductSheet) -> UUID:
    return (await catalog.product_by_id(session, sheet.id)).category_id


async def test_a_product_in_the_wrong_category_is_found_with_the_reasons(
    session: AsyncSession, cups: UUID, towels: UUID, stray: ProductSheet
) -> None:
    look = await taxonomy.look(session)
    finding = await only(session)

    assert (look.products, look.found) == (9, 1)
    assert (finding.product_id, finding.category_id, finding.suggested_id) == (
        stray.id,
        towels,
        cups,
    )
    told = {each["reason"]: each for each in finding.reasons}
    assert "马克杯" in told[Reason.WORDS]["words"]
    assert (told[Reason.TITLE]["there"], told[Reason.TITLE]["of"]) in {(4, 4), (2, 2)}
    assert told[Reason.PARAMETERS] == {
        "reason": "parameters",
        "lacks": [make.words("克重")],
        "has": [make.words("容量")],
    }


async def test_a_product_does_not_vote_for_the_category_that_it_stands_in(
    session: AsyncSession, cups: UUID
) -> None:
    """Alone among other things, its own words would be the only ones like them there."""
    lamps = await _category(session, {"zh": "灯", "en": "Lamps"})
    alone = await _goods(session, "宽口马克杯 陶瓷 咖啡", lamps)

    await taxonomy.look(session)

    assert (await only(session)).product_id == alone.id
    assert (await only(session)).suggested_id == cups


async def test_what_somebody_said_is_right_is_not_asked_again_until_it_changes(
    session: AsyncSession, stray: ProductSheet
) -> None:
    await taxonomy.look(session)
    await taxonomy.say_right(session, (await only(session)).id, by=SYSTEM)
    await taxonomy.look(session)
    asked_again = await taxonomy.waiting(session)
    told = replace((await catalog.product_by_id(session, stray.id)).draft, keywords=("咖啡杯",))
    await catalog.save_product(session, told, by=SYSTEM)
    await taxonomy.look(session)

    assert list(asked_again) == []
    assert (await only(session)).product_id == stray.id


async def test_moving_keeps_the_trail_and_can_be_taken_back(
    session: AsyncSession, cups: UUID, towels: UUID, stray: ProductSheet
) -> None:
    await taxonomy.look(session)
    finding = await only(session)
    await taxonomy.move(session, finding.id, before=towels, after=cups, by=SYSTEM)
    moved, state = await where(session, stray), finding.state
    version = (await catalog.versions_of(session, stray.id))[0]

    await taxonomy.move(session, finding.id, before=cups, after=towels, by=SYSTEM)

    assert (moved, state) == (cups, FindingState.MOVED)
    assert version.source is Source.AUDIT
    assert await where(session, stray) == towels
    assert (finding.state, finding.decided_at) == (FindingState.OPEN, None)


async def test_a_move_taken_back_after_another_look_is_asked_once(
    session: AsyncSession, cups: UUID, towels: UUID, stray: ProductSheet
) -> None:
    """Moved to a third place that is wrong as well, it was found there anew."""
    lamps = await _category(session, {"zh": "灯", "en": "Lamps"})
    for title in ("台灯 床头", "落地灯 阅读"):
        await _goods(session, title, lamps)
    await taxonomy.look(session)
    finding = await only(session)
    await taxonomy.move(session, finding.id, before=towels, after=lamps, by=SYSTEM)
    await taxonomy.look(session)
    found_anew = await only(session)

    await taxonomy.move(session, finding.id, before=lamps, after=towels, by=SYSTEM)

    assert (found_anew.id != finding.id, found_anew.suggested_id) == (True, cups)
    assert (await only(session)).id == finding.id


async def test_the_weekly_look_lets_go_of_what_is_right_by_now(
    session: AsyncSession, db: Database, cups: UUID, towels: UUID, stray: ProductSheet
) -> None:
    await look_again(db)
    found = len(await taxonomy.waiting(session))
    change = {"category_id": [str(towels), str(cups)]}
    await catalog.change_product(session, stray.id, change, by=SYSTEM)
    await session.flush()

    await look_again(db)

    assert found == 1
    assert list(await taxonomy.waiting(session)) == []


async def test_a_shop_without_goods_has_nothing_to_find(session: AsyncSession) -> None:
    look = await taxonomy.look(session)

    assert (look.products, look.found) == (0, 0)


async def test_a_category_above_or_below_is_not_a_wrong_one(
    session: AsyncSession, cups: UUID
) -> None:
    above = await catalog.find_category(session, cups)
    below = CategoryDraft(slug="mugs", name={"zh": "马克杯", "en": "Mugs"}, parent_id=above.id)
    mugs = await catalog.save_category(session, below, by=SYSTEM)
    for title in CUPS:
        await _goods(session, f"{title} 新款", mugs.id, "容量")

    look = await taxonomy.look(session)

    assert look.found == 0
