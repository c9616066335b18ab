"""The database session: one request or task is one transaction, committed here and only here."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

import msgspec
from asyncpg import InterfaceError, PostgresError
from sqlalchemy import BigInteger, Date, Enum, MetaData, Text, Uuid, event, inspect
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi as Dialect
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from hutong.kernel.errors import DomainError
from hutong.kernel.pulse import Pulse
from hutong.kernel.wire import LOOKED_UP, Run, Wire, Wires

NAMES = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "ck": "%(table_name)s_%(constraint_name)s_check",
}
POOL_SIZE = 10
POOL_OVERFLOW = 10
POOL_WAIT_SECONDS = 5
STATEMENT_TIMEOUT = "15s"
LOCK_TIMEOUT = "5s"
SILENCE_SECONDS = 18  # longer than any statement may take: the line is dead, whatever it says
CONNECT_SECONDS = 10
IDLE_TIMEOUT = "15s"  # a process that sleeps in a transaction holds its locks no longer
NO_TIMEOUT = "0"
MOMENTARY = {"40001", "40P01", "55P03"}  # serialisation, deadlock, a lock that somebody else keeps
AWAY = {"08", "53", "57", "58"}  # classes of SQLSTATE: connection, resources, operator, machine

WIRES = 6
WIRE_MS = 5000
READ_ONLY = {"default_transaction_read_only": "on"}

Row = Mapping[str, Any]
"""One row of `fetch`."""


def _values(choices: type[StrEnum]) -> list[str]:
    return [choice.value for choice in choices]


class Rows(Protocol):
    """Whatever takes rows that are to be written: a session, or a pile for many at once."""

    def add(self, instance: object) -> None: ...


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        UUID: Uuid,
        int: BigInteger,
        str: Text,
        StrEnum: Enum(StrEnum, native_enum=False, length=40, values_callable=_values),
        date: Date,
        datetime: TIMESTAMP(timezone=True),
    }


Entity = TypeVar("Entity", bound=Base)


class Database:
    """Connections to one PostgreSQL, opened when first needed."""

    def __init__(
        self, url: str, *, pool_size: int = POOL_SIZE, idle_timeout: str = IDLE_TIMEOUT
    ) -> None:
        """Without an `idle_timeout` a statement, too, may take what it takes."""
        self.pulse = Pulse(url)
        self.engine = create_async_engine(
            sqlalchemy_url(url),
            pool_size=pool_size,
            max_overflow=POOL_OVERFLOW,
            pool_timeout=POOL_WAIT_SECONDS,
            hide_parameters=True,  # what people typed must not reach a log inside an error
            json_deserializer=msgspec.json.decode,
            connect_args={
                "async_creator_fn": self.pulse.connect,
                "timeout": CONNECT_SECONDS,
                "command_timeout": None if idle_timeout == NO_TIMEOUT else SILENCE_SECONDS,
                "server_settings": {
                    "application_name": "hutong",
                    "statement_timeout": STATEMENT_TIMEOUT,
                    "lock_timeout": LOCK_TIMEOUT,
                    "idle_in_transaction_session_timeout": idle_timeout,
                },
            },
        )
        event.listen(self.engine.sync_engine, "checkout", _alive)
        event.listen(self.engine.sync_engine, "handle_error", _give_up_silent)
        self._glancing = _wires(url, name="hutong glance", planning=LOOKED_UP | READ_ONLY)
        self._writing = _wires(url, name="hutong write", planning=LOOKED_UP)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        reader = self.engine.execution_options(postgresql_readonly=True)
        self._readers = async_sessionmaker(reader, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Commits when the block ends well or in a refusal that keeps; else rolls back."""
        async with keeping(self._sessions.begin()) as session:
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A READ ONLY transaction; a replica could serve it. No statement, no connection."""
        async with self._readers.begin() as session:
            yield session

    @property
    def glance(self) -> Run:
        """Reads with one statement and without a transaction around it, past SQLAlchemy: two
        round trips and half a millisecond less. For hot.py files only."""
        return self._glancing

    @property
    def write(self) -> Run:
        """The same for one statement that writes: it is the whole transaction, and committed when
        it returns."""
        return self._writing

    async def ready(self) -> None:
        """A line of each kind is open before anybody comes: on a busy machine opening one takes
        longer than a request waits for it, and the first to pay would be asked to come again."""
        await self._glancing.ready()
        await self._writing.ready()

    async def close(self) -> None:
        await self._glancing.close()
        await self._writing.close()
        self.pulse.close()
        await self.engine.dispose()


def _alive(connection: Any, _record: object, _borrowed: object) -> None:
    """A connection that the server has closed is not lent out, nor any that is as old. The driver
    hears of it by itself: asking the server each time is three round trips in every request."""
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError


def _give_up_silent(context: ExceptionContext) -> None:
    """A line on which no answer comes is not used again, not even to roll back: that would wait
    for the same answer."""
    if isinstance(context.original_exception, TimeoutError):
        context.is_disconnect = True


def _wires(url: str, *, name: str, planning: Mapping[str, str]) -> Wires:
    def wire() -> Wire:
        return Wire(url, name=name, statement_ms=WIRE_MS, lock_ms=WIRE_MS, planning=planning)

    return Wires([wire() for _ in range(WIRES)])


@asynccontextmanager
async def keeping(begun: AbstractAsyncContextManager[AsyncSession]) -> AsyncIterator[AsyncSession]:
    """Let a refusal that keeps what was written pass, and raise it after the commit."""
    kept: DomainError | None = None
    async with begun as session:
        try:
            yield session
        except DomainError as refusal:
            if not refusal.keeps:
                raise
            kept = refusal
    if kept is not None:
        raise kept


def sqlalchemy_url(url: str) -> str:
    """The same address for SQLAlchemy: postgresql://... spoken by asyncpg."""
    return "postgresql+asyncpg://" + url.partition("://")[2]


def loaded(entity: type[Entity], row: Row) -> Entity:
    """One row of a hot path as an entity to be read: no session knows of it, and what is changed
    in it is not written. Its constructor would note every value as a change, one by one."""
    made = cast("Entity", inspect(entity).class_manager.new_instance())
    made.__dict__.update(row)
    return made


def will_pass(failure: DBAPIError | PostgresError) -> bool:
    """Trouble of the database, of its disk or of the line, not of what was asked: worth asking
    again in a moment."""
    lost = isinstance(failure, DBAPIError) and failure.connection_invalidated
    state = sqlstate(failure)
    return lost or state in MOMENTARY or state[:2] in AWAY


def sqlstate(failure: DBAPIError | PostgresError) -> str:
    """By whatever way the statement went: SQLAlchemy's, or a wire."""
    said = failure.orig if isinstance(failure, DBAPIError) else failure
    return getattr(said, "sqlstate", None) or ""


async def driver(session: AsyncSession) -> Any:
    """The asyncpg connection under the session, in the same transaction. For hot.py files only."""
    adapted = await _adapted(session)
    if adapted._transaction is None:  # noqa: SLF001 - SQLAlchemy begins with its own first statement
        try:
            await adapted._start_transaction()  # noqa: SLF001
        except Dialect.Error as trouble:
            raise await _told(session, "begin", trouble) from trouble
    return adapted.driver_connection


async def fetch(session: AsyncSession, sql: str, *arguments: object) -> Sequence[Row]:
    """One statement of a hot path, in the session's transaction, past SQLAlchemy: that costs a
    tenth of an ORM query (bench/checkouts.py). Arguments are $1, $2, ... For hot.py files only."""
    if session.new or session.dirty or session.deleted:
        await session.flush()
    try:
        return cast("Sequence[Row]", await (await driver(session)).fetch(sql, *arguments))
    except (PostgresError, InterfaceError, OSError) as trouble:
        raise await _told(session, sql, trouble) from trouble


async def _told(session: AsyncSession, sql: str, trouble: Exception) -> DBAPIError:
    """As SQLAlchemy would have raised it; a broken connection is not used again."""
    connection = await session.connection()
    adapted = await _adapted(session)
    silent = isinstance(trouble, TimeoutError)
    broken = silent or bool(adapted.driver_connection.is_closed())
    if broken:
        await connection.invalidate()
    return DBAPIError(
        sql,
        None,
        adapted.dbapi.Error(str(trouble), trouble),
        hide_parameters=True,
        connection_invalidated=broken,
    )


async def _adapted(session: AsyncSession) -> Any:
    """SQLAlchemy's own wrapper of the driver's connection."""
    return (await (await session.connection()).get_raw_connection()).dbapi_connection
