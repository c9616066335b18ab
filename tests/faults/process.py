"""`hutong serve` and `hutong work`, with a planted bug when the test wants one.

A fault test that was never seen red proves nothing: each bug here makes one named promise fail.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import cli
from hutong.kernel import crashpoints, events
from hutong.kernel.db import NO_TIMEOUT, Database
from hutong.kernel.events import Consumer, Wiring
from hutong.kernel.wire import Wire
from hutong.orders import batcher
from hutong.orders.batcher import Batcher
from hutong.orders.errors import NotStorable
from hutong.orders.hot import PLACE_BATCH, Outcome
from hutong.orders.placement import Draft
from hutong.payments.gateways.signing import Seal
from hutong.payments.models import Intent
from hutong.payments.service import settle
from hutong.payments.states import IntentState
from hutong.payments.states import Outcome as Taken

PLANT = "HUTONG_TEST_PLANT"
DEAF = "HUTONG_TEST_DEAF"
"""A file: as long as it is there, no event is heard."""
FREEZES = "HUTONG_TEST_FREEZES"
"""At its crash point the process does not die but stands still, as one that was swapped out."""
SMALL = "HUTONG_TEST_SMALL"
"""So few orders at a time, so slowly, that forty shoppers are a herd."""
SMALL_QUEUE, SMALL_BATCH, SMALL_SECONDS = 10, 4, 0.5
IMPATIENCE_SECONDS = 0.3
_batches = count(1)


def answers_without_commit() -> None:
    """Now and then orders are told to the shopper and thrown away."""
    honest = Wire.__call__

    async def forgetful(self: Wire, statement: str, *arguments: object) -> Sequence[Any]:
        if statement != PLACE_BATCH or next(_batches) % 5:
            return await honest(self, statement, *arguments)
        connection = await self._open()
        transaction = connection.transaction()
        await transaction.start()
        rows: Sequence[Any] = await connection.fetch(statement, *arguments)
        await transaction.rollback()
        return rows

    Wire.__call__ = forgetful  # type: ignore[method-assign]


def believes_any_amount() -> None:
    """What a provider took is booked as what we had asked for."""
    settle._disagreement = lambda *_: ""


def believes_any_signature() -> None:
    def check(self: Seal, *_: object) -> None:
        assert self

    Seal.check = check  # type: ignore[method-assign]


def closed_is_closed() -> None:
    """Money that comes after its order was closed is nobody's."""
    honest = settle._paid

    async def paid(session: AsyncSession, intent: Intent, *rest: Any, **more: Any) -> Taken:
        if intent.state is IntentState.CLOSED:
            return Taken.NO_EFFECT
        return await honest(session, intent, *rest, **more)

    settle._paid = paid


def takes_silence_for_refusal() -> None:
    """No answer from the database, and the shopper is told that there is no order."""
    batcher.OutcomeUnknown = NotStorable  # type: ignore[misc,assignment]


def gives_up_on_what_goes_on() -> None:
    """What takes long is told as refused, and goes on behind the shopper's back."""
    honest = Batcher._decide
    left = set()

    async def hasty(self: Batcher, drafts: Sequence[Draft]) -> list[Outcome]:
        deciding = asyncio.create_task(honest(self, drafts))
        left.add(deciding)
        await asyncio.wait([deciding], timeout=IMPATIENCE_SECONDS)
        if not deciding.done():
            return [NotStorable()] * len(drafts)  # type: ignore[list-item]
        return await deciding

    Batcher._decide = hasty  # type: ignore[method-assign]


def waits_without_bound() -> None:
    """Nobody is ever asked to come again: the line grows, and answers come when nobody waits."""
    honest = Batcher.__init__

    def boundless(self: Batcher, *given: Any, **named: Any) -> None:
        honest(self, *given, **{**named, "queue_max": sys.maxsize})

    Batcher.__init__ = boundless  # type: ignore[method-assign]


def keeps_its_locks_asleep() -> None:
    """A process that sleeps in a transaction holds its locks for as long as it sleeps."""
    honest = Database.__init__

    def patient(self: Database, url: str, **named: Any) -> None:
        honest(self, url, **{**named, "idle_timeout": NO_TIMEOUT})

    Database.__init__ = patient  # type: ignore[method-assign]


def forgets_news() -> None:
    """A consumer says that it has read what it has not handled."""

    async def handle(*_: Any) -> None:
        return

    events._handle = handle


def skips_what_fails() -> None:
    """A consumer that cannot write goes on to the next event."""

    async def handle(
        session: AsyncSession, _: str, consumer: Consumer, batch: Sequence[Any]
    ) -> None:
        for row in batch:
            with suppress(Exception):
                async with session.begin_nested():
                    await consumer.handle(session, (row.name, row.payload))

    events._handle = handle


def stops_at_poison() -> None:
    """An event that cannot be handled is tried for ever, and holds up all that come after it."""
    events._is_transient = lambda _: True


PLANTS: Mapping[str, Callable[[], None]] = {
    plant.__name__: plant
    for plant in (
        answers_without_commit,
        believes_any_amount,
        believes_any_signature,
        closed_is_closed,
        forgets_news,
        gives_up_on_what_goes_on,
        keeps_its_locks_asleep,
        skips_what_fails,
        stops_at_poison,
        takes_silence_for_refusal,
        waits_without_bound,
    )
}


def small() -> None:
    told = Batcher.__init__.__kwdefaults__ or {}
    told.update(queue_max=SMALL_QUEUE, batch_max=SMALL_BATCH)
    honest = Batcher._decide

    async def slowly(self: Batcher, drafts: Sequence[Draft]) -> list[Outcome]:
        await asyncio.sleep(SMALL_SECONDS)
        return await honest(self, drafts)

    Batcher._decide = slowly  # type: ignore[method-assign]


def freezes() -> None:
    def stand_still() -> None:
        with suppress(FileExistsError):
            os.close(os.open(os.environ[crashpoints.MARK], os.O_CREAT | os.O_EXCL))
            os.kill(os.getpid(), signal.SIGSTOP)

    crashpoints._die = stand_still


def deaf() -> None:
    honest = events.consume
    closed = Path(os.environ[DEAF])

    async def consume(db: Database, wiring: Wiring) -> int:
        return 0 if closed.exists() else await honest(db, wiring)  # noqa: ASYNC240

    events.consume = consume


if __name__ == "__main__":
    for wish, prepare in {SMALL: small, FREEZES: freezes, DEAF: deaf}.items():
        if wish in os.environ:
            prepare()
    if planted := os.environ.get(PLANT):
        PLANTS[planted]()
    sys.argv[0] = "hutong"
    cli.main()
