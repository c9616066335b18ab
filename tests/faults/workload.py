"""Shoppers who buy, pay, change their minds and repeat what was not answered, by a seed; and the
journal in which each of them notes, on the disk, what the shop told them."""

import asyncio
import json
import os
import random
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import text

from hutong.kernel.db import Database
from tests.faults.shop import Shop

OK, FAIL, INFO = "ok", "fail", "info"
SILENCE: dict[str, Any] = {}
PATIENCE_SECONDS = 4
TELLINGS = ("at_once", "at_once", "at_once", "three_times", "never", "forged")
NOBODY_PAYS: tuple[str, ...] = ()
REPEATS = 40
ORDERS = text("""
    select o.number, o.idempotency_key as checkout from orders_order o
    where o.idempotency_key = any(cast(:checkouts as text[]))
""")


@dataclass(frozen=True)
class Purchase:
    """What is sent to place an order; sent again with the same key it is the same order."""

    token: str
    key: str
    checkout: str
    total: Mapping[str, Any]


@dataclass
class Journal:
    """Append only, and on the disk before the shopper goes on."""

    path: Path
    placed: dict[str, str] = field(default_factory=dict)
    """The order number that was told under each key."""
    refused: set[str] = field(default_factory=set)
    open: dict[str, Purchase] = field(default_factory=dict)
    sent: dict[str, Purchase] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    unheard: int = 0
    """How often a shopper gave up waiting for any word at all."""
    asked_again: int = 0
    """How often one was asked to come again, and told when."""
    contradictions: list[str] = field(default_factory=list)
    seen: Counter[int] = field(default_factory=Counter)
    """Pages that were looked at, by status."""
    apologies: Counter[str] = field(default_factory=Counter)
    """Answers that nobody foresaw: neither done, nor refused, nor "come again"."""

    def note(self, purchase: Purchase, outcome: str, number: str = "") -> None:
        line = json.dumps({"key": purchase.key, "outcome": outcome, "number": number})
        with self.path.open("a") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
        self.outcomes[outcome] += 1
        self.sent[purchase.key] = self.open[purchase.key] = purchase
        if outcome == INFO:
            return
        self.open.pop(purchase.key)
        if outcome == FAIL:
            self.refused.add(purchase.key)
        elif self.placed.setdefault(purchase.key, number) != number:
            self.contradictions.append(f"{purchase.key}: {self.placed[purchase.key]}, {number}")


class Crowd:
    """`rest` lets them go on until it is called; everybody finishes what they have in hand.
    `tellings`: how the provider tells of their payments; nobody pays where there is none."""

    def __init__(self, shop: Shop, folder: Path, *, seed: int, tellings: Any = TELLINGS) -> None:
        self.shop = shop
        self.journal = Journal(folder / "journal")
        self._seed = seed
        self._tellings = tellings
        self.cancelled = 0
        self._stop = asyncio.Event()
        self._people: list[asyncio.Task[None]] = []

    def begin(self) -> None:
        self._people = [
            asyncio.create_task(self._shop(token, random.Random(f"{self._seed} {n}")))
            for n, token in enumerate(self.shop.tokens)
        ]

    async def bought(self, orders: int, *, patience: float = 60) -> None:
        async def enough() -> bool:
            return len(self.journal.placed) >= orders

        await self.shop.until(enough, patience)

    async def rest(self) -> None:
        self._stop.set()
        await asyncio.gather(*self._people)

    async def _shop(self, token: str, chance: random.Random) -> None:
        async with httpx.AsyncClient(
            base_url=f"{self.shop.url}/api/v1",
            headers={"authorization": f"Bearer {token}", "accept-language": "en"},
            timeout=PATIENCE_SECONDS,
            event_hooks={"response": [self._remember]},
        ) as client:
            while not self._stop.is_set():
                await self._look(client, chance)
                purchase = await self._review(client, token, chance)
                if purchase is None:
                    await asyncio.sleep(0.2)
                    continue
                number = await self._place(client, purchase)
                if number:
                    await self._afterwards(client, number, chance)

    async def ordered(self) -> tuple[str, str]:
        """One order of the first shopper, and where it is paid."""
        headers = {"authorization": f"Bearer {self.shop.tokens[0]}", "accept-language": "en"}
        base = f"{self.shop.url}/api/v1"
        async with httpx.AsyncClient(base_url=base, headers=headers, timeout=10) as client:
            purchase = await self._review(client, self.shop.tokens[0], random.Random(self._seed))
            assert purchase is not None
            _, order = await place(client, purchase)
            where = f"/orders/{order['number']}/payment"
            _, paying = await _post(
                client, where, {}, headers={"idempotency-key": f"pay-{uuid4()}"}
            )
        return order["number"], paying["url"]

    async def _review(
        self, client: httpx.AsyncClient, token: str, chance: random.Random
    ) -> Purchase | None:
        item = {"sku_id": str(chance.choice(self.shop.skus)), "quantity": chance.randint(1, 3)}
        outcome, told = await _post(client, "/checkouts", {"items": [item]})
        if outcome != OK:
            return None
        return Purchase(token, f"key-{uuid4()}", told["id"], told["quote"]["total"])

    async def _look(self, client: httpx.AsyncClient, chance: random.Random) -> None:
        """At the front page or at an article, as those do who come for the first time."""
        where = chance.choice(["/", *(f"/p/{slug}" for slug in self.shop.slugs)])
        with suppress(httpx.HTTPError):
            page = await client.get(f"{self.shop.url}{where}")
            self.journal.seen[page.status_code] += 1

    async def _remember(self, answer: httpx.Response) -> None:
        if answer.status_code >= 500 and "retry-after" not in answer.headers:
            self.journal.apologies[f"{answer.status_code} {answer.request.url.path}"] += 1

    async def _place(self, client: httpx.AsyncClient, purchase: Purchase) -> str:
        """The order's number; empty when it was refused, or nobody could be reached for long."""
        for _ in range(REPEATS):
            outcome, told = await place(client, purchase)
            self.journal.note(purchase, outcome, told.get("number", ""))
            self.journal.unheard += told is SILENCE
            self.journal.asked_again += bool(told.get("come_again"))
            if outcome != INFO:
                return str(told.get("number", ""))
            if self._stop.is_set():
                break
            await asyncio.sleep(0.3)
        return ""

    async def _afterwards(
        self, client: httpx.AsyncClient, number: str, chance: random.Random
    ) -> None:
        if not self._tellings or chance.random() < 0.1:
            return  # never pays
        key = {"idempotency-key": f"pay-{uuid4()}"}
        url = ""
        for _ in range(5):
            outcome, told = await _post(client, f"/orders/{number}/payment", {}, headers=key)
            url = told.get("url", "")
            if outcome != INFO:
                break
            await asyncio.sleep(0.3)
        if not url:
            return
        await pay(client, url, chance.choice(self._tellings))
        if chance.random() < 0.3:
            asked = {"reason": "changed_mind"}
            outcome, _ = await _post(client, f"/orders/{number}/cancellation", asked)
            self.cancelled += outcome == OK


async def place(client: httpx.AsyncClient, purchase: Purchase) -> tuple[str, dict[str, Any]]:
    asked = {"checkout_id": purchase.checkout, "total": purchase.total}
    return await _post(client, "/orders", asked, headers={"idempotency-key": purchase.key})


async def pay(client: httpx.AsyncClient, url: str, telling: str) -> None:
    for _ in range(5):
        try:
            answer = await client.post(
                f"{url}/payment",
                data={"telling": telling},
                headers={"origin": str(httpx.URL(url).copy_with(raw_path=b"")).rstrip("/")},
            )
        except httpx.HTTPError:
            await asyncio.sleep(0.3)
            continue
        if answer.status_code < 500:
            return


async def _post(
    client: httpx.AsyncClient,
    where: str,
    said: Mapping[str, Any],
    *,
    headers: Mapping[str, str] | None = None,
) -> tuple[str, dict[str, Any]]:
    """What a client may conclude: done, refused, or nobody knows."""
    try:
        answer = await client.post(where, json=said, headers=headers)
    except httpx.ReadTimeout:
        return INFO, SILENCE
    except httpx.HTTPError:
        return INFO, {}
    if answer.status_code >= 500 or answer.status_code == 429:
        return INFO, {"come_again": answer.headers.get("retry-after")}
    return (OK if answer.is_success else FAIL), answer.json()


async def verdict(shop: Shop, journal: Journal) -> list[str]:
    """What the journal and the shop say of each other: I2, I3 and the rule for each outcome."""
    said = [*journal.contradictions, *journal.apologies]
    headers = {"accept-language": "en"}
    async with httpx.AsyncClient(base_url=f"{shop.url}/api/v1", headers=headers) as client:
        for key, purchase in journal.sent.items():
            if key in journal.refused:
                continue
            client.headers["authorization"] = f"Bearer {purchase.token}"
            outcome, told = await place(client, purchase)
            if outcome == INFO:
                said.append(f"{key}: still nobody knows")
            elif outcome == OK:
                first = journal.placed.setdefault(key, told["number"])
                if first != told["number"]:
                    said.append(f"I3 {key}: {first}, then {told['number']}")
            elif key in journal.placed:
                said.append(f"I2 {key}: {journal.placed[key]} was told, now refused: {told}")
    return said + await _counted(shop, journal)


async def _counted(shop: Shop, journal: Journal) -> list[str]:
    """One order for each purchase that was told, none for one that was refused."""
    checkouts = {purchase.checkout: key for key, purchase in journal.sent.items()}
    db = Database(shop.database_url, pool_size=1)
    async with db.reading() as session:
        rows = (await session.execute(ORDERS, {"checkouts": list(checkouts)})).all()
    await db.close()
    numbers: dict[str, list[str]] = {}
    for row in rows:
        numbers.setdefault(checkouts[row.checkout], []).append(row.number)
    said = [f"I3 {key}: {found}" for key, found in numbers.items() if len(found) > 1]
    said += [f"refused but placed {key}" for key in numbers.keys() & journal.refused]
    return said + [
        f"I2 {key}: {number} is gone"
        for key, number in journal.placed.items()
        if number not in numbers.get(key, [])
    ]
