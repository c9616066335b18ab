"""What taking an import back does is known before, and told afterwards, product by product."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, exchange
from hutong.catalog import ProductState
from hutong.exchange import Fate, Import, ImportLine
from hutong.kernel.money import yuan
from hutong.views.imports import LineFilters, import_seen, line_list
from hutong.views.lists import Paging
from tests.exchange.bringing import BUYER, Office, Row, xlsx
from tests.make import goods

CUP: Row = {"product": "cup", "title_zh": "杯", "category": "teaware", "sku": "CUP", "price": 20}


@pytest.fixture
async def done(office: Office, session: AsyncSession) -> Import:
    """One product is new, two have another price, and one of those has changed again."""
    one = await goods.goods(session, "plate", price="30")
    two = await goods.goods(session, "bowl", price="40")
    rows: list[Row] = [
        CUP,
        {"sku": one.skus[0].code, "price": 33},
        {"sku": two.skus[0].code, "price": 44},
    ]
    done = await office.confirm(await office.bring(xlsx(rows)))
    await catalog.change_price(session, two.skus[0].id, yuan("45"), by=BUYER)
    return done


async def of(session: AsyncSession, brought: Import, fate: Fate) -> list[str]:
    """The products of the list behind the number."""
    filters = LineFilters(of=str(brought.id), fate=fate)
    lines: list[ImportLine] = list((await line_list(session, filters, Paging("place"))).rows)
    return [line.slug for line in lines]


async def test_what_would_become_of_each_product_is_known_before(
    session: AsyncSession, done: Import
) -> None:
    seen = await import_seen(session, done.id)

    assert seen.fates == {Fate.WITHDRAWN: 1, Fate.RESTORED: 1, Fate.STAYS: 1}
    assert await of(session, done, Fate.WITHDRAWN) == ["cup"]
    assert await of(session, done, Fate.RESTORED) == ["plate"]
    assert await of(session, done, Fate.STAYS) == ["bowl"]


async def test_what_became_of_each_product_is_what_was_said(
    office: Office, session: AsyncSession, done: Import
) -> None:
    before = await exchange.fates(session, done.id)

    undone = await office.undo(done)

    assert await exchange.fates(session, done.id) == before
    assert await of(session, undone, Fate.STAYS) == ["bowl"]
    sheets = {sheet.slug: sheet for sheet in await catalog.products(session)}
    assert sheets["cup"].state is ProductState.DRAFT
    assert sheets["cup"].active_skus == ()
    assert sheets["plate"].skus[0].price == yuan("30")
    assert sheets["bowl"].skus[0].price == yuan("45")


async def test_what_was_not_imported_has_nothing_to_be_taken_back(
    office: Office, session: AsyncSession
) -> None:
    brought = await office.bring(xlsx([CUP, {"sku": "NONE", "price": 1}]))

    assert await exchange.fates(session, brought.id) == {}
