"""The real gateways against the simulated providers, over HTTP without a socket in between."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient
from litestar import Litestar
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity, members, payments
from hutong.identity import Device, Subject, SubjectKind
from hutong.kernel import clock
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.ids import new_id
from hutong.kernel.money import Money, yuan
from hutong.kernel.settings import Settings
from hutong.members import Member
from hutong.payments import Attempt, Choice, Gateway, Intent, Method, Outcome
from hutong.simulators import delivery, server
from hutong.simulators.desk import Desk
from hutong.simulators.keys import Keys
from hutong.simulators.models import Charge, Message, Provider, Switch, Telling
from hutong.web import cookies

BASE = "http://simulators.test"
PROVIDERS = tuple(Provider)


@pytest.fixture(scope="session")
def home(settings: Settings) -> Settings:
    """The shop's settings, with the accounts that the simulators gave out."""
    keys = Keys(settings.home / "simulated")
    keys.ensure()
    keys.tell(BASE)
    return settings.model_copy(update={"home": settings.home / "simulated"})


@pytest.fixture
def desk(db: Database, home: Settings) -> Desk:
    return Desk(db=db, keys=Keys(home.home), base_url=BASE, hang_seconds=0)


@pytest.fixture
def theirs(desk: Desk) -> ASGITransport:
    """The wire to the providers."""
    app = server.create_app(desk, list(Provider))
    return ASGITransport(app)  # type: ignore[arg-type]


@pytest.fixture
def gateways(app: Litestar, home: Settings, theirs: ASGITransport) -> Iterator[payments.Gateways]:
    """The shop's accounts, offered by its web server too."""
    made = {name: each for name, each in payments.connect(home).items() if name != "sandbox"}
    for gateway in made.values():
        gateway.line.transport = theirs  # type: ignore[attr-defined]
    before, app.state.gateways = app.state.gateways, made
    yield made
    app.state.gateways = before


@pytest.fixture(params=PROVIDERS)
def provider(request: pytest.FixtureRequest) -> Provider:
    which: Provider = request.param
    return which


@pytest.fixture
def gateway(gateways: payments.Gateways, provider: Provider) -> Gateway:
    return gateways[provider]


@dataclass
class Stage:
    """One shopper, one payment, one provider."""

    db: Database
    session: AsyncSession
    app: Litestar
    desk: Desk
    gateways: payments.Gateways
    theirs: ASGITransport
    provider: Provider
    intent: Intent

    async def start(self, method: Method | None = None, **given: Any) -> payments.Onward:
        methods = self.gateways[self.provider].methods
        choice = Choice(provider=self.provider, method=method or methods[0], **given)
        return await payments.start(
            self.db,
            self.gateways,
            self.intent.id,
            return_url="http://shop.test/pay/1/result",
            choice=choice,
        )

    async def cashier(self, onward: payments.Onward) -> str:
        """Where the shopper lands: the path of the provider's cashier."""
        async with AsyncClient(transport=self.theirs, base_url=BASE) as browser:
            if onward.fields:
                answer = await browser.post(onward.url, data=dict(onward.fields))
            elif "orderString" in onward.invoke:
                order = onward.invoke["orderString"]
                answer = await browser.post("/alipay/app", content=order)
                return urlsplit(answer.json()["cashier"]).path
            elif onward.invoke:
                return f"/cashier/{(await self.charge()).token}"
            else:
                answer = await browser.get(onward.code or onward.url)
                if answer.is_success:
                    return urlsplit(onward.code or onward.url).path
        assert answer.has_redirect_location, answer.text
        return urlsplit(answer.headers["location"]).path

    async def pay(self, telling: Telling = Telling.AT_ONCE) -> None:
        """The shopper goes the whole way and pays."""
        cashier = await self.cashier(await self.start())
        async with AsyncClient(transport=self.theirs, base_url=BASE) as browser:
            page = await browser.get(cashier, headers={"accept-language": "en"})
            assert "simulation" in page.text
            form = {"telling": telling.value, "back": ""}
            answer = await browser.post(f"{cashier}/payment", data=form)
            assert answer.status_code == 303, answer.text

    async def tell(self) -> None:
        """Whatever the provider has to say by now reaches the shop."""
        shop = ASGITransport(self.app)  # type: ignore[arg-type]
        while await delivery.deliver_due(self.desk, transport=shop):
            pass

    async def turn(self, **switches: Any) -> None:
        statement = insert(Switch).values(provider=self.provider, **switches)
        await self.session.execute(
            statement.on_conflict_do_update(index_elements=["provider"], set_=switches)
        )

    async def attempt(self) -> Attempt:
        attempts = await payments.attempts(self.session, self.intent.id)
        await self.session.refresh(attempts[0])
        return attempts[0]

    async def charge(self) -> Charge:
        attempt = await self.attempt()
        found = await self.session.scalar(select(Charge).where(Charge.reference == attempt.id.hex))
        assert found is not None
        return found

    async def messages(self) -> list[Message]:
        found = await self.session.scalars(select(Message).order_by(Message.id))
        return list(found)

    async def outcomes(self) -> Counter[Outcome]:
        """What became of the messages."""
        return Counter(each.outcome for each in await payments.notifications(self.session))

    async def held(self) -> Money:
        return (await payments.balance(self.session, self.intent)).held

    async def owe(self, amount: Money, key: str = "k") -> UUID:
        refund = await payments.owe_refund(
            self.session, self.intent.reference, amount, "七天无理由退货", key=key
        )
        await self.session.flush()
        return refund.id

    async def send(self, refund_id: UUID) -> None:
        await payments.send_refund(self.db, self.gateways, refund_id=str(refund_id))


@pytest.fixture
async def stage(
    db: Database,
    session: AsyncSession,
    app: Litestar,
    desk: Desk,
    gateways: payments.Gateways,
    theirs: ASGITransport,
    provider: Provider,
    time: Simulated,
) -> Stage:
    intent = await payments.open_intent(
        session,
        reference=new_id(),
        number="26110243200AAAAAA01",
        member_id=new_id(),
        amount=yuan("99.00"),
        expires_at=clock.now() + timedelta(minutes=30),
    )
    await session.flush()
    return Stage(db, session, app, desk, gateways, theirs, provider, intent)


@pytest.fixture
async def member(session: AsyncSession) -> Member:
    return await members.join(session, "13800138000", nickname="小满")


@pytest.fixture
async def shopper(client: AsyncClient, session: AsyncSession, member: Member) -> AsyncClient:
    """The browser of somebody who is signed in."""
    subject = Subject(SubjectKind.MEMBER, member.id)
    token = await identity.start_session(session, subject, device=Device())
    client.cookies.set(cookies.SESSION, token)
    return client
