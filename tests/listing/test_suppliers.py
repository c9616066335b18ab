"""Goods of a barred supplier are not sold; goods without a maker stay off where one is needed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, compliance, listing
from hutong.catalog import ProductSheet
from hutong.compliance import Kind, TermDraft
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.listing.sweeping import begin_day
from tests.conftest import Worker
from tests.make import goods as make
from tests.make import listings

NAME, NUMBER = "黑心瓷厂有限公司", "91360200MA35TEST0X"


async def bar(session: AsyncSession, words: str, *, since: date | None = None) -> None:
    reason = make.words("屡次抽检不合格", "Failed inspections again and again")
    draft = TermDraft(words=words, kind=Kind.SUPPLIER, reason=reason, since=since)
    await compliance.save_term(session, draft, by=SYSTEM)


async def supplied(session: AsyncSession, name: str, number: str = "") -> ProductSheet:
    sheet = await make.goods(session)
    told = replace(sheet.draft, supplier=name, supplier_number=number)
    await catalog.save_product(session, told, by=SYSTEM)
    return await catalog.product_by_id(session, sheet.id)


async def listed(session: AsyncSession, sheet: ProductSheet) -> bool:
    session.expire_all()
    return (await catalog.product_by_id(session, sheet.id)).listed


@pytest.mark.parametrize("words", [NAME, " 黑心瓷厂 有限公司", NUMBER, NUMBER.lower()])
async def test_what_is_on_sale_of_a_barred_supplier_is_taken_off_and_held_with_the_reason(
    session: AsyncSession, worker: Worker, words: str
) -> None:
    sheet = await supplied(session, NAME, NUMBER)

    await bar(session, words.strip())
    await worker()

    assert not await listed(session, sheet)
    with pytest.raises(Invalid) as refused:
        await listing.put_on_sale(session, [sheet.id], by=SYSTEM)
    assert any("屡次抽检不合格" in each.message for each in refused.value.problems)


async def test_a_name_that_only_begins_like_a_barred_one_is_another_supplier(
    session: AsyncSession, worker: Worker
) -> None:
    other = await supplied(session, f"{NAME}景德镇分店")

    await bar(session, NAME)
    await worker()

    assert await listed(session, other)


async def test_the_name_of_a_supplier_is_no_claim_and_a_claim_is_no_supplier(
    session: AsyncSession, worker: Worker
) -> None:
    boasting = await supplied(session, "最佳")

    await bar(session, "马克杯")
    await worker()

    assert await listed(session, boasting)


async def test_barred_from_a_day_on(
    session: AsyncSession, db: Database, time: Simulated, worker: Worker
) -> None:
    sheet = await supplied(session, NAME)
    tomorrow = clock.local_day(clock.now()) + timedelta(days=1)
    await bar(session, NAME, since=tomorrow)
    await worker()
    before = await listed(session, sheet)
    time.advance(timedelta(days=1))

    await begin_day(db)
    await worker()

    assert before
    assert not await listed(session, sheet)


async def test_three_nothing_goods_stay_off_where_the_standard_asks_for_a_maker(
    session: AsyncSession,
) -> None:
    draft = await make.draft(session)
    saved = await catalog.save_product(session, draft, by=SYSTEM)
    await listing.save_standard(
        session, listing.StandardDraft(category_id=None, made_known=True), by=listings.AUTHOR
    )
    with pytest.raises(Invalid) as refused:
        await listing.put_on_sale(session, [saved.id], by=SYSTEM)
    now = (await catalog.product_by_id(session, saved.id)).draft
    told = replace(now, maker="窑火陶瓷", maker_address="江西省景德镇市")
    await catalog.save_product(session, told, by=SYSTEM)

    await listing.put_on_sale(session, [saved.id], by=SYSTEM)

    assert {each.field for each in refused.value.problems} == {"maker", "maker_address"}
    assert (await catalog.product_by_id(session, saved.id)).listed
