"""Orders placed inside the transaction of a test, which is rolled back."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from hutong import orders
from hutong.cart import CartLine, Checkout
from hutong.inventory import Stock
from hutong.kernel.db import Database, keeping
from hutong.kernel.wire import Run
from hutong.kernel.within import Within
from hutong.orders import Batcher, Order, Placed, Placement, Submission

WRITTEN_BELOW = (CartLine, Checkout, Stock)


class OneTransaction(Database):
    """A database whose every transaction is a savepoint of one that is rolled back."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        async with keeping(self._savepoint()) as session:
            yield session

    reading = transaction

    @property
    def glance(self) -> Run:
        return Within(self)

    write = glance

    @asynccontextmanager
    async def _savepoint(self) -> AsyncIterator[AsyncSession]:
        async with self._session.begin_nested():
            yield self._session


def inside(connection: AsyncConnection) -> AsyncSession:
    """Work within the transaction that the connection is in: a commit ends a savepoint."""
    return AsyncSession(
        bind=connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
    )


class InSession(Within):
    """What the statement changed is read anew, as another session would."""

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(OneTransaction(session))
        self._session = session

    async def __call__(self, statement: str, *arguments: object) -> Sequence[Any]:
        rows = await super().__call__(statement, *arguments)
        for known in list(self._session.identity_map.values()):
            if isinstance(known, WRITTEN_BELOW):
                self._session.expunge(known)
        return rows


def batcher(session: AsyncSession) -> Batcher:
    return Batcher(InSession(session))


async def check_out(session: AsyncSession, submission: Submission) -> Order:
    """The order that the checkout became."""
    placed = await orders.place_from_checkout(OneTransaction(session), batcher(session), submission)
    return await _found(session, placed)


async def place(session: AsyncSession, placement: Placement) -> Order:
    """The order as it stands in the database."""
    return await _found(session, await orders.place(batcher(session), placement))


async def _found(session: AsyncSession, placed: Placed) -> Order:
    order = await orders.by_id(session, placed.order_id)
    assert order is not None
    return order
