"""Each change of a product is a version: who, when, why, and the way back."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import Cause, NoSuchVersion, ProductSheet, Source, Way
from hutong.kernel.actor import SYSTEM
from hutong.kernel.errors import Invalid
from hutong.kernel.money import yuan
from tests.make import goods as make
from tests.make.trade import STAFF

GLAZES = make.spec("釉色", "月白", "霁蓝")


async def again(session: AsyncSession, product_id: UUID) -> ProductSheet:
    return await catalog.product_by_id(session, product_id)


async def rewritten(session: AsyncSession, product: ProductSheet, words: str) -> ProductSheet:
    draft = replace(
        (await again(session, product.id)).draft, description={"zh": words, "en": words}
    )
    await catalog.save_product(session, draft, by=STAFF)
    return await again(session, product.id)


async def forget_picture(session: AsyncSession, key: str) -> None:
    """As the media library does with what nobody shows any more."""
    await session.execute(text("delete from content_picture where key = :key"), {"key": key})


async def test_each_change_is_a_version_with_who_and_by_which_way(session: AsyncSession) -> None:
    product = await make.goods(session)
    await rewritten(session, product, "手拉坯。")
    sku = (await again(session, product.id)).skus[0]
    await catalog.change_price(session, sku.id, yuan("45"), by=STAFF)

    newest, middle, first = await catalog.versions_of(session, product.id)

    assert (newest.number, newest.by, newest.source) == (3, STAFF.name, Source.HAND)
    assert (middle.number, first.by) == (2, SYSTEM.name)


async def test_the_way_and_the_reason_of_a_change_are_kept(session: AsyncSession) -> None:
    product = await make.goods(session)
    draft = replace(product.draft, title={"zh": "新名字", "en": "New"})

    await catalog.save_products(
        session, [draft], by=STAFF, cause=Cause(Source.IMPORT, "autumn.xlsx")
    )

    newest = (await catalog.versions_of(session, product.id))[0]
    assert (newest.source, newest.reason) == (Source.IMPORT, "autumn.xlsx")


async def test_what_changes_nothing_that_shoppers_see_is_no_version(session: AsyncSession) -> None:
    product = await make.goods(session)

    await catalog.save_product(session, product.draft, by=STAFF)
    await catalog.delist_product(session, product.id, by=STAFF)
    await catalog.list_product(session, product.id, by=STAFF)

    assert len(await catalog.versions_of(session, product.id)) == 1


async def test_a_version_is_the_whole_product_of_then(session: AsyncSession) -> None:
    draft = await make.draft(session, "mug", specs=(GLAZES,))
    saved = await catalog.save_product(session, draft, by=STAFF)
    before = await again(session, saved.id)
    await rewritten(session, before, "另一种说法。")

    (version,) = await catalog.find_versions(session, saved.id, 1)

    assert catalog.sheet_of(version).draft == before.draft


@pytest.mark.parametrize(
    "statement",
    ["update catalog_version set by = 'nobody'", "delete from catalog_version"],
)
async def test_the_database_refuses_to_change_a_version(
    session: AsyncSession, statement: str
) -> None:
    await make.goods(session)

    with pytest.raises(IntegrityError, match="only ever added to"):
        async with session.begin_nested():
            await session.execute(text(statement))


async def test_goods_of_a_merged_category_have_a_version_that_says_so(
    session: AsyncSession,
) -> None:
    old, new = await make.category(session, "old-cups"), await make.category(session, "cups")
    product = await make.goods(session, category_id=old.id)

    await catalog.merge_category(session, old.id, into=new.id, by=STAFF)

    newest = (await catalog.versions_of(session, product.id))[0]
    assert (newest.source, newest.number) == (Source.CATEGORIES, 2)


async def test_what_differs_is_told_field_by_field(session: AsyncSession) -> None:
    product = await make.goods(session, price="59")
    dearer = tuple(replace(sku, price=yuan("69")) for sku in product.draft.skus)
    other = replace(product.draft, title={"zh": "新名字", "en": "New"}, skus=dearer)

    found = catalog.differing(product.draft, other)

    code = product.skus[0].code
    assert [(each.field, each.language) for each in found] == [
        ("title", "zh"),
        ("title", "en"),
        (f"skus.{code}.price", ""),
    ]
    assert found[-1].before == {"minor": 5900, "currency": "CNY"}


def test_words_are_compared_by_character_in_chinese_and_by_word_in_english() -> None:
    chinese = catalog.pieces("手工马克杯", "手拉马克杯")
    english = catalog.pieces("A blue mug", "A white mug")

    assert [(each.way, each.words) for each in chinese] == [
        (Way.SAME, "手"),
        (Way.GONE, "工"),
        (Way.NEW, "拉"),
        (Way.SAME, "马克杯"),
    ]
    assert [each.words for each in english] == ["A ", "blue", "white", " mug"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_make_up_both_texts(before: str, after: str) -> None:
    found = catalog.pieces(before, after)

    old = "".join(each.words for each in found if each.way is not Way.NEW)
    new = "".join(each.words for each in found if each.way is not Way.GONE)
    assert (old, new) == (before, after)


async def test_a_version_is_restored_and_that_is_a_version_too(session: AsyncSession) -> None:
    product = await make.goods(session)
    await rewritten(session, product, "写坏了。")

    await catalog.restore_version(session, product.id, 1, prices=False, by=STAFF)

    newest = (await catalog.versions_of(session, product.id))[0]
    assert (await again(session, product.id)).description == product.description
    assert (newest.number, newest.source, newest.reason) == (3, Source.RESTORE, "1")


async def test_restoring_is_taken_back_by_restoring_the_version_before(
    session: AsyncSession,
) -> None:
    product = await make.goods(session)
    changed = await rewritten(session, product, "改过的说明。")
    await catalog.restore_version(session, product.id, 1, prices=False, by=STAFF)

    await catalog.restore_version(session, product.id, 2, prices=False, by=STAFF)

    assert (await again(session, product.id)).description == changed.description


@pytest.mark.parametrize(("prices", "costs"), [(False, "45"), (True, "59")])
async def test_prices_come_back_only_when_asked_for(
    session: AsyncSession, *, prices: bool, costs: str
) -> None:
    product = await make.goods(session, price="59")
    await catalog.change_price(session, product.skus[0].id, yuan("45"), by=STAFF)

    await catalog.restore_version(session, product.id, 1, prices=prices, by=STAFF)

    assert (await again(session, product.id)).skus[0].price == yuan(costs)


async def test_a_kind_that_was_taken_away_is_on_sale_again(session: AsyncSession) -> None:
    product = await make.goods(session, specs=(GLAZES,))
    fewer = make.spec("釉色", "月白")
    draft = replace(product.draft, specs=(fewer,), skus=product.draft.skus[:1])
    await catalog.save_product(session, draft, by=STAFF)

    await catalog.restore_version(session, product.id, 1, prices=False, by=STAFF)

    now = await again(session, product.id)
    assert {sku.id for sku in now.active_skus} == {sku.id for sku in product.active_skus}


async def test_what_cannot_come_back_is_said_beforehand(session: AsyncSession) -> None:
    product = await make.goods(session)
    other = await make.picture(session, "crimson")
    shown = catalog.PictureDraft(key=other, alt={"zh": "杯", "en": "Cup"})
    await catalog.save_product(session, replace(product.draft, pictures=(shown,)), by=STAFF)
    await session.flush()
    await forget_picture(session, product.pictures[0].key)

    found = await catalog.restoring(session, product.id, 1, prices=False)

    assert found.lost == ["pictures.0"]
    assert found.draft.pictures == ()


async def test_restoring_asks_what_every_change_asks(session: AsyncSession) -> None:
    product = await make.goods(session)
    other = await make.picture(session, "crimson")
    shown = catalog.PictureDraft(key=other, alt={"zh": "杯", "en": "Cup"})
    await catalog.save_product(session, replace(product.draft, pictures=(shown,)), by=STAFF)
    await session.flush()
    await forget_picture(session, product.pictures[0].key)

    with pytest.raises(Invalid) as refused:
        await catalog.restore_version(session, product.id, 1, prices=False, by=STAFF)

    assert [each.field for each in refused.value.problems] == ["pictures"]


async def test_a_version_that_never_was_is_not_found(session: AsyncSession) -> None:
    product = await make.goods(session)

    with pytest.raises(NoSuchVersion, match="没有版本 7"):
        await catalog.find_versions(session, product.id, 7)
