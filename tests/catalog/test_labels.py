"""Tags, brands and the words of shoppers, kept with goods."""

from dataclasses import replace

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import BrandDraft, Sourcing, Tag, TagDraft, TagPlace, Tone
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.kernel.ids import new_id
from hutong.search import Index, Query
from tests.conftest import Worker
from tests.make import goods as make


@pytest.fixture
def index() -> Index:
    return Index()


PROMO = TagDraft(slug="promo", name=make.words("促销专区"), tone=Tone.HOT, priority=400)


@pytest.fixture
async def promo(session: AsyncSession) -> Tag:
    return await catalog.save_tag(session, PROMO, by=SYSTEM)


async def titles(index: Index, text: str) -> list[str]:
    return [document.slug for document in (await index.find(Query(text=text))).items]


async def test_tags_of_a_product_are_told_the_most_important_first(
    session: AsyncSession, promo: Tag
) -> None:
    sheet = await make.goods(session)

    await catalog.save_product(
        session, replace(sheet.draft, tags=("new", "promo", "daily_pick")), by=SYSTEM
    )

    marks = (await catalog.product_by_id(session, sheet.id)).marks
    assert [mark.slug for mark in marks] == ["promo", "new", "daily_pick"]
    assert [mark.is_badge for mark in marks] == [True, True, False]
    assert all(mark.by_hand and not mark.rules for mark in marks)


async def test_a_retired_tag_is_shown_nowhere_until_it_is_brought_back(
    session: AsyncSession, promo: Tag
) -> None:
    sheet = await make.goods(session)
    await catalog.save_product(session, replace(sheet.draft, tags=("promo",)), by=SYSTEM)

    await catalog.retire_tag(session, promo.id, by=SYSTEM)
    retired = await catalog.product_by_id(session, sheet.id)
    await catalog.revive_tag(session, promo.id, by=SYSTEM)
    back = await catalog.product_by_id(session, sheet.id)

    assert (retired.tags, retired.marks) == (("promo",), ())
    assert [mark.slug for mark in back.marks] == ["promo"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"slug": "Promo!"}, "slug"),
        ({"slug": "promo"}, "slug"),
        ({"slug": "best", "name": {"en": "Best"}}, "name.zh"),
        ({"slug": "best", "priority": 1000}, "priority"),
        ({"slug": "best", "parent_id": new_id()}, "parent_id"),
    ],
)
async def test_a_tag_that_makes_no_sense_is_refused(
    session: AsyncSession, promo: Tag, changed: dict[str, object], field: str
) -> None:
    draft = replace(PROMO, **changed)  # type: ignore[arg-type]

    with pytest.raises(Invalid) as refused:
        await catalog.save_tag(session, draft, by=SYSTEM)

    assert field in {problem.field for problem in refused.value.problems}


async def test_tags_stand_three_levels_deep_and_never_below_themselves(
    session: AsyncSession, promo: Tag
) -> None:
    chain = [promo]
    for slug in ("festival", "double-eleven"):
        draft = replace(PROMO, slug=slug, parent_id=chain[-1].id)
        chain.append(await catalog.save_tag(session, draft, by=SYSTEM))
    fourth = replace(PROMO, slug="night", parent_id=chain[-1].id)
    ring = replace(PROMO, id=promo.id, parent_id=chain[-1].id)

    for draft in (fourth, ring):
        with pytest.raises(Invalid) as refused:
            await catalog.save_tag(session, draft, by=SYSTEM)
        assert [problem.field for problem in refused.value.problems] == ["parent_id"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"tags": ("unheard-of",)}, "tags"),
        ({"brand_id": new_id()}, "brand_id"),
        ({"keywords": ("x" * 41,)}, "keywords"),
        ({"keywords": tuple(map(str, range(51)))}, "keywords"),
    ],
)
async def test_a_product_names_only_labels_that_are_there(
    session: AsyncSession, changed: dict[str, object], field: str
) -> None:
    sheet = await make.goods(session)
    draft = replace(sheet.draft, **changed)  # type: ignore[arg-type]

    with pytest.raises(Invalid) as refused:
        await catalog.save_product(session, draft, by=SYSTEM)

    assert {problem.field for problem in refused.value.problems} == {field}


async def test_goods_are_found_by_tag_brand_and_the_words_of_shoppers(
    session: AsyncSession, db: Database, worker: Worker, index: Index, promo: Tag
) -> None:
    brand = await catalog.save_brand(
        session, BrandDraft(slug="luming", name=make.words("鹿鸣", "Luming")), by=SYSTEM
    )
    sheet = await make.goods(session, "cup-a")
    await make.goods(session, "cup-b")
    labelled = replace(
        sheet.draft,
        tags=("promo",),
        keywords=("喝茶神器",),
        brand_id=brand.id,
        sourcing=Sourcing.OWN_BRAND,
    )
    await catalog.save_product(session, labelled, by=SYSTEM)
    await worker()
    await index.refresh(db)

    said = ("促销专区", "鹿鸣", "喝茶神器")
    assert [await titles(index, words) for words in said] == [["cup-a"]] * 3
    by_slug = [await index.find(Query(brand="luming")), await index.find(Query(tag="promo"))]
    assert [[each.slug for each in found.items] for found in by_slug] == [["cup-a"]] * 2


async def test_goods_of_a_tag_below_count_as_goods_of_the_one_above(
    session: AsyncSession, db: Database, worker: Worker, index: Index, promo: Tag
) -> None:
    below = replace(PROMO, slug="double-eleven", name=make.words("双十一"), parent_id=promo.id)
    await catalog.save_tag(session, below, by=SYSTEM)
    sheet = await make.goods(session, "cup-a")
    await catalog.save_product(session, replace(sheet.draft, tags=("double-eleven",)), by=SYSTEM)
    await worker()
    await index.refresh(db)

    found = await index.find(Query(tag="promo"))

    assert [document.slug for document in found.items] == ["cup-a"]
    assert [tag.slug for tag in found.items[0].tags if tag.is_badge] == ["double-eleven"]


async def test_what_changes_of_a_tag_or_brand_is_seen_on_its_goods(
    session: AsyncSession, db: Database, worker: Worker, index: Index, promo: Tag
) -> None:
    draft = BrandDraft(slug="luming", name=make.words("鹿鸣", "Luming"))
    brand = await catalog.save_brand(session, draft, by=SYSTEM)
    sheet = await make.goods(session, "cup-a")
    labelled = replace(sheet.draft, tags=("promo",), brand_id=brand.id)
    await catalog.save_product(session, labelled, by=SYSTEM)
    await worker()

    renamed = replace(PROMO, id=promo.id, name=make.words("年货节"), place=TagPlace.SEARCH)
    await catalog.save_tag(session, renamed, by=SYSTEM)
    await catalog.save_brand(
        session, replace(draft, id=brand.id, name=make.words("呦呦")), by=SYSTEM
    )
    await worker()
    await index.refresh(db)

    assert [await titles(index, words) for words in ("年货节", "呦呦")] == [["cup-a"]] * 2
    found = await index.find(Query(tag="promo"))
    assert found.items[0].tags[0].place is TagPlace.SEARCH
