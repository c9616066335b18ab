from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import (
    PictureDraft,
    ProductDraft,
    ProductSheet,
    SavedMeanwhile,
    SkuDraft,
    is_ean13,
)
from hutong.kernel.actor import SYSTEM
from hutong.kernel.errors import Invalid
from hutong.kernel.money import yuan
from tests.counting import statements
from tests.make import goods as make

GLAZES = make.spec("釉色", "月白", "霁蓝")
PACKS = make.spec("包装", "单只", "礼盒")


async def saved(session: AsyncSession, draft: ProductDraft) -> ProductSheet:
    product = await catalog.save_product(session, draft, by=SYSTEM)
    return await catalog.product_by_id(session, product.id)


async def refusal(session: AsyncSession, *drafts: ProductDraft) -> set[str]:
    with pytest.raises(Invalid) as refused:
        await catalog.save_products(session, drafts, by=SYSTEM)
    return {problem.field for problem in refused.value.problems}


async def test_a_product_comes_back_whole_in_one_statement(session: AsyncSession) -> None:
    draft = await make.draft(session, "mug", specs=(GLAZES, PACKS))
    product = await catalog.save_product(session, draft, by=SYSTEM)
    await catalog.list_product(session, product.id, by=SYSTEM)
    await session.flush()

    with statements() as sent:
        sheet = await catalog.find_product(session, "mug")

    assert len(sent) == 1
    assert [value.name["zh"] for value in sheet.specs[1].values] == ["单只", "礼盒"]
    assert [sku.title["zh"] for sku in sheet.skus] == [
        "月白 / 单只",
        "月白 / 礼盒",
        "霁蓝 / 单只",
        "霁蓝 / 礼盒",
    ]
    assert sheet.skus[0].price == yuan("59")
    assert sheet.skus[1].value_ids == (sheet.specs[0].values[0].id, sheet.specs[1].values[1].id)


async def test_a_combination_that_does_not_exist_is_left_out(session: AsyncSession) -> None:
    skus = (make.sku(choice=(0, 0)), make.sku(choice=(0, 1)), make.sku(choice=(1, 0)))
    draft = await make.draft(session, specs=(GLAZES, PACKS), skus=skus)

    assert len((await saved(session, draft)).skus) == 3


async def test_a_sku_left_out_of_an_edit_goes_off_sale_and_stays_in_the_books(
    session: AsyncSession,
) -> None:
    before = await saved(session, await make.draft(session, specs=(GLAZES,)))
    edit = replace(before.draft, skus=before.draft.skus[:1])

    after = await saved(session, edit)

    assert {sku.id: sku.active for sku in after.skus} == {
        before.skus[0].id: True,
        before.skus[1].id: False,
    }


async def test_a_combination_that_returns_is_the_same_sku_again(session: AsyncSession) -> None:
    before = await saved(session, await make.draft(session, specs=(GLAZES,)))
    without = await saved(session, replace(before.draft, skus=before.draft.skus[:1]))

    fresh = replace(before.draft.skus[1], id=None, code="NEW-CODE")
    again = await saved(session, replace(without.draft, skus=(without.draft.skus[0], fresh)))

    assert [sku.id for sku in again.active_skus] == [sku.id for sku in before.skus]
    assert again.skus[1].code == "NEW-CODE"


async def test_renaming_a_value_keeps_its_skus(session: AsyncSession) -> None:
    before = await saved(session, await make.draft(session, specs=(GLAZES,)))
    glaze = before.draft.specs[0]
    white = replace(glaze.values[0], name=make.words("甜白", "Sweet white"))

    edit = replace(before.draft, specs=(replace(glaze, values=(white, glaze.values[1])),))
    after = await saved(session, edit)

    assert [sku.id for sku in after.skus] == [sku.id for sku in before.skus]
    assert after.skus[0].title == {"zh": "甜白", "en": "Sweet white"}


async def test_a_value_that_goes_takes_its_skus_off_sale(session: AsyncSession) -> None:
    before = await saved(session, await make.draft(session, specs=(GLAZES, PACKS)))
    glazes, packs = before.draft.specs

    edit = replace(
        before.draft,
        specs=(replace(glazes, values=glazes.values[:1]), packs),
        skus=before.draft.skus[:2],
    )
    after = await saved(session, edit)

    assert [len(sku.value_ids) for sku in after.skus if not sku.active] == [0, 0]
    assert len(after.active_skus) == 2


async def test_two_skus_may_swap_their_combinations_in_one_edit(session: AsyncSession) -> None:
    before = await saved(session, await make.draft(session, specs=(GLAZES,)))
    one, two = before.draft.skus

    edit = replace(
        before.draft, skus=(replace(one, choice=two.choice), replace(two, choice=one.choice))
    )
    after = await saved(session, edit)

    assert [sku.title["zh"] for sku in after.skus if sku.id == one.id] == ["霁蓝"]


async def test_a_new_dimension_keeps_the_skus_whose_codes_stay(session: AsyncSession) -> None:
    before = await saved(session, await make.draft(session, specs=(GLAZES,)))

    skus = tuple(replace(sku, id=None, choice=(*sku.choice, 0)) for sku in before.draft.skus)
    after = await saved(
        session, replace(before.draft, specs=(*before.draft.specs, PACKS), skus=skus)
    )

    assert [sku.id for sku in after.active_skus] == [sku.id for sku in before.skus]


async def test_a_save_over_somebody_elses_save_is_refused(session: AsyncSession) -> None:
    before = await saved(session, await make.draft(session))
    await saved(session, before.draft)

    with pytest.raises(SavedMeanwhile):
        await catalog.save_product(session, before.draft, by=SYSTEM)


async def test_everything_wrong_is_told_at_once_with_its_field(session: AsyncSession) -> None:
    draft = ProductDraft(
        slug="Mug!",
        title={"en": "Mug"},
        category_id=UUID(int=9),
        pictures=(PictureDraft(key="f" * 32, alt={}),),
        specs=(make.spec("釉色", "月白", "月白"),),
        skus=(
            SkuDraft(code="A B", price=yuan("0"), choice=(5,), weight_grams=-1),
            SkuDraft(code="C", price=yuan("1"), choice=(0,), barcode="6901234567890"),
            SkuDraft(code="C", price=yuan("1"), choice=(0,)),
        ),
    )

    assert await refusal(session, draft) == {
        "slug",
        "title.zh",
        "category_id",
        "pictures.0",
        "specs.0.values.0",
        "specs.0.values.1",
        "skus.0.choice",
        "skus.0.code",
        "skus.0.price",
        "skus.0.weight_grams",
        "skus.1",
        "skus.1.barcode",
        "skus.1.code",
        "skus.2",
        "skus.2.code",
    }


async def test_addresses_codes_and_barcodes_belong_to_one_product(session: AsyncSession) -> None:
    coded = SkuDraft(code="MUG-1", price=yuan("9"), barcode="6901234567892")
    await saved(session, await make.draft(session, "mug", skus=(coded,)))

    taken = await refusal(session, await make.draft(session, "mug", skus=(coded,)))

    assert taken == {"slug", "skus.0.code", "skus.0.barcode"}


async def test_two_drafts_of_one_batch_cannot_share_a_code(session: AsyncSession) -> None:
    one = await make.draft(session, skus=(make.sku("SAME"),))
    two = await make.draft(session, skus=(make.sku("SAME"),))

    assert await refusal(session, one, two) == {"0.skus.0.code", "1.skus.0.code"}


async def test_a_code_of_an_earlier_sku_is_not_given_to_another(session: AsyncSession) -> None:
    one, two = make.sku("ONE", choice=(0,)), make.sku("TWO", choice=(1,))
    before = await saved(session, await make.draft(session, specs=(GLAZES,), skus=(one, two)))

    kept = replace(before.draft.skus[0], code="TWO")

    assert await refusal(session, replace(before.draft, skus=(kept,))) == {"skus.0.code"}


async def test_a_hundred_and_thirty_products_are_saved_in_few_statements(
    session: AsyncSession,
) -> None:
    category = await make.category(session)
    drafts = [
        await make.draft(session, specs=(GLAZES, PACKS), category_id=category.id)
        for _product in range(130)
    ]

    with statements() as sent:
        await catalog.save_products(session, drafts, by=SYSTEM)
        await session.flush()

    assert len(sent) < 40


@pytest.mark.parametrize(
    ("barcode", "valid"),
    [
        ("6901234567892", True),
        ("4006381333931", True),
        ("6901234567890", False),
        ("690123456789", False),
        ("69012345678922", False),
        ("690123456789x", False),
    ],
)
def test_the_last_digit_of_a_barcode_proves_the_others(barcode: str, *, valid: bool) -> None:
    assert is_ean13(barcode) is valid


async def test_a_purchase_limit_is_kept_and_shown_to_carts(session: AsyncSession) -> None:
    draft = replace(await make.draft(session, "mug"), limit_per_member=2, limit_days=30)

    saved = await catalog.save_product(session, draft, by=SYSTEM)
    await catalog.list_product(session, saved.id, by=SYSTEM)
    await session.flush()

    (facts,) = await catalog.skus(session, [saved.skus[0].id])
    assert (facts.limit_per_member, facts.limit_days) == (2, 30)
    sheet = await catalog.find_product(session, "mug")
    assert (sheet.draft.limit_per_member, sheet.draft.limit_days) == (2, 30)


async def test_a_purchase_limit_that_makes_no_sense_is_refused(session: AsyncSession) -> None:
    draft = await make.draft(session)

    assert await refusal(session, replace(draft, limit_per_member=0)) == {"limit_per_member"}
    assert await refusal(session, replace(draft, limit_days=30)) == {"limit_per_member"}
    wrong = replace(draft, limit_per_member=1, limit_days=-1)
    assert await refusal(session, wrong) == {"limit_days"}
