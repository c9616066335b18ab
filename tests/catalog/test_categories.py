from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import (
    CategoryBelowItself,
    CategoryDraft,
    Parameter,
    TooDeep,
    WantedParameter,
)
from hutong.kernel.actor import SYSTEM
from hutong.kernel.errors import Invalid
from tests.make import goods as make

MATERIAL = WantedParameter(name=make.words("材质", "Material"), required=True)


async def test_shoppers_walk_two_levels_however_deep_the_tree_is(session: AsyncSession) -> None:
    kitchen = await make.category(session, "kitchen")
    cups = await make.category(session, "cups", parent=kitchen)
    await make.category(session, "espresso-cups", parent=cups)

    tree = await catalog.category_tree(session)

    assert [(top.slug, [each.slug for each in top.children]) for top in tree] == [
        ("kitchen", ["cups"])
    ]
    assert tree[0].children[0].children == ()


async def test_a_hidden_category_is_not_shown_nor_what_is_below_it(session: AsyncSession) -> None:
    draft = CategoryDraft(slug="secret", name=make.words("密"), hidden=True)
    secret = await catalog.save_category(session, draft, by=SYSTEM)
    await make.category(session, "below", parent=secret)

    assert await catalog.category_tree(session) == ()
    assert len(await catalog.category_tree(session, hidden=True)) == 1


async def test_a_category_cannot_move_below_itself(session: AsyncSession) -> None:
    top = await make.category(session)
    below = await make.category(session, parent=top)

    with pytest.raises(CategoryBelowItself):
        await catalog.move_category(session, top.id, parent_id=below.id, position=0, by=SYSTEM)


async def test_a_branch_moves_with_its_products(session: AsyncSession) -> None:
    home, kitchen = await make.category(session, "home"), await make.category(session, "kitchen")
    cups = await make.category(session, "cups", parent=home)
    mug = await make.goods(session, category_id=cups.id)

    await catalog.move_category(session, cups.id, parent_id=kitchen.id, position=0, by=SYSTEM)

    path = (await catalog.ancestry(session))[mug.category_id]
    assert [each.slug for each in path] == ["kitchen", "cups"]


async def test_the_tree_grows_four_levels_and_no_deeper(session: AsyncSession) -> None:
    bottom = await make.category(session)
    for _level in range(3):
        bottom = await make.category(session, parent=bottom)

    with pytest.raises(TooDeep):
        async with session.begin_nested():
            await make.category(session, parent=bottom)


async def test_a_deep_branch_cannot_move_to_the_bottom(session: AsyncSession) -> None:
    bottom = await make.category(session)
    for _level in range(2):
        bottom = await make.category(session, parent=bottom)
    branch = await make.category(session)
    await make.category(session, parent=branch)

    with pytest.raises(TooDeep):
        await catalog.move_category(session, branch.id, parent_id=bottom.id, position=0, by=SYSTEM)


async def test_merging_loses_no_product(session: AsyncSession) -> None:
    cups, mugs = await make.category(session), await make.category(session)
    below = await make.category(session, parent=cups)
    mug = await make.goods(session, category_id=cups.id)

    await catalog.merge_category(session, cups.id, into=mugs.id, by=SYSTEM)
    await session.flush()

    tree = await catalog.ancestry(session)
    assert (await catalog.product_by_id(session, mug.id)).category_id == mugs.id
    assert [each.id for each in tree[below.id]] == [mugs.id, below.id]
    assert cups.id not in tree


async def test_two_categories_do_not_share_an_address(session: AsyncSession) -> None:
    await make.category(session, "cups")

    with pytest.raises(Invalid) as refused:
        await make.category(session, "cups")

    assert [problem.field for problem in refused.value.problems] == ["slug"]


async def test_a_category_is_renamed_in_its_place(session: AsyncSession) -> None:
    cups = await make.category(session, "cups")
    draft = CategoryDraft(id=cups.id, slug="cups", name=make.words("杯子", "Cups"))

    await catalog.save_category(session, replace(draft, position=3), by=SYSTEM)

    assert (await catalog.find_category(session, cups.id)).name["en"] == "Cups"


async def test_a_category_asks_for_parameters_and_so_do_those_above_it(
    session: AsyncSession,
) -> None:
    kitchen = CategoryDraft(slug="kitchen", name=make.words("厨房"), parameters=(MATERIAL,))
    top = await catalog.save_category(session, kitchen, by=SYSTEM)
    size = WantedParameter(name=make.words("容量", "Capacity"))
    cups = CategoryDraft(
        slug="cups", name=make.words("杯子"), parent_id=top.id, parameters=(size, MATERIAL)
    )
    below = await catalog.save_category(session, cups, by=SYSTEM)

    asked = await catalog.wanted_parameters(session)

    assert [each.name["zh"] for each in asked[below.id]] == ["材质", "容量"]
    assert asked[top.id] == (MATERIAL,)


async def test_a_product_tells_what_its_category_requires(session: AsyncSession) -> None:
    category = await make.category(session)
    mug = await make.draft(session, category_id=category.id)
    asking = CategoryDraft(
        id=category.id, slug=category.slug, name=category.name, parameters=(MATERIAL,)
    )
    await catalog.save_category(session, asking, by=SYSTEM)

    with pytest.raises(Invalid) as refused:
        async with session.begin_nested():
            await catalog.save_product(session, mug, by=SYSTEM)

    clay = Parameter(name=MATERIAL.name, value=make.words("高白泥", "White clay"))
    saved = await catalog.save_product(session, replace(mug, parameters=(clay,)), by=SYSTEM)
    assert [problem.field for problem in refused.value.problems] == ["parameters"]
    assert "材质" in refused.value.problems[0].message
    assert saved.parameters[0]["value"]["zh"] == "高白泥"


async def test_what_lacks_a_required_parameter_does_not_go_on_the_shelf(
    session: AsyncSession,
) -> None:
    sheet = await make.goods(session)
    await catalog.delist_product(session, sheet.id, by=SYSTEM)
    category = await catalog.find_category(session, sheet.category_id)
    asking = CategoryDraft(
        id=category.id, slug=category.slug, name=category.name, parameters=(MATERIAL,)
    )
    await catalog.save_category(session, asking, by=SYSTEM)

    with pytest.raises(Invalid) as refused:
        await catalog.list_product(session, sheet.id, by=SYSTEM)

    assert "parameters" in {problem.field for problem in refused.value.problems}


async def test_a_category_asks_for_a_parameter_once(session: AsyncSession) -> None:
    twice = CategoryDraft(slug="cups", name=make.words("杯"), parameters=(MATERIAL, MATERIAL))

    with pytest.raises(Invalid):
        await catalog.save_category(session, twice, by=SYSTEM)
