"""How fast whole purchases are, durably and with every request of them: ./dev bench checkouts

Through the JSON API, each step after the answer of the one before: two articles into the cart, the
checkout with its quote, the address, the order, the way to the cashier, the provider's callback,
and the question whether it is paid. Every order must be paid in the end, and the books must agree.
`checkout_sql` counts the statements of one of them, the callback included.
"""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import uvloop
from sqlalchemy import text

from bench import cpu
from bench.buyers import prepare
from bench.load import Client, Tally, hammer
from bench.provider import Provider
from bench.running import Running, a_shop, free_port, report
from hutong import integrity
from hutong.app import create_app
from hutong.kernel import invariants, settings
from hutong.kernel.db import Database
from hutong.search import Index
from tests.counting import statements

CLIENTS = 32
SECONDS = 10
WARM_SECONDS = 2
PATIENCE_SECONDS = 60
WORKERS = max(1, (os.cpu_count() or 2) // 2)
API = "/api/v1"
DONE = 200

Ask = Callable[[str, str, dict[str, str], bytes], Awaitable[tuple[int, bytes]]]
BEHIND = text("""
    select count(*) from payments_intent intent join orders_order o on o.id = intent.reference
    where intent.state = 'captured' and o.payment = 'unpaid'
""")


@dataclass(frozen=True)
class Buyer:
    """Somebody with a token, an address and a way to ask."""

    ask: Ask
    token: str
    provider: Provider

    async def buys(self, skus: list[str]) -> int:
        for sku in skus:
            await self._send("POST", "/cart/lines", {"sku_id": sku, "quantity": 1})
        checkout = await self._send("POST", "/checkouts", {})
        change = {"address_id": checkout["address"]["id"], "note": "放门口"}
        checkout = await self._send("PATCH", f"/checkouts/{checkout['id']}", change)
        wanted = {"checkout_id": checkout["id"], "total": checkout["quote"]["total"]}
        number = (await self._send("POST", "/orders", wanted))["number"]
        await self._send("POST", f"/orders/{number}/payment", {})
        body, signed = self.provider.paid(number)
        await self._checked("POST", "/notify/sandbox", signed, body)
        paid = await self._send("GET", f"/orders/{number}/payment")
        if not paid["paid"]:
            raise SystemExit(f"{number} is not paid: {paid}")
        return DONE

    async def _send(
        self, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self.token}", "accept-language": "zh"}
        if body is not None:
            headers |= {"content-type": "application/json", "idempotency-key": str(uuid4())}
        said = msgspec.json.encode(body) if body is not None else b""
        told: dict[str, Any] = msgspec.json.decode(
            await self._checked(method, API + path, headers, said)
        )
        return told

    async def _checked(self, method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
        status, answer = await self.ask(method, path, headers, body)
        if status not in {200, 201}:
            raise SystemExit(f"{method} {path} answered {status}: {answer[:300]!r}")
        return answer


async def measure(shop: Running, provider: Provider) -> dict[str, object]:
    buyers = await prepare(shop)
    async with provider.listening():
        sql = await _counted(shop, provider, buyers.tokens[0], buyers.skus[:2])
        tally, spent = await _hammered(shop, provider, buyers.tokens, buyers.skus)
    print(f"checkouts {tally.per_second}/s, {sql} statements each", file=sys.stderr)
    return {
        "checkouts_per_s": tally.per_second,
        "checkout_p50_ms": tally.percentile(0.5),
        "checkout_p99_ms": tally.percentile(0.99),
        "checkout_sql": sql,
        "checkout_cpu_us": spent,
        "all_paid_after_s": await settled(shop),
    }


async def _hammered(
    shop: Running, provider: Provider, tokens: list[str], skus: list[str]
) -> tuple[Tally, dict[str, int]]:
    """What was bought, and how many microseconds of whose processors each of it cost."""
    chance, turn = Random(7), count()  # noqa: S311 - which article is bought
    of_client: dict[int, Buyer] = {}

    async def visit(client: Client) -> int:
        if id(client) not in of_client:
            token = tokens[next(turn) % len(tokens)]
            of_client[id(client)] = Buyer(_asking(client), token, provider)
        return await of_client[id(client)].buys(chance.sample(skus, 2))

    await hammer(shop.port, CLIENTS, WARM_SECONDS, visit)
    before = cpu.used()
    tally = await hammer(shop.port, CLIENTS, SECONDS, visit)
    return tally, cpu.per_order(before, cpu.used(), len(tally.times), cpu.EVERYBODY)


def _asking(client: Client) -> Ask:
    async def ask(
        method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, bytes]:
        answer = await client.ask(method, path, headers=headers, body=body)
        return answer.status, answer.body

    return ask


async def _counted(shop: Running, provider: Provider, token: str, skus: list[str]) -> int:
    """One purchase in this process, where its statements can be seen."""
    os.environ.update(shop.environment)
    chosen = settings.load()
    db = Database(shop.database_url)
    app = create_app(db, chosen, Index())
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=shop.url) as client:

        async def ask(
            method: str, path: str, headers: dict[str, str], body: bytes
        ) -> tuple[int, bytes]:
            answer = await client.request(method, path, headers=headers, content=body)
            return answer.status_code, answer.content

        with statements() as sent:
            await Buyer(ask, token, provider).buys(skus)
    await db.close()
    return len(sent)


async def settled(shop: Running) -> float:
    """How long the worker needs for what is left when the load is over; the books must agree."""
    db, begun = Database(shop.database_url), time.monotonic()
    while await _unpaid(db):
        if time.monotonic() - begun > PATIENCE_SECONDS:
            raise SystemExit("the orders are not paid")
        await asyncio.sleep(0.1)
    needed = round(time.monotonic() - begun, 1)
    async with db.reading() as session:
        drift = await invariants.broken(
            session, [each for each in integrity.INVARIANTS if each.at_once]
        )
    await db.close()
    if drift:
        raise SystemExit(f"the books do not agree: {drift[:5]}")
    return needed


async def _unpaid(db: Database) -> int:
    async with db.reading() as session:
        return await session.scalar(BEHIND) or 0


def main() -> None:
    provider = Provider(free_port(), secret=uuid4().hex + uuid4().hex)
    with a_shop(workers=WORKERS, told=provider.settings) as shop:
        figures = uvloop.run(measure(shop, provider))
    report(figures | {"workers": WORKERS, "clients": CLIENTS})


if __name__ == "__main__":
    main()
