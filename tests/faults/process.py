"""`hutong serve` and `hutong work`, with a planted bug when the test wants one.

A fault test that was never seen red proves nothing: each bug here makes one named promise fail.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

from hutong import cli
from hutong.kernel import events
from hutong.kernel.wire import Wire
from hutong.orders.hot import PLACE_BATCH
from hutong.payments.gateways.signing import Seal
from hutong.payments.service import settle

PLANT = "HUTONG_TEST_PLANT"
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


def forgets_news() -> None:
    """A consumer says that it has read what it has not handled."""

    async def handle(*_: Any) -> None:
        return

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
        forgets_news,
        stops_at_poison,
    )
}

if __name__ == "__main__":
    if planted := os.environ.get(PLANT):
        PLANTS[planted]()
    sys.argv[0] = "hutong"
    cli.main()
