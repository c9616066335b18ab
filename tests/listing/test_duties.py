"""Each new product has its list: the system ticks what it sees, the shelf may wait for the rest."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, checklists, inventory, listing
from hutong.checklists import About, Starts
from hutong.inventory import StockChanged
from hutong.kernel.actor import SYSTEM
from hutong.kernel.errors import Invalid
from hutong.listing import FACTS, StandardDraft
from tests.conftest import Worker
from tests.counting import statements
from tests.make import checks, goods, listings


async def duties(session: AsyncSession, *facts: str) -> None:
    """What each new product goes through: one step for each fact, and a sample to be looked at."""
    steps = [checks.step(fact, fact=fact) for fact in facts]
    await checks.procedure(
        session, *steps, checks.step("看样品"), about=About.PRODUCT, starts=Starts.NEW
    )


async def new_product(session: AsyncSession) -> UUID:
    saved = await catalog.save_product(session, await goods.draft(session), by=SYSTEM)
    await session.flush()
    return saved.id


async def done(session: AsyncSession, product_id: UUID) -> set[str]:
    (begun,) = await checklists.lists_of(session, About.PRODUCT, str(product_id))
    pairs = await checklists.tasks_of(session, [begun.id])
    return {step.title["zh"] for task, step in pairs if task.done_at}


async def test_a_new_product_has_its_list_and_the_system_ticks_what_is_true(
    session: AsyncSession, worker: Worker
) -> None:
    await duties(session, *FACTS)

    product_id = await new_product(session)
    await worker()

    assert await done(session, product_id) == {"parameters", "price", "papers", "review"}


async def test_what_is_on_sale_already_gets_no_list(session: AsyncSession, worker: Worker) -> None:
    product = await goods.goods(session)
    await worker()
    await duties(session, "price")

    await catalog.save_product(session, replace(product.draft, version=None), by=SYSTEM)
    await worker()

    assert await checklists.lists_of(session, About.PRODUCT, str(product.id)) == []


async def test_stock_that_arrives_ticks_its_step_and_what_is_gone_opens_it_again(
    session: AsyncSession, worker: Worker
) -> None:
    await duties(session, "stock")
    product_id = await new_product(session)
    sheet = await catalog.product_by_id(session, product_id)
    sku = sheet.active_skus[0].id
    await worker()
    before = await done(session, product_id)

    await inventory.adjust(session, sku, on_hand=5, by=SYSTEM, note="到货")
    await worker()
    arrived = await done(session, product_id)
    await inventory.adjust(session, sku, on_hand=0, by=SYSTEM, note="退回")
    await worker()

    assert (before, arrived, await done(session, product_id)) == (set(), {"stock"}, set())


async def test_a_sale_that_turns_no_step_of_a_list_costs_one_statement(
    session: AsyncSession, worker: Worker
) -> None:
    await duties(session, *FACTS)
    product_id = await new_product(session)
    sheet = await catalog.product_by_id(session, product_id)
    sku = sheet.active_skus[0].id
    await inventory.adjust(session, sku, on_hand=5, by=SYSTEM, note="到货")
    await worker()

    with statements() as sent:
        await listing.follow_stock(session, [StockChanged(sku_ids=(sku,))])

    assert len(sent) == 1, sent


async def test_a_certificate_ticks_its_step_at_once(session: AsyncSession, worker: Worker) -> None:
    await duties(session, "papers")
    category = await goods.category(session)
    kind = listing.PaperKind.INSPECTION
    await listings.standard(session, category_id=category.id, papers=(kind,))
    draft = await goods.draft(session, category_id=category.id)
    product = await catalog.save_product(session, draft, by=SYSTEM)
    await session.flush()
    await worker()
    before = await done(session, product.id)

    sheet = await catalog.product_by_id(session, product.id)
    paper = await listings.paper(session, sheet)
    there = await done(session, product.id)
    await listing.withdraw_paper(session, paper.id, by=SYSTEM)

    assert (before, there, await done(session, product.id)) == (set(), {"papers"}, set())


async def ready_but_for_the_list(session: AsyncSession, worker: Worker) -> UUID:
    product_id = await new_product(session)
    sheet = await catalog.product_by_id(session, product_id)
    draft = StandardDraft(category_id=sheet.category_id, checklist=True)
    await listing.save_standard(session, draft, by=SYSTEM)
    await worker()
    return product_id


async def test_the_shelf_waits_for_the_list_where_the_standard_says_so(
    session: AsyncSession, worker: Worker
) -> None:
    await duties(session, "price", "on_sale")
    product_id = await ready_but_for_the_list(session, worker)

    with pytest.raises(Invalid) as refused:
        await listing.put_on_sale(session, [product_id], by=SYSTEM)
    (begun,) = await checklists.lists_of(session, About.PRODUCT, str(product_id))
    sample = (await checks.tasks(session, begun))[-1]
    await checklists.tick(session, sample.id, by=SYSTEM)
    await listing.put_on_sale(session, [product_id], by=SYSTEM)
    await worker()

    (problem,) = refused.value.problems
    assert problem.field == "checklist"
    assert "看样品" in problem.message
    assert begun.done_at is not None


async def test_the_shelf_knows_what_is_true_before_it_is_written_down(
    session: AsyncSession, worker: Worker
) -> None:
    await checks.procedure(
        session, checks.step("有货", fact="stock"), about=About.PRODUCT, starts=Starts.NEW
    )
    product_id = await ready_but_for_the_list(session, worker)
    sheet = await catalog.product_by_id(session, product_id)

    await inventory.adjust(session, sheet.active_skus[0].id, on_hand=5, by=SYSTEM, note="到货")
    left = await listing.standing_against(session, [product_id])

    assert left == []


async def test_goods_without_a_list_are_not_held_up(session: AsyncSession, worker: Worker) -> None:
    product_id = await ready_but_for_the_list(session, worker)

    await listing.put_on_sale(session, [product_id], by=SYSTEM)
    await session.flush()

    assert (await catalog.product_by_id(session, product_id)).listed
