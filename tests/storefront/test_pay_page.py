import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from httpx import AsyncClient
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import orders, payments
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.members import Member
from hutong.orders import Order
from hutong.payments import Method
from tests.conftest import Worker
from tests.counting import statements
from tests.make import people, trade
from tests.payments.provider import Provider

HTMX = {"hx-request": "true"}


@pytest.fixture
def provider(app: Litestar) -> Iterator[Provider]:
    """The only way to pay."""
    before = app.state.gateways
    told = Provider()
    app.state.gateways = {"fake": told}
    yield told
    app.state.gateways = before


@pytest.fixture
async def order(session: AsyncSession, member: Member) -> Order:
    return await trade.order(session, 2, member_id=member.id)


async def attempts(session: AsyncSession, order: Order) -> int:
    intent = await payments.of_reference(session, order.id)
    assert intent is not None
    return len(await payments.attempts(session, intent.id))


@pytest.mark.usefixtures("provider")
async def test_the_pay_page_shows_the_amount_and_until_when(
    shopper: AsyncClient, order: Order
) -> None:
    page = await shopper.get(f"/pay/{order.number}")

    assert "Pay ¥126.00" in page.text
    assert order.pay_by.isoformat() in page.text


async def test_a_double_click_comes_to_the_same_cashier(
    shopper: AsyncClient, session: AsyncSession, order: Order, provider: Provider
) -> None:
    first = await shopper.post(f"/pay/{order.number}", data={"provider": "fake"})
    second = await shopper.post(f"/pay/{order.number}", data={"provider": "fake"})

    assert first.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    between = await shopper.get(first.headers["location"])
    (charge,) = provider.charges.values()
    assert f'href="https://pay.test/{charge.id}"' in between.text
    assert f'content="0;url=https://pay.test/{charge.id}"' in between.text
    assert await attempts(session, order) == 1
    assert len(provider.charges) == 1


async def test_a_provider_that_is_away_is_told_in_words(
    shopper: AsyncClient, order: Order, provider: Provider
) -> None:
    provider.away = 1

    answer = await shopper.post(f"/pay/{order.number}")
    page = await shopper.get(answer.headers["location"])

    assert answer.headers["location"] == f"/pay/{order.number}"
    assert "does not answer" in page.text


@pytest.mark.usefixtures("provider")
async def test_a_way_to_pay_that_is_not_offered_is_refused(
    shopper: AsyncClient, order: Order
) -> None:
    answer = await shopper.post(f"/pay/{order.number}", data={"provider": "moon"})

    assert answer.headers["location"] == f"/pay/{order.number}"


@pytest.mark.usefixtures("provider")
async def test_nobody_pays_the_order_of_another(
    shopper: AsyncClient, session: AsyncSession
) -> None:
    theirs = await trade.order(session, member_id=(await people.member(session)).id)

    for answer in (
        await shopper.get(f"/pay/{theirs.number}"),
        await shopper.post(f"/pay/{theirs.number}"),
        await shopper.get(f"/pay/{theirs.number}/result"),
    ):
        assert answer.status_code == 404


async def test_whoever_is_not_signed_in_signs_in_first(client: AsyncClient) -> None:
    for answer in (await client.get("/pay/X/result"), await client.post("/pay/X")):
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")


async def test_the_result_is_being_confirmed_until_the_provider_has_said_so(
    shopper: AsyncClient, db: Database, order: Order, provider: Provider, worker: Worker
) -> None:
    await shopper.post(f"/pay/{order.number}")

    waiting = await shopper.get(f"/pay/{order.number}/result")
    assert "Confirming your payment" in waiting.text
    assert f"/pay/{order.number}/result?tries=1" in waiting.text
    assert '<noscript><meta http-equiv="refresh"' in waiting.text.partition("</head>")[0]

    await trade.pay(db, provider, order)
    await worker()
    paid = await shopper.get(f"/pay/{order.number}/result?tries=1", headers=HTMX)
    assert "Paid, thank you" in paid.text
    assert "<html" not in paid.text
    assert "hx-trigger" not in paid.text


async def test_after_eight_seconds_the_provider_is_asked(
    shopper: AsyncClient,
    session: AsyncSession,
    order: Order,
    provider: Provider,
    worker: Worker,
) -> None:
    await shopper.post(f"/pay/{order.number}")
    provider.pay(next(iter(provider.charges)))

    await shopper.get(f"/pay/{order.number}/result?tries=3")
    assert not [call for call in provider.asked if call.startswith("query")]

    await shopper.get(f"/pay/{order.number}/result?tries=4")
    await worker()
    page = await shopper.get(f"/pay/{order.number}/result?tries=5")
    assert "Paid, thank you" in page.text
    await session.refresh(order)
    assert order.paid_at is not None


@pytest.mark.usefixtures("provider")
async def test_an_order_nobody_tried_to_pay_is_just_not_paid(
    shopper: AsyncClient, order: Order
) -> None:
    page = await shopper.get(f"/pay/{order.number}/result")

    assert "Not paid yet" in page.text
    assert "hx-trigger" not in page.text


async def test_a_payment_that_takes_long_is_said_to(
    shopper: AsyncClient, order: Order, provider: Provider
) -> None:
    await shopper.post(f"/pay/{order.number}")

    page = await shopper.get(f"/pay/{order.number}/result?tries=30")

    assert "longer than usual" in page.text
    assert provider.asked


@pytest.mark.usefixtures("provider")
async def test_a_closed_order_is_not_paid_any_more(
    shopper: AsyncClient, session: AsyncSession, order: Order
) -> None:
    await orders.cancel(session, order.id, by=SYSTEM, reason="unpaid")

    assert (await shopper.get(f"/pay/{order.number}")).headers["location"] == (
        f"/orders/{order.number}"
    )
    assert (await shopper.post(f"/pay/{order.number}")).headers["location"] == (
        f"/orders/{order.number}"
    )
    assert "closed" in (await shopper.get(f"/pay/{order.number}/result")).text


@pytest.mark.usefixtures("provider")
async def test_when_the_time_is_over_the_cashier_is_not_reached(
    shopper: AsyncClient, session: AsyncSession, member: Member, time: Simulated
) -> None:
    order = await trade.order(session, member_id=member.id)
    time.advance(timedelta(minutes=31))

    answer = await shopper.post(f"/pay/{order.number}")

    assert answer.headers["location"] == f"/pay/{order.number}"


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize("tries", ["-1", "x", "9" * 40, "%00"])
async def test_nonsense_in_the_address_does_no_harm(
    shopper: AsyncClient, order: Order, tries: str
) -> None:
    assert (await shopper.get(f"/pay/{order.number}/result?tries={tries}")).status_code == 200


PHONE = {"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile"}
WECHAT = {"user-agent": "Mozilla/5.0 (Linux; Android 14) Mobile MicroMessenger/8.0"}


async def test_a_code_to_scan_is_drawn_here_and_goes_on_when_it_is_paid(
    shopper: AsyncClient, db: Database, order: Order, provider: Provider, worker: Worker
) -> None:
    provider.methods, provider.code = [Method.QR], "weixin://wxpay/bizpayurl?pr=abc"
    sent = await shopper.post(f"/pay/{order.number}", data={"provider": "fake"})

    page = await shopper.get(sent.headers["location"])
    assert "<svg" in page.text
    assert "Scan" in page.text or "scan" in page.text
    assert "onward?tries=1" in page.text

    provider.pay(next(iter(provider.charges)))
    asked = await shopper.get(f"/pay/{order.number}/onward?tries=4", headers=HTMX)
    await worker()
    assert asked.headers["hx-redirect"] == f"/pay/{order.number}/result"
    assert "Paid, thank you" in (await shopper.get(asked.headers["hx-redirect"])).text


async def test_whoever_waits_at_a_code_costs_the_database_one_look(
    shopper: AsyncClient, order: Order, provider: Provider
) -> None:
    provider.code = "weixin://wxpay/bizpayurl?pr=1"
    await shopper.post(f"/pay/{order.number}", data={"provider": "fake"})
    await shopper.get("/")

    with statements() as sent:
        waiting = await shopper.get(f"/pay/{order.number}/onward?tries=1", headers=HTMX)

    assert 'id="onward"' in waiting.text
    told = "\n".join(" ".join(each.split())[:120] for each in sent)
    assert len(sent) <= 2, told


async def test_a_form_for_the_provider_may_be_sent_there_and_nowhere_else(
    shopper: AsyncClient, session: AsyncSession, order: Order, provider: Provider
) -> None:
    await shopper.post(f"/pay/{order.number}", data={"provider": "fake"})
    intent = await payments.of_reference(session, order.id)
    assert intent is not None
    (attempt,) = await payments.attempts(session, intent.id)
    attempt.url, attempt.fields = "https://gateway.test/front", {"merId": "777", "a": '"<'}
    await session.flush()

    page = await shopper.get(f"/pay/{order.number}/onward")

    assert 'action="https://gateway.test/front"' in page.text
    assert 'name="merId" value="777"' in page.text
    assert 'value="&#34;&lt;"' in page.text
    policy = page.headers["content-security-policy"]
    assert "form-action 'self' https://gateway.test;" in policy
    elsewhere = (await shopper.get("/cart")).headers["content-security-policy"]
    assert "form-action 'self';" in elsewhere


@pytest.mark.parametrize(
    ("agent", "names"),
    [({}, ["wechat", "alipay"]), (PHONE, ["wechat", "alipay"]), (WECHAT, ["wechat"])],
)
async def test_only_what_suits_the_device_is_offered(
    shopper: AsyncClient,
    app: Litestar,
    order: Order,
    provider: Provider,
    agent: dict[str, str],
    names: list[str],
) -> None:
    app.state.gateways = {
        "wechat": Provider(name="wechat", methods=[Method.QR, Method.WAP, Method.JSAPI]),
        "alipay": Provider(name="alipay", methods=[Method.PAGE, Method.WAP]),
        "app": Provider(name="app", methods=[Method.APP]),
    }

    page = await shopper.get(f"/pay/{order.number}", headers=agent)
    refused = await shopper.post(f"/pay/{order.number}", data={"provider": "app"}, headers=agent)

    assert re.findall(r'name="provider" value="(\w+)"', page.text) == names
    assert refused.headers["location"] == f"/pay/{order.number}"


async def test_the_way_that_was_used_last_is_chosen_beforehand_unless_it_lets_everybody_wait(
    shopper: AsyncClient,
    app: Litestar,
    db: Database,
    session: AsyncSession,
    member: Member,
    order: Order,
    provider: Provider,
    worker: Worker,
    time: Simulated,
) -> None:
    other = Provider(name="other")
    app.state.gateways = {"other": other, "fake": provider}
    assert 'value="other" checked' in (await shopper.get(f"/pay/{order.number}")).text

    await trade.pay(db, provider, await trade.order(session, member_id=member.id))
    assert 'value="fake" checked' in (await shopper.get(f"/pay/{order.number}")).text

    time.advance(timedelta(seconds=10))
    provider.away = 3
    for _ in range(3):
        theirs = await trade.order(session, member_id=member.id)
        await shopper.post(f"/pay/{theirs.number}", data={"provider": "fake"})
        time.advance(timedelta(seconds=10))
    assert 'value="other" checked' in (await shopper.get(f"/pay/{order.number}")).text
