"""Whoever lies on the way between shop and provider is found out (S35 to S37)."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.money import yuan
from hutong.kernel.sealing import Box
from hutong.kernel.settings import Settings
from hutong.payments import (
    ChargeAsked,
    Forged,
    ProviderRefused,
    ProviderUnreachable,
    RefundAsked,
    Stale,
)
from hutong.payments.gateways.sandbox import SandboxGateway
from hutong.sandbox import signing
from hutong.sandbox.models import Charge, SigningKey


@pytest.fixture
def box(settings: Settings) -> Box:
    return Box(settings.secret.get_secret_value())


def asked(**changed: Any) -> ChargeAsked:
    usual = {
        "reference": uuid4(),
        "number": "26110243200AAAAAA01",
        "amount": yuan("9.90"),
        "expires_at": clock.now() + timedelta(minutes=30),
        "return_url": "/back",
    }
    return ChargeAsked(**{**usual, **changed})


async def message(db: Database, box: Box, gateway: SandboxGateway) -> tuple[dict[str, str], bytes]:
    """What the provider would say of a payment."""
    await gateway.start(asked())
    body = msgspec.json.encode(
        {
            "event_id": "e-1",
            "charge": {
                "merchant": "hutong",
                "reference": str(uuid4()),
                "id": "c-1",
                "state": "paid",
                "currency": "CNY",
                "paid_minor": 990,
            },
        }
    )
    return (await signing.signer(db, box)).headers(body, at=clock.now()), body


async def test_what_the_provider_signed_is_believed(
    db: Database, box: Box, gateway: SandboxGateway
) -> None:
    notice = await gateway.verify(*await message(db, box, gateway))

    assert notice.event_id == "e-1"


ALTERATIONS: dict[str, Callable[[dict[str, str], bytes], tuple[dict[str, str], bytes]]] = {
    "the amount": lambda headers, body: (headers, body.replace(b"990", b"991")),
    "a blank": lambda headers, body: (headers, body + b" "),
    "the time": lambda headers, body: (
        {**headers, "sandbox-timestamp": str(int(headers["sandbox-timestamp"]) + 1)},
        body,
    ),
    "the nonce": lambda headers, body: ({**headers, "sandbox-nonce": "x"}, body),
    "the signature": lambda headers, body: (
        {**headers, "sandbox-signature": base64.b64encode(bytes(64)).decode()},
        body,
    ),
    "no signature": lambda headers, body: (
        {name: value for name, value in headers.items() if name != "sandbox-signature"},
        body,
    ),
    "no base64": lambda headers, body: ({**headers, "sandbox-signature": "é!"}, body),
    "an endless header": lambda headers, body: ({**headers, "sandbox-nonce": "x" * 10_000}, body),
    "another key": lambda headers, body: ({**headers, "sandbox-serial": "mine"}, body),
}


@pytest.mark.parametrize("what", ALTERATIONS)
async def test_an_altered_message_is_forged(
    db: Database, box: Box, gateway: SandboxGateway, time: Simulated, what: str
) -> None:
    headers, body = ALTERATIONS[what](*await message(db, box, gateway))

    with pytest.raises(Forged):
        await gateway.verify(headers, body)


@pytest.mark.parametrize("minutes", [-6, 6, 60 * 24])
async def test_a_message_counts_for_five_minutes(
    db: Database, box: Box, gateway: SandboxGateway, time: Simulated, minutes: int
) -> None:
    headers, body = await message(db, box, gateway)
    time.advance(timedelta(minutes=minutes))

    with pytest.raises(Stale):
        await gateway.verify(headers, body)


async def test_a_new_key_is_found_and_the_old_one_serves_out_its_day(
    db: Database, box: Box, gateway: SandboxGateway, time: Simulated
) -> None:
    old = await message(db, box, gateway)
    await signing.rotate(db, box)
    time.advance(timedelta(minutes=1))
    new = await message(db, box, gateway)

    assert new[0]["sandbox-serial"] != old[0]["sandbox-serial"]
    await gateway.verify(*new)
    await gateway.verify(*old)
    assert len(await signing.published(db)) == 2
    time.advance(timedelta(days=2))
    assert len(await signing.published(db)) == 1


async def test_private_keys_are_sealed(
    session: AsyncSession, db: Database, box: Box, gateway: SandboxGateway
) -> None:
    await gateway.start(asked())

    (key,) = await session.scalars(select(SigningKey))
    private = (await signing.signer(db, box)).key.private_bytes_raw().hex()
    assert private not in key.sealed


class Meddler(httpx.AsyncBaseTransport):
    """Sits between the shop and the provider."""

    def __init__(
        self, inner: ASGITransport, meddle: Callable[[httpx.Response, bytes], Any]
    ) -> None:
        self._inner = inner
        self._meddle = meddle

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        body = await answer.aread()
        if request.url.path.endswith("/keys"):
            return httpx.Response(200, headers=answer.headers, content=body)
        changed: httpx.Response = self._meddle(answer, body)
        return changed


def _same(answer: httpx.Response, body: bytes) -> httpx.Response:
    return httpx.Response(answer.status_code, headers=answer.headers, content=body)


MEDDLING: dict[str, Callable[[httpx.Response, bytes], httpx.Response]] = {
    "says it is paid": lambda answer, body: _same(answer, body.replace(b'"open"', b'"paid"')),
    "breaks down": lambda _answer, _body: httpx.Response(502),
    "answers with a page": lambda _answer, _body: httpx.Response(200, text="<html>"),
    "turns away": lambda _answer, _body: httpx.Response(401),
}


@pytest.mark.parametrize("how", MEDDLING)
async def test_an_answer_that_the_provider_did_not_sign_is_no_answer(
    gateway: SandboxGateway, transport: ASGITransport, how: str
) -> None:
    charge = asked()
    await gateway.start(charge)
    gateway.line.transport = Meddler(transport, MEDDLING[how])

    with pytest.raises(ProviderUnreachable):
        await gateway.query(charge.reference)


async def test_an_old_answer_is_not_taken_for_a_new_one(
    gateway: SandboxGateway, transport: ASGITransport
) -> None:
    kept: list[httpx.Response] = []

    def replay(answer: httpx.Response, body: bytes) -> httpx.Response:
        kept.append(_same(answer, body))
        return kept[0]

    charge = asked()
    gateway.line.transport = Meddler(transport, replay)
    await gateway.start(charge)

    with pytest.raises(ProviderUnreachable):
        await gateway.query(charge.reference)


async def test_a_provider_that_is_away_is_unreachable(gateway: SandboxGateway) -> None:
    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow", request=request)

    gateway.line.transport = httpx.MockTransport(away)

    with pytest.raises(ProviderUnreachable):
        await gateway.query(uuid4())


async def test_the_same_reference_is_the_same_charge(
    session: AsyncSession, gateway: SandboxGateway
) -> None:
    charge = asked()

    first, second = await gateway.start(charge), await gateway.start(charge)

    assert first == second
    assert len(list(await session.scalars(select(Charge)))) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": yuan("0")},
        {"amount": yuan("999999999")},
        {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"return_url": "javascript:alert(1)"},
        {"number": "x" * 101},
    ],
)
async def test_a_charge_that_makes_no_sense_is_refused_in_words(
    gateway: SandboxGateway, changed: dict[str, Any]
) -> None:
    with pytest.raises(ProviderRefused):
        await gateway.start(asked(**changed))


async def test_a_charge_that_nobody_started_is_unknown(gateway: SandboxGateway) -> None:
    assert await gateway.query(uuid4()) is None
    assert await gateway.close(uuid4()) is None


async def test_the_provider_gives_no_more_back_than_it_took(gateway: SandboxGateway) -> None:
    charge = asked()
    await gateway.start(charge)

    with pytest.raises(ProviderRefused):
        await gateway.refund(
            RefundAsked(key=uuid4(), reference=charge.reference, amount=yuan("1"), reason="because")
        )


@pytest.mark.parametrize("secret", ["", "guess"])
async def test_only_the_merchant_is_served(gateway: SandboxGateway, secret: str) -> None:
    gateway.secret = secret

    with pytest.raises(ProviderUnreachable):
        await gateway.start(asked())


async def test_another_merchant_is_not_served(gateway: SandboxGateway) -> None:
    gateway.merchant = "somebody"

    with pytest.raises(ProviderUnreachable):
        await gateway.start(asked())


async def test_an_old_request_is_not_served(
    gateway: SandboxGateway, transport: ASGITransport
) -> None:
    sent: list[httpx.Request] = []

    class Recorder(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            sent.append(request)
            return await transport.handle_async_request(request)

    with clock.simulated(datetime(2026, 11, 2, 4, 0, tzinfo=UTC)) as time:
        gateway.line.transport = Recorder()
        await gateway.start(asked())
        time.advance(timedelta(minutes=6))
        answer = await transport.handle_async_request(sent[0])

    assert answer.status_code == 401


async def test_a_forged_message_is_answered_with_401_and_kept(
    session: AsyncSession, client: AsyncClient, gateway: SandboxGateway
) -> None:
    answer = await client.post("/notify/sandbox", content=b'{"event_id": "e"}')

    (kept,) = await payments.notifications(session)
    assert answer.status_code == 401
    assert (kept.outcome, kept.body) == (payments.Outcome.FORGED, b'{"event_id": "e"}')


async def test_a_provider_that_we_do_not_have_is_not_listened_to(client: AsyncClient) -> None:
    assert (await client.post("/notify/paypal", content=b"{}")).status_code == 404


async def test_an_endless_message_is_not_read(client: AsyncClient, gateway: SandboxGateway) -> None:
    answer = await client.post("/notify/sandbox", content=b"x" * 100_000)

    assert answer.status_code == 413
