"""Staff enter what a maker suggests with its proof; somebody else confirms it, many at once."""

from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import ProductSheet, SuggestedPrice
from hutong.kernel import clock
from hutong.kernel.money import yuan
from tests.console.conftest import Staffed
from tests.make import goods
from tests.make import suggested as make

PDF = {"paper": ("list.pdf", b"%PDF-1.7 price list", "application/pdf")}


async def enter(browser: AsyncClient, product: ProductSheet, **changed: str) -> int:
    fields = {"price": "299", "dated": str(clock.local_day(clock.now())), "code": ""}
    address = f"/console/price-history/{product.id}/edit"
    answer = await browser.post(address, data=fields | changed, files=PDF)
    return answer.status_code


async def kept(session: AsyncSession) -> list[SuggestedPrice]:
    return list(await session.scalars(select(SuggestedPrice).order_by(SuggestedPrice.id)))


async def test_a_price_with_a_file_is_entered_looked_at_and_confirmed(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session)
    editor = await staffed("catalog.view", "catalog.edit")

    entered = await enter(editor, product)
    decider = await staffed("catalog.view", "approvals.decide")
    (one,) = await kept(session)
    proof = await decider.post("/console/suggested-prices/do/proof", data={"row": str(one.id)})
    done = await decider.post(f"/console/suggested-prices/{one.id}/confirmation")

    sheet = await catalog.product_by_id(session, product.id)
    assert (entered, done.status_code, proof.content) == (303, 303, PDF["paper"][1])
    assert [each.price for each in sheet.suggested] == [yuan("299")]


async def test_a_form_without_proof_says_so_at_its_field(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session)
    editor = await staffed("catalog.view", "catalog.edit")
    fields = {"price": "299", "dated": "2026-01-01", "code": ""}

    answer = await editor.post(f"/console/price-history/{product.id}/edit", data=fields)

    assert answer.status_code == 422
    assert "Without a proof it is not shown" in answer.text


async def test_bad_days_codes_and_files_are_refused(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session)
    editor = await staffed("catalog.view", "catalog.edit")

    answers = [
        await enter(editor, product, dated="yesterday"),
        await enter(editor, product, code="nobody"),
        await enter(editor, product, price="-1"),
    ]

    assert answers == [422, 422, 422]
    assert await kept(session) == []


async def test_the_price_history_and_the_list_tell_it(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session)
    await make.entered(session, product, "288")
    browser = await staffed("catalog.view", "approvals.decide")

    history = (await browser.get(f"/console/price-history/{product.id}")).text
    waiting = (await browser.get("/console/suggested-prices?state=waiting")).text
    shown = (await browser.get("/console/suggested-prices?state=shown")).text

    assert "¥288.00" in history
    assert f"/console/price-history/{product.id}/edit" in history
    assert "¥288.00" in waiting
    assert "¥288.00" not in shown
