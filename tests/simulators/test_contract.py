"""What every gateway keeps, shown against the provider's own protocol as the simulator plays it."""

from collections import Counter
from datetime import date, timedelta

import httpx
import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.ids import new_id
from hutong.kernel.money import Money, yuan
from hutong.kernel.settings import Settings
from hutong.payments import (
    Account,
    AttemptState,
    BillKind,
    BillNotReady,
    ChargeState,
    Gateway,
    IntentState,
    Method,
    NoSuchProvider,
    Outcome,
    ProviderUnreachable,
    RefundState,
    RunState,
    UnclaimedState,
)
from hutong.payments.gateways.written import within
from hutong.simulators import books
from hutong.simulators.models import Answering, Billing, Provider, Refunding, Telling
from tests.simulators.conftest import Stage

ZERO = Money(0, "CNY")
WHOLE = yuan("99.00")


async def test_a_payment_goes_from_the_pay_page_to_the_ledger(stage: Stage) -> None:
    await stage.pay()
    assert await stage.held() == ZERO

    await stage.tell()

    assert await stage.outcomes() == {Outcome.APPLIED: 1}
    assert await stage.held() == WHOLE
    assert (await stage.attempt()).state is AttemptState.CAPTURED
    assert (await stage.attempt()).provider_reference == (await stage.charge()).id
    (message,) = await stage.messages()
    assert (message.answer, message.due_at) == (200, None)


@pytest.mark.parametrize("method", list(Method))
async def test_every_method_of_the_contract_ends_at_the_cashier(
    stage: Stage, method: Method
) -> None:
    if method not in stage.gateways[stage.provider].methods:
        with pytest.raises(NoSuchProvider):
            await stage.start(method)
        return

    onward = await stage.start(method, payer="o-123", client_ip="1.2.3.4")

    assert (await stage.cashier(onward)).startswith("/cashier/")
    if onward.invoke:
        assert not onward.url
    charge = await stage.charge()
    assert (charge.amount_minor, charge.notify_url) == (
        9900,
        f"http://shop.test/notify/{stage.provider}",
    )
    assert charge.expires_at == stage.intent.expires_at


async def test_what_is_not_told_is_asked_for(stage: Stage) -> None:
    await stage.pay(Telling.NEVER)
    await stage.tell()
    assert await stage.held() == ZERO

    assert await payments.query_one(stage.db, stage.gateways, stage.intent.id)

    assert await stage.held() == WHOLE
    assert await stage.outcomes() == {}


async def test_an_unpaid_charge_is_open_and_one_that_was_never_begun_is_unknown(
    stage: Stage, gateway: Gateway
) -> None:
    assert await gateway.query(new_id()) is None
    assert await gateway.close(new_id()) is None
    await stage.cashier(await stage.start())

    facts = await gateway.query((await stage.attempt()).id)

    assert facts is None or facts.state is ChargeState.OPEN
    assert (facts is None) == (stage.provider is Provider.UNIONPAY)


async def test_a_charge_that_is_closed_takes_no_money(stage: Stage, gateway: Gateway) -> None:
    cashier = await stage.cashier(await stage.start())
    if stage.provider is Provider.UNIONPAY:  # has no such call: the time that we set ends it
        return

    facts = await gateway.close((await stage.attempt()).id)

    assert facts is not None
    assert facts.state is ChargeState.CLOSED
    async with AsyncClient(transport=stage.theirs, base_url="http://simulators.test") as browser:
        paid = await browser.post(f"{cashier}/payment", data={"telling": "at_once"})
    assert paid.status_code == 409


async def test_a_second_press_pays_nothing_and_goes_back_as_the_first_did(stage: Stage) -> None:
    cashier = await stage.cashier(await stage.start())

    async with AsyncClient(transport=stage.theirs, base_url="http://simulators.test") as browser:
        first, again = [
            await browser.post(f"{cashier}/payment", data={"telling": "at_once"}) for _ in range(2)
        ]
        declined = await browser.post(f"{cashier}/failure", data={"telling": "at_once"})
    await stage.tell()

    assert (first.status_code, again.status_code) == (303, 303)
    assert again.headers["location"] == first.headers["location"]
    assert declined.status_code == 409
    assert await stage.held() == WHOLE
    assert len(await stage.messages()) == 1


async def test_closing_what_was_paid_tells_of_the_money(stage: Stage, gateway: Gateway) -> None:
    await stage.pay(Telling.NEVER)

    facts = await gateway.close((await stage.attempt()).id)

    assert facts is not None
    assert (facts.state, facts.paid, facts.merchant_ok) == (ChargeState.PAID, WHOLE, True)


async def test_money_goes_back_in_parts_and_never_more_than_came(stage: Stage) -> None:
    await stage.pay()
    await stage.tell()

    first = await stage.owe(yuan("30.00"), "first")
    await stage.send(first)
    second = await stage.owe(yuan("69.00"), "second")
    await stage.send(second)
    await stage.send(second)
    await stage.tell()

    assert await stage.held() == ZERO
    assert stage.intent.state is IntentState.REFUNDED
    assert (await stage.charge()).paid_minor == 9900
    refused = payments.RefundAsked(
        key=new_id(), reference=(await stage.attempt()).id, amount=yuan("0.01"), reason="more"
    )
    with pytest.raises(payments.ProviderRefused):
        await stage.gateways[stage.provider].refund(refused)


async def test_a_reason_that_is_long_is_told_as_far_as_the_provider_reads(
    stage: Stage, gateway: Gateway
) -> None:
    await stage.pay()
    await stage.tell()

    facts = await gateway.refund(
        payments.RefundAsked(
            key=new_id(), reference=(await stage.attempt()).id, amount=WHOLE, reason="釉" * 200
        )
    )

    assert facts.answer is not payments.RefundAnswer.REFUSED
    assert within("a釉釉", 6) == "a釉"


async def test_what_was_given_back_as_a_whole_was_paid_all_the_same(
    stage: Stage, gateway: Gateway
) -> None:
    await stage.pay()
    await stage.tell()
    await stage.send(await stage.owe(WHOLE))

    facts = await gateway.query((await stage.attempt()).id)

    assert facts is not None
    assert (facts.state, facts.paid) == (ChargeState.PAID, WHOLE)


async def test_a_refund_that_takes_time_is_done_when_the_provider_says_so(
    stage: Stage, session: AsyncSession, time: Simulated
) -> None:
    await stage.pay()
    await stage.tell()
    await stage.turn(refunding=Refunding.TAKES_TIME)

    refund_id = await stage.owe(WHOLE)
    await stage.send(refund_id)
    waiting = await payments.find_refund(session, refund_id)
    assert waiting is not None
    assert waiting.state is RefundState.SENT
    time.advance(timedelta(seconds=16))
    await stage.tell()
    await stage.send(refund_id)  # Alipay tells of no refund that it is not asked for

    await session.refresh(waiting)
    assert waiting.state is RefundState.DONE
    assert await stage.held() == ZERO


async def test_a_refund_that_the_provider_refuses_stays_owed_to_staff(
    stage: Stage, session: AsyncSession
) -> None:
    await stage.pay()
    await stage.tell()
    await stage.turn(refunding=Refunding.REFUSED)

    refund_id = await stage.owe(WHOLE)
    await stage.send(refund_id)

    refused = await payments.find_refund(session, refund_id)
    assert refused is not None
    assert refused.state is RefundState.FAILED
    assert refused.note
    assert await stage.held() == WHOLE


async def test_the_bill_of_a_day_says_what_moved_and_what_the_provider_kept(
    stage: Stage, gateway: Gateway, time: Simulated
) -> None:
    await stage.pay()
    await stage.tell()
    refund_id = await stage.owe(yuan("30.00"))
    await stage.send(refund_id)
    day = clock.local_day(clock.now())
    with pytest.raises(BillNotReady):
        await gateway.bill(day)
    time.advance(timedelta(days=2))

    lines = {line.kind: line for line in await gateway.bill(day)}

    paid, back = lines[BillKind.CAPTURE], lines[BillKind.REFUND]
    assert (paid.reference, paid.amount, paid.fee) == (
        (await stage.attempt()).id,
        WHOLE,
        yuan("0.59"),
    )
    assert (back.reference, back.amount, back.fee) == (refund_id, yuan("30.00"), yuan("-0.18"))
    assert paid.provider_reference == (await stage.charge()).id
    assert clock.local_day(paid.at) == day
    assert list(await gateway.bill(day + timedelta(days=0))) == list(await gateway.bill(day))


async def test_what_is_left_of_a_day_is_paid_out_to_the_bank(
    stage: Stage, gateway: Gateway, time: Simulated
) -> None:
    await stage.pay()
    await stage.tell()
    await stage.send(await stage.owe(yuan("30.00")))
    traded = clock.local_day(clock.now())
    time.advance(timedelta(days=3))

    bills = [await gateway.bill(traded + timedelta(days=n)) for n in (0, 1)]

    paid_out = [line for bill in bills for line in bill if line.kind is BillKind.PAYOUT]
    assert [(line.amount, line.fee) for line in paid_out] == [
        (WHOLE - yuan("0.59") - yuan("30.00") + yuan("0.18"), ZERO)
    ]
    assert clock.local_day(paid_out[0].at) in {traded, traded + timedelta(days=1)}


async def test_money_that_nobody_asked_for_goes_back_and_its_bill_agrees(
    stage: Stage, session: AsyncSession, time: Simulated
) -> None:
    stray = books.Wanted(
        reference=new_id().hex,
        subject="fair",
        method="page",
        amount_minor=6800,
        expires_at=clock.now() + timedelta(minutes=30),
        return_url="",
        notify_url="http://shop.test/nowhere",
    )
    charge = await books.open_charge(session, stage.provider, stray)
    await books.pay(session, charge.token, Telling.NEVER)
    paid_on = clock.local_day(clock.now())
    time.advance(timedelta(days=2))
    await _reconcile(stage, paid_on)
    (difference,) = await payments.open_differences(session)

    sent = await payments.ask_unclaimed(session, difference, "not ours", give_back=True, by=SYSTEM)
    await payments.return_unclaimed(stage.db, stage.gateways, unclaimed_id=str(sent.id))

    returned_on = clock.local_day(clock.now())
    time.advance(timedelta(days=2))
    await _reconcile(stage, returned_on)
    assert sent.state is UnclaimedState.RETURNED
    assert await payments.open_differences(session) == []
    held = {each.account: each.balance for each in await payments.standings(session)}
    assert Account.UNCLAIMED not in held


async def _reconcile(stage: Stage, day: date) -> None:
    run = await payments.reconcile(
        stage.db, stage.gateways, provider=stage.provider, day=day.isoformat()
    )
    assert run is not None
    assert run.state is RunState.DONE


async def test_a_day_without_trade_has_an_empty_bill(gateway: Gateway, time: Simulated) -> None:
    day = clock.local_day(clock.now()) - timedelta(days=3)

    assert list(await gateway.bill(day)) == []


@pytest.mark.parametrize("billing", [Billing.LATE, Billing.SPOILT])
async def test_a_bill_that_is_late_or_spoilt_is_not_taken_for_an_empty_one(
    stage: Stage, gateway: Gateway, time: Simulated, billing: Billing
) -> None:
    await stage.pay()
    day = clock.local_day(clock.now())
    await stage.turn(billing=billing)
    time.advance(timedelta(days=1, hours=14))

    with pytest.raises(BillNotReady if billing is Billing.LATE else ProviderUnreachable):
        if stage.provider is Provider.UNIONPAY:
            time.advance(timedelta(days=1))
        await gateway.bill(day)


AWAY = [Answering.SILENT, Answering.BROKEN, Answering.UNSIGNED]


@pytest.mark.parametrize("answering", AWAY)
async def test_no_answer_to_trust_is_unknown_and_not_a_failure(
    stage: Stage, gateway: Gateway, session: AsyncSession, answering: Answering
) -> None:
    await stage.pay()
    await stage.tell()
    refund_id = await stage.owe(WHOLE)
    await stage.turn(answering=answering)

    with pytest.raises(ProviderUnreachable):
        await gateway.query((await stage.attempt()).id)
    await stage.send(refund_id)
    refund = await payments.find_refund(session, refund_id)
    assert refund is not None
    assert refund.state is RefundState.SENT

    await stage.turn(answering=Answering.USUAL)
    await stage.send(refund_id)
    await session.refresh(refund)
    assert refund.state is RefundState.DONE
    assert await stage.held() == ZERO


async def test_a_start_whose_answer_was_lost_is_the_same_charge_when_it_is_asked_again(
    stage: Stage,
) -> None:
    if stage.provider is not Provider.WECHAT:  # the others hear of it from the browser
        return
    await stage.turn(answering=Answering.SILENT)
    with pytest.raises(ProviderUnreachable):
        await stage.start()
    lost = await stage.charge()
    await stage.turn(answering=Answering.USUAL)

    await stage.start()

    assert await stage.charge() is lost
    assert len(await payments.attempts(stage.session, stage.intent.id)) == 1


async def test_a_forged_message_is_refused_and_kept(stage: Stage) -> None:
    await stage.pay(Telling.FORGED)

    await stage.tell()

    assert await stage.outcomes() == {Outcome.FORGED: 1}
    assert await stage.held() == ZERO
    assert (await stage.attempt()).alive


async def test_money_of_a_wrong_amount_is_held_for_a_person(stage: Stage) -> None:
    await stage.pay(Telling.WRONG_AMOUNT)

    await stage.tell()

    assert await stage.outcomes() == {Outcome.HELD: 1}
    assert (await stage.attempt()).state is AttemptState.HELD
    assert await stage.held() == ZERO


async def test_the_same_message_three_times_counts_once(stage: Stage) -> None:
    await stage.pay(Telling.THREE_TIMES)

    await stage.tell()

    assert (await stage.outcomes())[Outcome.APPLIED] == 1
    assert sum((await stage.outcomes()).values()) == 3
    assert await stage.held() == WHOLE


async def test_a_message_of_yesterday_has_no_second_effect(stage: Stage, time: Simulated) -> None:
    await stage.pay()
    await stage.tell()
    (message,) = await stage.messages()
    time.advance(timedelta(days=1))
    message.due_at = clock.now()
    await stage.session.flush()

    await stage.tell()

    known = {Provider.WECHAT: Outcome.STALE}.get(stage.provider, Outcome.DUPLICATE)
    assert await stage.outcomes() == Counter([Outcome.APPLIED, known])
    assert await stage.held() == WHOLE


async def test_a_refund_told_before_its_payment_loses_neither(
    stage: Stage, time: Simulated
) -> None:
    await stage.pay(Telling.REFUND_FIRST)
    charge = await stage.charge()
    await payments.query_one(stage.db, stage.gateways, stage.intent.id)
    refund_id = await stage.owe(yuan("30.00"))
    await stage.send(refund_id)
    assert charge.paid_minor == 9900

    time.advance(timedelta(seconds=30))
    await stage.tell()

    assert await stage.held() == yuan("69.00")
    assert (await stage.outcomes())[Outcome.APPLIED] == 0


async def test_a_new_key_of_the_provider_is_found_without_a_hand(
    stage: Stage, time: Simulated
) -> None:
    await stage.pay()
    await stage.tell()
    if stage.provider is Provider.ALIPAY:  # whose key is copied by hand: the next test
        return
    stage.desk.keys.rotate(stage.provider)
    time.advance(timedelta(minutes=1))

    refund_id = await stage.owe(WHOLE)
    await stage.send(refund_id)
    await stage.tell()

    assert await stage.held() == ZERO
    assert Outcome.FORGED not in await stage.outcomes()


async def test_while_alipay_changes_its_key_the_old_and_the_new_one_count(
    stage: Stage, home: Settings
) -> None:
    if stage.provider is not Provider.ALIPAY:
        return
    await stage.pay()
    stage.desk.keys.rotate("alipay")
    renewed = payments.connect(home)["alipay"]

    await stage.tell()
    assert await stage.outcomes() == {Outcome.FORGED: 1}
    (message,) = await stage.messages()
    stage.gateways["alipay"] = renewed  # type: ignore[index]
    message.due_at, message.headers, message.body = clock.now(), None, None
    await stage.session.flush()
    await stage.tell()

    assert await stage.held() == WHOLE


async def test_a_message_for_another_merchant_is_not_ours(stage: Stage, gateway: Gateway) -> None:
    await stage.pay(Telling.NEVER)
    account = gateway.account  # type: ignore[attr-defined]
    field = {"wechat": "merchant", "alipay": "seller", "unionpay": "merchant"}[stage.provider]
    object.__setattr__(account, field, "somebody else")
    (message,) = await stage.messages()
    message.due_at = clock.now()
    await stage.session.flush()

    await stage.tell()

    assert await stage.held() == ZERO
    assert not (await stage.outcomes())[Outcome.APPLIED]


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\xfe", b"a=1&sign=x", b"{" * 10_000])
async def test_nonsense_is_answered_in_the_providers_own_form(
    stage: Stage, client: AsyncClient, body: bytes
) -> None:
    answer = await client.post(f"/notify/{stage.provider}", content=body)

    words = {"wechat": b'"FAIL"', "alipay": b"failure", "unionpay": b"fail"}
    assert words[stage.provider] in answer.content
    assert answer.status_code < 500
    assert (answer.status_code == 200) == (stage.provider is Provider.ALIPAY)


async def test_a_shopper_whom_the_provider_sends_back_with_a_form_comes_to_the_page(
    stage: Stage, client: AsyncClient
) -> None:
    foreign = {"sec-fetch-site": "cross-site", "origin": "https://gateway.95516.com"}
    for to, where in (("/pay/1/result", "/pay/1/result"), ("https://evil.test", "/")):
        answer = await client.post(
            f"/notify/{stage.provider}/return", params={"to": to}, data={"a": "b"}, headers=foreign
        )
        assert (answer.status_code, answer.headers["location"]) == (303, where)


async def test_calls_are_counted_by_provider_and_by_how_they_ended(
    stage: Stage, gateway: Gateway, client: AsyncClient
) -> None:
    await stage.pay()
    reference = (await stage.attempt()).id
    await gateway.query(reference)
    await stage.turn(answering=Answering.BROKEN)
    with pytest.raises(ProviderUnreachable):
        await gateway.query(reference)

    lines = [
        line
        for line in (await client.get("/metrics")).text.splitlines()
        if line.startswith("hutong_outside_calls_total") and f'whom="{stage.provider}"' in line
    ]

    assert any('outcome="answered"' in line for line in lines)
    assert any('outcome="failed"' in line for line in lines)


async def test_a_line_that_is_cut_is_unreachable(gateway: Gateway) -> None:
    def cut(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow", request=request)

    gateway.line.transport = httpx.MockTransport(cut)  # type: ignore[attr-defined]

    with pytest.raises(ProviderUnreachable):
        await gateway.query(new_id())


async def test_only_the_merchant_is_served(stage: Stage) -> None:
    """A request that our key did not sign is turned away by each simulator."""
    gateway = stage.gateways[stage.provider]
    impostor = stage.gateways[
        Provider.ALIPAY if stage.provider is not Provider.ALIPAY else Provider.WECHAT
    ]
    key = getattr(impostor.account, "key", None) or impostor.account.signer.key  # type: ignore[attr-defined]
    account = gateway.account  # type: ignore[attr-defined]
    object.__setattr__(getattr(account, "signer", account), "key", key)

    with pytest.raises((payments.ProviderRefused, ProviderUnreachable)):
        await gateway.query(new_id())
