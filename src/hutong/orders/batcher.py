"""Group commit: the orders that wait at one moment become one statement and one commit.

What arrives while a batch is being committed forms the next one. Nobody waits for a timer: alone,
an order waits for one round trip; under load the batches grow by themselves.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
import structlog

from hutong.kernel.crashpoints import crashpoint
from hutong.kernel.errors import DomainError
from hutong.kernel.wire import NotReached, Run, Unsure, Wire
from hutong.orders import hot
from hutong.orders.errors import NotStorable, OutcomeUnknown, SameKeyOtherOrder, TooManyOrders
from hutong.orders.hot import Outcome, Placed
from hutong.orders.placement import Draft

BATCH_MAX = 256
TURNS = 32
QUEUE_MAX = 2048
ALONE_SECONDS = 3  # for a batch that failed as a whole and is tried order by order
STATEMENT_MS = 5000
LOCK_MS = 1000
DRAIN_SECONDS = 8

TAKEN = "23505"  # unique violation: another process was faster with this key
BUSY = {"40001", "40P01", "55P03"}  # serialisation, deadlock, a lock that somebody else keeps
UNSTORABLE = "22"

log = structlog.get_logger()


@dataclass(eq=False, slots=True)
class Ticket:
    draft: Draft
    answer: "asyncio.Future[Placed]"

    @property
    def key(self) -> tuple[object, str]:
        return self.draft.placement.member_id, self.draft.placement.idempotency_key


Batch = list[list[Ticket]]
"""Tickets by order: a key that comes twice with the same contents is one order."""


class Batcher:
    """One for each web process: one connection, one batch on its way."""

    def __init__(self, run: Run, *, queue_max: int = QUEUE_MAX, batch_max: int = BATCH_MAX) -> None:
        self._run = run
        self._queue_max = queue_max
        self._batch_max = batch_max
        self._waiting: deque[Ticket] = deque()
        self._working: asyncio.Task[None] | None = None
        self._open = True
        self._turns = asyncio.Semaphore(TURNS)
        self._lining_up = 0

    @classmethod
    def of(cls, url: str) -> "Batcher":
        """On a connection of its own."""
        return cls(Wire(url, name="hutong orders", statement_ms=STATEMENT_MS, lock_ms=LOCK_MS))

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """For what is done before the order is handed in: so many at a time, the others line up,
        so that a crowd of buyers leaves the process time for those who look around."""
        if self._lining_up >= self._queue_max:
            raise TooManyOrders
        self._lining_up += 1
        try:
            async with self._turns:
                yield
        finally:
            self._lining_up -= 1

    async def place(self, draft: Draft) -> Placed:
        """Answers after the commit. Raises what `orders.place` raises."""
        if not self._open or len(self._waiting) >= self._queue_max:
            raise TooManyOrders
        ticket = Ticket(draft, asyncio.get_running_loop().create_future())
        self._waiting.append(ticket)
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        return await ticket.answer

    async def close(self) -> None:
        """Take nothing more, and finish what waits."""
        self._open = False
        if self._working is not None:
            await asyncio.wait([self._working], timeout=DRAIN_SECONDS)
        for ticket in self._waiting:
            _tell(ticket, TooManyOrders())
        await self._run.close()

    async def _work(self) -> None:
        try:
            while batch := self._next_batch():
                await self._settle(batch)
        finally:
            self._working = None

    def _next_batch(self) -> Batch:
        """The same key with other contents waits for what becomes of the first."""
        batch: dict[tuple[object, str], list[Ticket]] = {}
        later: list[Ticket] = []
        while self._waiting and len(batch) < self._batch_max:
            ticket = self._waiting.popleft()
            if ticket.answer.done():  # whoever asked went away
                continue
            same = batch.setdefault(ticket.key, [])
            if same and same[0].draft.fingerprint != ticket.draft.fingerprint:
                later.append(ticket)
            else:
                same.append(ticket)
        self._waiting.extendleft(reversed(later))
        return list(batch.values())

    async def _settle(self, batch: Batch) -> None:
        try:
            outcomes = await self._decide([tickets[0].draft for tickets in batch])
        except NotReached:
            _tell_all(batch, TooManyOrders())
        except Unsure:
            log.warning("orders.unsure", orders=len(batch), exc_info=True)
            _tell_all(batch, OutcomeUnknown())
        except Exception as failure:  # noqa: BLE001 - one bad order must not fail the others
            log.warning("orders.one_by_one", orders=len(batch), error=repr(failure))
            await self._settle_alone(batch)
        else:
            for tickets, outcome in zip(batch, outcomes, strict=True):
                _share(tickets, outcome)

    async def _settle_alone(self, batch: Batch) -> None:
        until = asyncio.get_running_loop().time() + ALONE_SECONDS
        for tickets in batch:
            if asyncio.get_running_loop().time() > until:
                _share(tickets, TooManyOrders())
            else:
                _share(tickets, await self._alone(tickets[0].draft))

    async def _alone(self, draft: Draft) -> Outcome | Exception:
        try:
            (outcome,) = await self._decide([draft])
        except NotReached:
            return TooManyOrders()
        except Unsure:
            return OutcomeUnknown()
        except asyncpg.PostgresError as refusal:
            return _in_words(refusal, draft)
        except asyncpg.DataError:
            return NotStorable()
        except Exception as failure:  # noqa: BLE001 - it is told to whoever asked
            return failure
        return outcome

    async def _decide(self, drafts: Sequence[Draft]) -> list[Outcome]:
        crashpoint("orders.batched")
        (answer,) = await self._run(hot.PLACE_BATCH, *hot.arguments(drafts))
        crashpoint("orders.committed")
        return hot.outcomes(drafts, answer)


def _in_words(refusal: asyncpg.PostgresError, draft: Draft) -> Exception:
    state = refusal.sqlstate or ""
    if state == TAKEN:
        return SameKeyOtherOrder(draft.placement.idempotency_key)
    if state in BUSY:
        return TooManyOrders()
    return NotStorable() if state.startswith(UNSTORABLE) else refusal


def _share(tickets: Sequence[Ticket], outcome: Outcome | Exception) -> None:
    for ticket in tickets:
        _tell(ticket, outcome)
        if isinstance(outcome, Placed):
            outcome = outcome.once_more()


def _tell_all(batch: Batch, error: DomainError) -> None:
    for tickets in batch:
        _share(tickets, error)


def _tell(ticket: Ticket, outcome: Outcome | Exception) -> None:
    if ticket.answer.done():
        return
    if isinstance(outcome, Placed):
        ticket.answer.set_result(outcome)
    else:
        ticket.answer.set_exception(outcome)
