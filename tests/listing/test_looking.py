"""Goods are looked at: what is missing, what is said, what does not fit their data."""

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, listing
from hutong.catalog import Parameter, ProductDraft, SpecValueDraft, WantedParameter
from hutong.kernel.actor import SYSTEM
from hutong.kernel.texts import Texts
from hutong.listing import About, Looked
from tests.make import goods as make


def told(name: str, value: str, en: str = "") -> Parameter:
    return Parameter(name={"zh": name, "en": name}, value={"zh": value, "en": en or value})


async def looked_at(session: AsyncSession, draft: ProductDraft) -> Looked:
    saved = await catalog.save_product(session, draft, by=SYSTEM)
    await session.flush()
    sheet = await catalog.product_by_id(session, saved.id)
    return listing.look(await listing.glass(session), sheet)


async def differences(session: AsyncSession, draft: ProductDraft) -> list[tuple[str, str, str]]:
    looked = await looked_at(session, draft)
    return [(each.about.value, each.field, each.says) for each in looked.differences]


async def test_what_is_missing_costs_points_and_leads_to_its_field(session: AsyncSession) -> None:
    bare = replace(await make.draft(session), title={"zh": "杯"}, pictures=())

    looked = await looked_at(session, bare)

    fields = {lack.field: lack for lack in looked.lacks}
    assert fields["title_en"].needed
    assert fields["uploads"].needed
    assert not fields["subtitle_zh"].needed
    assert looked.score == 100 - sum(lack.points for lack in looked.lacks)
    assert not looked.complete


async def test_a_parameter_that_the_category_asks_for_is_missing_by_name(
    session: AsyncSession,
) -> None:
    category = await make.category(session)
    asked = WantedParameter(name={"zh": "容量", "en": "Capacity"})
    wishes = catalog.CategoryDraft(
        id=category.id, slug=category.slug, name=category.name, parameters=(asked,)
    )
    await catalog.save_category(session, wishes, by=SYSTEM)
    draft = await make.draft(session, category_id=category.id)

    silent = await looked_at(session, draft)
    says = await looked_at(
        session,
        replace(
            await make.draft(session, category_id=category.id),
            parameters=(told("容量", "360 毫升"),),
        ),
    )

    assert [lack.name for lack in silent.lacks if lack.code == "parameter"] == [asked.name]
    assert [lack.name for lack in says.lacks if lack.code == "parameter"] == []


@pytest.mark.parametrize(
    ("title", "capacity"),
    [
        ({"zh": "马克杯 500ml", "en": "Mug"}, "0.5 升"),
        ({"zh": "马克杯 0.5L", "en": "Mug"}, "500 毫升"),
        ({"zh": "马克杯", "en": "Mug"}, "500 毫升"),
    ],
)
async def test_a_measure_fits_in_whatever_unit(
    session: AsyncSession, title: Texts, capacity: str
) -> None:
    draft = replace(await make.draft(session), title=title, parameters=(told("容量", capacity),))

    assert await differences(session, draft) == []


async def test_a_capacity_in_the_title_that_no_data_know_is_told(session: AsyncSession) -> None:
    draft = replace(
        await make.draft(session),
        title={"zh": "马克杯 500ml", "en": "Mug, 500 ml"},
        parameters=(told("容量", "360 毫升"),),
    )

    assert await differences(session, draft) == [
        ("capacity", "title_zh", "500 ml"),
        ("capacity", "title_en", "500 ml"),
    ]


async def test_the_two_titles_measure_the_same(session: AsyncSession) -> None:
    draft = replace(await make.draft(session), title={"zh": "盘 26cm", "en": "Plate, 24 cm"})

    assert await differences(session, draft) == [("languages", "title_en", "24 cm")]


async def test_a_description_may_measure_other_things(session: AsyncSession) -> None:
    draft = replace(
        await make.draft(session),
        description={"zh": "杯口 3 mm 厚，高 9.5 cm。", "en": "Fine rim."},
        parameters=(told("尺寸", "高 9.2 cm"),),
    )

    assert await differences(session, draft) == [("size", "description_zh", "9.5 cm")]


@pytest.mark.parametrize(
    ("title", "material", "expected"),
    [("骨瓷碗", "高白泥", [("material", "title_zh", "骨瓷")]), ("陶瓷碗", "高白泥", [])],
)
async def test_the_title_names_the_material_that_it_is_made_of(
    session: AsyncSession, title: str, material: str, expected: list[tuple[str, str, str]]
) -> None:
    draft = replace(
        await make.draft(session),
        title={"zh": title, "en": "Bowl"},
        parameters=(told("材质", material),),
    )

    assert await differences(session, draft) == expected


async def test_a_colour_in_the_title_must_be_on_sale(session: AsyncSession) -> None:
    colours = make.spec("颜色", "月白", "霁蓝")
    draft = replace(
        await make.draft(session, specs=(colours,)), title={"zh": "红色马克杯", "en": "Mug"}
    )

    assert await differences(session, draft) == [("colour", "title_zh", "红色")]


async def test_goods_weigh_no_more_than_their_parcel(session: AsyncSession) -> None:
    draft = replace(await make.draft(session), parameters=(told("净重", "1.2 kg"),))

    assert await differences(session, draft) == [("weight", "matrix", "1.2 kg")]


async def test_a_colour_without_a_picture_beside_others_is_told(session: AsyncSession) -> None:
    key = await make.picture(session)
    colours = make.spec("颜色", "月白", "霁蓝")
    shown = replace(
        colours, values=(SpecValueDraft(name=make.words("月白"), picture=key), colours.values[1])
    )
    looked = await looked_at(session, await make.draft(session, specs=(shown,)))

    assert [(each.about, each.says) for each in looked.differences] == [(About.PICTURE, "霁蓝")]
