"""Price history and the rules for original prices, as staff see and set them."""

import re
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import ProductSheet
from hutong.kernel import clock
from hutong.kernel.money import yuan
from tests.console.conftest import Staffed
from tests.make import goods
from tests.make.trade import STAFF

RULES = {"window_days": "14", "least_days": "3", "shown_days": "10", "reason": "双十二前收紧"}


async def cheaper(session: AsyncSession) -> ProductSheet:
    """Forty days on sale, and cheaper since twenty days ago, with the price before beside it."""
    now = clock.now()
    with clock.simulated(now - timedelta(days=40)):
        product = await goods.goods(session, price="199")
    sku = replace(product.draft.skus[0], price=yuan("159"), original=yuan("199"))
    with clock.simulated(now - timedelta(days=20)):
        await catalog.save_product(session, replace(product.draft, skus=(sku,)), by=STAFF)
    return await catalog.product_by_id(session, product.id)


async def test_the_price_history_tells_every_price_and_who_changed_it(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await cheaper(session)
    browser = await staffed("catalog.view")

    page = await browser.get(f"/console/price-history/{product.id}")

    assert page.status_code == 200
    assert page.text.index("¥159.00") < page.text.rindex("¥199.00")
    assert STAFF.name in page.text
    assert "The lowest price on the shelf of the 7 days before" in page.text


async def test_the_form_refuses_an_invented_original_price_at_its_field(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session, price="199")
    browser = await staffed("catalog.view", "catalog.edit")
    form = (await browser.get(f"/console/products/{product.id}/edit")).text
    sent = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    sku = next(name for name in sent if name.endswith("-price"))
    fields = sent | {sku: "159", sku.replace("-price", "-original"): "299"}
    fields |= {"category_id": str(product.category_id), sku.replace("-price", "-active"): "1"}

    answer = await browser.post(f"/console/products/{product.id}/edit", data=fields)

    assert answer.status_code == 422
    assert "no original price can be shown yet" in answer.text


async def test_new_rules_need_a_reason_and_hold_at_once(
    staffed: Staffed, session: AsyncSession
) -> None:
    browser = await staffed("catalog.view", "catalog.edit")

    refused = await browser.post("/console/price-rules/new", data=RULES | {"reason": ""})
    saved = await browser.post("/console/price-rules/new", data=RULES)

    assert (refused.status_code, saved.status_code) == (422, 303)
    assert (await catalog.price_rules(session)).window_days == 14


async def test_a_price_is_asked_for_and_decided_by_somebody_else(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await cheaper(session)
    browser = await staffed("catalog.view", "catalog.edit")
    asked = {"code": product.skus[0].code, "price_to": "39", "reason": "清仓"}

    sent = await browser.post(f"/console/price-history/{product.id}/price-wish", data=asked)
    shown = await browser.get(f"/console/products/{product.id}")
    decider = await staffed("approvals.view", "approvals.decide", "catalog.view")
    waiting = await decider.get("/console/approvals")
    place = re.search(r'data-row="([0-9a-f-]{36})"', waiting.text)
    assert place is not None
    done = await decider.post(f"/console/approvals/{place[1]}/approval", data={"note": ""})

    told = await decider.get(f"/console/price-history/{product.id}")
    assert (sent.status_code, done.status_code) == (303, 303)
    assert "Another price waits for approval" in shown.text
    assert "Another price waits for approval" not in told.text
    assert "¥159.00 → ¥39.00" in told.text
    assert (await catalog.product_by_id(session, product.id)).skus[0].price == yuan("39")


async def test_a_wish_without_a_price_or_of_an_unknown_sku_says_what_to_do(
    staffed: Staffed, session: AsyncSession
) -> None:
    product = await goods.goods(session, price="199")
    browser = await staffed("catalog.view", "catalog.edit")
    address = f"/console/price-history/{product.id}/price-wish"

    unknown = await browser.post(address, data={"code": "nobody", "price_to": "9", "reason": "x"})
    same = await browser.post(address, data={"code": "", "reason": "x"})

    assert (unknown.status_code, same.status_code) == (422, 422)
    assert "The product has no SKU with this code." in unknown.text
    assert "Another price is needed" in same.text


async def test_wider_limits_are_set_by_somebody_who_decides(
    staffed: Staffed, session: AsyncSession
) -> None:
    await catalog.set_price_rules(
        session, catalog.PriceRules(change_percent=30), reason="Slips", by=STAFF
    )
    editor = await staffed("catalog.view", "catalog.edit")
    wider = RULES | {"change_percent": "90"}

    refused = await editor.post("/console/price-rules/new", data=wider)
    tighter = await editor.post("/console/price-rules/new", data=RULES | {"change_percent": "20"})
    decider = await staffed("catalog.view", "catalog.edit", "approvals.decide")
    saved = await decider.post("/console/price-rules/new", data=wider)

    assert (refused.status_code, tighter.status_code, saved.status_code) == (422, 303, 303)
    assert (await catalog.price_rules(session)).change_percent == 90


async def test_what_stricter_rules_would_end_is_counted_before_they_hold(
    staffed: Staffed, session: AsyncSession
) -> None:
    await cheaper(session)
    browser = await staffed("catalog.view", "catalog.edit")

    looked = await browser.post("/console/price-rules/new", data=RULES)
    agreed = await browser.post("/console/price-rules/new", data=RULES | {"agreed": "1"})

    assert looked.status_code == 422
    assert "would end at once: 1" in looked.text
    assert agreed.status_code == 303
