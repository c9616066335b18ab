from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.inventory import MAIN, TRANSIT, Receipt, ReceiptDraft, ReceiptState, Want
from hutong.kernel.actor import SYSTEM
from hutong.kernel.errors import Invalid
from hutong.kernel.states import IllegalMove
from tests.inventory.conftest import Standing

pytestmark = pytest.mark.usefixtures("books_balance")


async def expected(session: AsyncSession, *wants: Want) -> Receipt:
    draft = ReceiptDraft(location_id=MAIN, supplier="景德镇青花窑", wants=wants)
    return await inventory.expect_goods(session, draft, by=SYSTEM)


async def test_what_is_expected_is_not_there_yet(
    session: AsyncSession, mug: UUID, standing: Standing
) -> None:
    await expected(session, Want(mug, 5))

    assert await standing(mug, MAIN) == (10, 0)


async def test_goods_come_in_parts_until_all_are_there(
    session: AsyncSession, mug: UUID, bowl: UUID, standing: Standing
) -> None:
    receipt = await expected(session, Want(mug, 5), Want(bowl, 2))

    await inventory.receive_goods(session, receipt.id, {mug: 3}, by=SYSTEM)
    partly = receipt.state

    await inventory.receive_goods(session, receipt.id, by=SYSTEM)
    assert [partly, receipt.state] == [ReceiptState.PARTIAL, ReceiptState.RECEIVED]
    assert [await standing(sku, MAIN) for sku in (mug, bowl)] == [(15, 0), (5, 0)]
    last = (await inventory.movements(session, mug))[0]
    assert (last.reference, last.note) == (receipt.id, "景德镇青花窑")


async def test_more_than_expected_is_taken_in_and_seen(
    session: AsyncSession, mug: UUID, standing: Standing
) -> None:
    receipt = await expected(session, Want(mug, 5))

    await inventory.receive_goods(session, receipt.id, {mug: 6}, by=SYSTEM)

    lines = await inventory.receipt_lines(session, receipt.id)
    assert [(each.expected, each.received) for each in lines] == [(5, 6)]
    assert await standing(mug, MAIN) == (16, 0)


async def test_what_never_came_is_called_off_and_what_came_in_part_is_done(
    session: AsyncSession, mug: UUID
) -> None:
    first, second = [await expected(session, Want(mug, 5)) for _ in range(2)]
    await inventory.receive_goods(session, second.id, {mug: 1}, by=SYSTEM)

    for each in (first, second):
        await inventory.close_receipt(session, each.id, by=SYSTEM)

    assert [first.state, second.state] == [ReceiptState.CANCELLED, ReceiptState.RECEIVED]
    for each in (first, second):
        with pytest.raises(IllegalMove):
            await inventory.receive_goods(session, each.id, {mug: 1}, by=SYSTEM)


async def test_a_receipt_that_makes_no_sense_is_refused(session: AsyncSession, mug: UUID) -> None:
    for changed in (
        {"supplier": " "},
        {"supplier": "窑" * 101},
        {"location_id": TRANSIT},
        {"wants": []},
        {"wants": [Want(mug, 0)]},
    ):
        wanted = {"location_id": MAIN, "supplier": "窑", "wants": [Want(mug, 1)]} | changed
        with pytest.raises(Invalid):
            await inventory.expect_goods(session, ReceiptDraft(**wanted), by=SYSTEM)  # type: ignore[arg-type]


async def test_only_what_is_on_the_list_is_counted_in_and_at_least_one_of_it(
    session: AsyncSession, mug: UUID
) -> None:
    receipt = await expected(session, Want(mug, 5))

    for counted in ({uuid4(): 1}, {mug: 0}, {mug: -1}, {}):
        with pytest.raises(Invalid):
            await inventory.receive_goods(session, receipt.id, counted, by=SYSTEM)
