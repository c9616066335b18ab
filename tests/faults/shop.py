"""A shop that may be hurt: its own durable PostgreSQL, its web server and its worker, each brought
back when it dies as `hutong up` would, and what must hold when the dust has settled."""

import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import httpx
import psutil
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hutong import identity, integrity
from hutong.identity import Device
from hutong.kernel import clock, invariants
from hutong.kernel.db import Database
from tests.e2e.shop import _free_port
from tests.faults.process import PLANT
from tests.make import goods, people

log = logging.getLogger(__name__)

PATIENCE = 60
WORDS_MAX = 4000
SETTLING = 150  # a question that died with its worker is asked again a minute later
NO_GRACE = "3 minutes"  # the dust has settled: what may take a while is asked as if it had
PROVIDERS_BOOKS = text("""
    select coalesce(c.reference, l.attempt_id) as reference,
           coalesce(c.minor, 0) as theirs, coalesce(l.minor, 0) as ours
    from (select c.reference, c.paid_minor - coalesce((
              select sum(r.amount_minor) from sandbox.refund r where r.charge_id = c.id
          ), 0) as minor
          from sandbox.charge c where c.state = 'paid') as c
    full join (
        select attempt_id, sum(case when kind in ('capture', 'held') then amount_minor
                                    else -amount_minor end) as minor
        from payments_ledger where kind in ('capture', 'refund', 'held', 'returned')
        group by attempt_id) as l
      on l.attempt_id = c.reference
    where coalesce(c.minor, 0) <> coalesce(l.minor, 0)
""")


@dataclass
class Shop:
    home: Path
    database_url: str
    port: int = field(default_factory=_free_port)
    said: dict[str, str] = field(default_factory=dict)
    """Environment of the processes beside the usual: crash points, planted bugs, proxies."""
    web_said: dict[str, str] = field(default_factory=dict)
    """The same for the web server alone."""
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    sleepers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    """Whose place another one has taken."""
    deaths: int = 0
    found: list[str] = field(default_factory=list)
    """What was in trouble when it was last asked."""
    skus: list[UUID] = field(default_factory=list)
    slugs: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            **{name: each for name, each in os.environ.items() if not name.startswith("HUTONG_")},
            "HUTONG_HOME": str(self.home),
            "HUTONG_DATABASE_URL": self.database_url,
            "HUTONG_PORT": str(self.port),
            "HUTONG_WORKERS": "1",
            "HUTONG_DEMO": "false",
            "HUTONG_SANDBOX": "true",
            "HUTONG_LOG_LEVEL": "error",
            "HUTONG_PARENT": str(os.getpid()),
            "PYTHONPATH": os.pathsep.join(sys.path),
            **self.said,
        }

    async def furnish(self, *, shoppers: int, stock: int) -> None:
        """Three articles with so many of each, and people who are signed in."""
        db = Database(self.database_url)
        async with db.transaction() as session:
            for slug in ("mug", "bowl", "tray"):
                self.slugs.append(f"{slug}-{self.port}")
                product = await goods.goods(session, self.slugs[-1], in_stock=stock)
                self.skus.append(product.skus[0].id)
            for _ in range(shoppers):
                member = await people.member(session)
                await people.address(session, member.id)
                token = await identity.start_session(session, member.subject, device=Device())
                self.tokens.append(token)
        await db.close()

    def start(self, *roles: str) -> None:
        for role in roles or ("serve", "work"):
            with (self.home / f"{role}.log").open("ab") as log:
                self.processes[role] = subprocess.Popen(
                    [sys.executable, "-m", "tests.faults.process", role],
                    env={**self.environment, **(self.web_said if role == "serve" else {})},
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )

    async def opened(self) -> None:
        await self.until(self.is_ready, PATIENCE)

    async def is_ready(self) -> bool:
        async with httpx.AsyncClient(timeout=2) as client:
            with suppress(httpx.HTTPError):
                return (await client.get(f"{self.url}/readyz")).status_code == 200
        return False

    async def keep_up(self) -> None:
        """Bring back whatever dies, until cancelled."""
        while True:
            for role, process in list(self.processes.items()):
                if process.poll() is not None:
                    self.deaths += 1
                    _kill_group(process)
                    self.start(role)
            await asyncio.sleep(0.1)

    def replace(self, role: str) -> None:
        """Another one beside it, as when a machine that went silent is given up."""
        self.sleepers.append(self.processes[role])
        self.start(role)

    def wake(self) -> None:
        for sleeper in self.sleepers:
            sleeper.send_signal(signal.SIGCONT)

    def kill(self, role: str) -> None:
        """kill -9, the web server's children first: one of them answers."""
        process = psutil.Process(self.processes[role].pid)
        for each in [*process.children(recursive=True), process]:
            with suppress(psutil.NoSuchProcess):
                each.kill()

    def send(self, role: str, sign: signal.Signals) -> None:
        os.killpg(self.processes[role].pid, sign)

    def close(self) -> None:
        processes = [*self.processes.values(), *self.sleepers]
        for process in processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGCONT)
            process.terminate()
        for process in processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
            _kill_group(process)
            process.wait()

    async def trouble(self) -> set[str]:
        """Which promises are broken now: invariants by name, and `provider` (I5)."""
        db = Database(self.database_url, pool_size=1)
        try:
            async with db.reading() as session:
                later = text(f"select now() + interval '{NO_GRACE}'")
                at = await session.scalar(later)
                found = await invariants.broken(session, integrity.INVARIANTS, at=at)
                differ = (await session.execute(PROVIDERS_BOOKS)).all()
        finally:
            await db.close()
        self.found = [str(each) for each in (*found, *differ)]
        return {each.invariant for each in found} | ({"provider"} if differ else set())

    async def settled(self, patience: float = SETTLING) -> set[str]:
        """What is still broken when events, jobs and questions to the provider had their time."""
        await self.opened()
        left = {"never asked"}

        async def quiet() -> bool:
            with suppress(DBAPIError, OSError):
                left.clear()
                left.update(await self.trouble())
                return not left
            return False

        with suppress(AssertionError):
            await self.until(quiet, patience)
        for line in self.found:  # shown when the test fails
            log.warning("%s %s", clock.now(), line)
        for role in self.processes:
            log.warning("%s: %s", role, self._last_words(role))
        return left

    def _last_words(self, role: str) -> str:
        return (self.home / f"{role}.log").read_text("utf-8", "replace")[-WORDS_MAX:]

    async def until(self, come_true: Callable[[], Awaitable[bool]], patience: float) -> None:
        deadline = time.monotonic() + patience
        while not await come_true():
            assert time.monotonic() < deadline
            await asyncio.sleep(0.3)


@asynccontextmanager
async def open_shop(
    home: Path,
    database_url: str,
    *,
    shoppers: int = 6,
    stock: int = 5000,
    said: Mapping[str, str] | None = None,
    web_said: Mapping[str, str] | None = None,
    plant: str = "",
) -> AsyncIterator[Shop]:
    shop = Shop(home, database_url, said=dict(said or {}), web_said=dict(web_said or {}))
    if plant:
        shop.said[PLANT] = plant
    await shop.furnish(shoppers=shoppers, stock=stock)
    shop.start()
    keeper = None
    try:
        await shop.opened()
        keeper = asyncio.create_task(shop.keep_up())
        yield shop
    finally:
        if keeper:
            keeper.cancel()
        shop.close()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
