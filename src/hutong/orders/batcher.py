"""Group commit: the orders that wait at one moment become one statement and one commit."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg
import structlog

from hutong.kernel.crashpoints import crashpoint
from hutong.kernel.together import Full, Together
from hutong.kernel.wire import NotReached, Run, Unsure, Wire
from hutong.orders import hot
from hutong.orders.errors import NotStorable, OutcomeUnknown, SameKeyOtherOrder, TooManyOrders
from hutong.orders.hot import Outcome, Placed
from hutong.orders.placement import Draft

BATCH_MAX = 256
TURNS = 32
QUEUE_MAX = 2048
ALONE_SECONDS = 2  # for a batch that failed as a whole and is tried order by order
STATEMENT_MS = 5000
LOCK_MS = 1000
DRAIN_SECONDS = 8

TAKEN = "23505"  # unique violation: another process was faster with this key
BUSY = {"40001", "40P01", "55P03"}  # serialisation, deadlock, a lock that somebody else keeps
UNSTORABLE = "22"

log = structlog.get_logger()


Told = Placed | Exception
Alike = list[tuple[int, Draft]]
"""Drafts with their places in line that are one order: their key and contents are the same."""


class Batcher:
    """One for each web process: one connection, one batch on its way."""

    def __init__(self, run: Run, *, queue_max: int = QUEUE_MAX, batch_max: int = BATCH_MAX) -> None:
        self._run = run
        self._queue_max = queue_max
        self._orders = Together(self._settle, most=batch_max, line_max=queue_max)
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
        try:
            told = await self._orders(draft)
        except Full:
            raise TooManyOrders from None
        if isinstance(told, Placed):
            return told
        raise told

    async def close(self) -> None:
        """Take nothing more, and finish what waits."""
        await self._orders.close(patience_seconds=DRAIN_SECONDS)
        await self._run.close()

    async def _settle(self, drafts: Sequence[Draft]) -> list[Told]:
        """The same key with other contents waits for what becomes of the first."""
        told: dict[int, Told] = {}
        later: Alike = list(enumerate(drafts))
        while later:
            batch, later = _by_key(later)
            outcomes = await self._outcomes([alike[0][1] for alike in batch])
            for alike, outcome in zip(batch, outcomes, strict=True):
                told |= _shared(alike, outcome)
        return [told[place] for place in range(len(drafts))]

    async def _outcomes(self, drafts: Sequence[Draft]) -> Sequence[Told]:
        try:
            return await self._decide(drafts)
        except NotReached:
            return [TooManyOrders() for _ in drafts]
        except Unsure:
            log.warning("orders.unsure", orders=len(drafts), exc_info=True)
            return [OutcomeUnknown() for _ in drafts]
        except Exception as failure:  # noqa: BLE001 - one bad order must not fail the others
            log.warning("orders.one_by_one", orders=len(drafts), error=repr(failure))
            return await self._one_by_one(drafts)

    async def _one_by_one(self, drafts: Sequence[Draft]) -> list[Told]:
        until = asyncio.get_running_loop().time() + ALONE_SECONDS
        told: list[Told] = []
        for draft in drafts:
            late = asyncio.get_running_loop().time() > until
            told.append(TooManyOrders() if late else await self._alone(draft))
        return told

    async def _alone(self, draft: Draft) -> Told:
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
        wanted = hot.arguments(drafts)
        try:
            (answer,) = await self._run(hot.PLACE_BATCH, *wanted)
        except asyncpg.CheckViolationError:  # there was plenty, and it was sold the moment after
            (answer,) = await self._run(hot.PLACE_BATCH, *wanted)
        crashpoint("orders.committed")
        return hot.outcomes(drafts, answer)


def _in_words(refusal: asyncpg.PostgresError, draft: Draft) -> Exception:
    state = refusal.sqlstate or ""
    if state == TAKEN:
        return SameKeyOtherOrder(draft.placement.idempotency_key)
    if state in BUSY:
        return TooManyOrders()
    return NotStorable() if state.startswith(UNSTORABLE) else refusal


def _by_key(waiting: Alike) -> tuple[list[Alike], Alike]:
    """What can be decided at once, and what waits for it."""
    first: dict[tuple[object, str], Alike] = {}
    later: Alike = []
    for place, draft in waiting:
        key = draft.placement.member_id, draft.placement.idempotency_key
        alike = first.setdefault(key, [])
        if alike and alike[0][1].fingerprint != draft.fingerprint:
            later.append((place, draft))
        else:
            alike.append((place, draft))
    return list(first.values()), later


def _shared(alike: Alike, outcome: Told) -> dict[int, Told]:
    (first, _), *rest = alike
    again = outcome.once_more() if isinstance(outcome, Placed) else outcome
    return {first: outcome, **{place: again for place, _ in rest}}
