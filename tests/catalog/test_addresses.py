import asyncio
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import Category, CategoryDraft, ProductNotFound
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.views.products import product_aside
from tests.make import goods as make


async def rename(session: AsyncSession, product_id: UUID, slug: str) -> None:
    sheet = await catalog.product_by_id(session, product_id)
    draft = replace(sheet.draft, slug=slug, version=None)
    await catalog.save_product(session, draft, by=SYSTEM)


async def rename_category(session: AsyncSession, category: Category, slug: str) -> None:
    draft = CategoryDraft(id=category.id, slug=slug, name=category.name)
    await catalog.save_category(session, draft, by=SYSTEM)


async def test_every_address_a_product_ever_had_finds_it(session: AsyncSession) -> None:
    mug = await make.goods(session, "mug")

    await rename(session, mug.id, "moon-mug")
    await rename(session, mug.id, "white-mug")

    for slug in ("mug", "moon-mug", "white-mug"):
        assert (await catalog.find_product(session, slug)).slug == "white-mug"
    assert sorted((await product_aside(session, mug.id)).former_slugs) == ["moon-mug", "mug"]


async def test_a_product_that_goes_back_to_its_first_address_left_only_the_other(
    session: AsyncSession,
) -> None:
    mug = await make.goods(session, "mug")

    await rename(session, mug.id, "moon-mug")
    await rename(session, mug.id, "mug")

    assert (await catalog.find_product(session, "moon-mug")).slug == "mug"
    assert (await product_aside(session, mug.id)).former_slugs == ["moon-mug"]


async def test_an_address_that_is_used_again_belongs_to_its_new_owner(
    session: AsyncSession,
) -> None:
    mug = await make.goods(session, "mug")
    await rename(session, mug.id, "moon-mug")
    bowl = await make.goods(session, "mug")

    found = await catalog.find_product(session, "mug")
    await rename(session, bowl.id, "bowl")

    assert found.id == bowl.id
    assert (await catalog.find_product(session, "mug")).id == bowl.id
    assert (await product_aside(session, mug.id)).former_slugs == []


async def test_a_draft_is_not_betrayed_by_an_address_it_left(session: AsyncSession) -> None:
    draft = await make.draft(session, "secret-mug")
    product = await catalog.save_product(session, draft, by=SYSTEM)

    await rename(session, product.id, "still-secret")

    with pytest.raises(ProductNotFound):
        await catalog.find_product(session, "secret-mug")


async def test_saving_without_a_new_address_leaves_no_trace(session: AsyncSession) -> None:
    mug = await make.goods(session, "mug")

    await rename(session, mug.id, "mug")

    assert (await product_aside(session, mug.id)).former_slugs == []


async def test_a_category_is_found_wherever_it_went(session: AsyncSession) -> None:
    cups = await make.category(session, "cups")

    await rename_category(session, cups, "mugs")
    await rename_category(session, cups, "cups-and-mugs")

    assert await catalog.moved_category(session, "cups") == "cups-and-mugs"
    assert await catalog.moved_category(session, "mugs") == "cups-and-mugs"
    assert await catalog.moved_category(session, "cups-and-mugs") is None


async def test_what_led_to_a_merged_category_leads_to_the_one_it_went_into(
    session: AsyncSession,
) -> None:
    cups, mugs = await make.category(session, "cups"), await make.category(session, "mugs")
    await rename_category(session, cups, "old-cups")

    await catalog.merge_category(session, cups.id, into=mugs.id, by=SYSTEM)

    assert await catalog.moved_category(session, "cups") == "mugs"
    assert await catalog.moved_category(session, "old-cups") == "mugs"


async def test_many_who_rename_at_once_leave_one_owner_for_each_address(
    committed: Database,
) -> None:
    async with committed.transaction() as session:
        shelf = await make.category(session)
        mugs = [(await make.goods(session, f"mug-{n}", category_id=shelf.id)).id for n in range(4)]

    async def wander(product_id: UUID, start: int) -> None:
        for step in range(6):
            async with committed.transaction() as session:
                await rename(session, product_id, f"place-{start}-{step % 3}")

    await asyncio.gather(*(wander(product_id, n) for n, product_id in enumerate(mugs)))

    async with committed.reading() as session:
        both = await session.execute(
            text("select slug from catalog_product join catalog_former_product_slug using (slug)")
        )
        assert both.all() == []
        for n, product_id in enumerate(mugs):
            for slug in (f"mug-{n}", *(f"place-{n}-{step}" for step in range(3))):
                assert (await catalog.find_product(session, slug)).id == product_id


@pytest.mark.parametrize(
    ("table", "other"),
    [
        ("catalog_former_product_slug", "catalog_product"),
        ("catalog_former_category_slug", "catalog_category"),
    ],
)
async def test_the_database_itself_refuses_an_address_that_is_present_and_former(
    session: AsyncSession, table: str, other: str
) -> None:
    mug = await make.goods(session, "mug")
    await rename(session, mug.id, "moon-mug")
    shelf = await make.category(session)
    await rename_category(session, shelf, "other-shelf")
    owner = {"id": mug.id if other == "catalog_product" else shelf.id}
    present = f"select slug from {other} where id = :id"  # noqa: S608 - our own words
    meddling = (
        f"update {table} set slug = ({present})",  # noqa: S608
        f"update {other} set slug = (select slug from {table}) where id = :id",  # noqa: S608
    )

    for each in meddling:
        with pytest.raises(IntegrityError, match="the address"):
            async with session.begin_nested():
                await session.execute(text(each), owner)

    assert (await catalog.find_product(session, "mug")).slug == "moon-mug"


async def test_two_past_our_code_do_not_get_one_address_either(committed: Database) -> None:
    """One gives it up while the other takes it, and neither sees the other's row yet."""
    async with committed.transaction() as session:
        mug, cup = [(await make.goods(session, name)).id for name in ("mug", "cup")]

    async def write(statement: str, product_id: UUID) -> str:
        try:
            async with committed.transaction() as session:
                await session.execute(text(statement), {"id": product_id})
                await asyncio.sleep(0.2)
        except IntegrityError:
            return "refused"
        return "written"

    left = (
        "insert into catalog_former_product_slug (slug, owner_id, left_at, left_by)"
        " values ('moon', :id, now(), '')"
    )
    taken = "update catalog_product set slug = 'moon' where id = :id"
    done = await asyncio.gather(write(left, mug), write(taken, cup))

    assert sorted(done) == ["refused", "written"]


async def test_two_who_want_the_same_address_at_once_get_it_one_after_the_other(
    committed: Database,
) -> None:
    async with committed.transaction() as session:
        shelf = await make.category(session)
        first = (await make.goods(session, "mug", category_id=shelf.id)).id
        second = (await make.goods(session, "bowl", category_id=shelf.id)).id

    async def give_up(product_id: UUID, other: str) -> None:
        async with committed.transaction() as session:
            await rename(session, product_id, other)

    async def take(product_id: UUID) -> None:
        while True:
            with suppress(Invalid):  # still taken
                async with committed.transaction() as session:
                    await rename(session, product_id, "mug")
                return

    await asyncio.gather(take(second), give_up(first, "moon-mug"))

    async with committed.reading() as session:
        assert (await catalog.find_product(session, "mug")).id == second
        assert (await catalog.find_product(session, "bowl")).id == second
        assert (await catalog.find_product(session, "moon-mug")).id == first
