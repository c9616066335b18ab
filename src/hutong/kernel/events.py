"""What happened, written down in the transaction that made it happen.

Calls go down the layers, events go up. `emit` adds one row to the log in the caller's
transaction. A consumer (one for each reaction that `wiring.py` lists) reads the events after its
own place, in batches, and handles the batch, its effects and the new place in one transaction:
effects on our database happen exactly once, and one batch costs one commit.

A place in the log is (xid, position), not position alone: positions are given out at the insert,
long before the commit. Only events of transactions older than every open one are read, so that
no slow writer's event is stepped over.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec
import structlog
from asyncpg import PostgresError
from sqlalchemy import FetchedValue, Index, Text, text
from sqlalchemy import Sequence as Numbers
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from hutong.kernel import clock
from hutong.kernel.crashpoints import crashpoint
from hutong.kernel.db import Base, Database, Rows, will_pass
from hutong.kernel.errors import NotFound

BATCH_MAX = 500
IDLE_SECONDS = 0.2
BUSY_SECONDS = 0.5
BUSY = 100  # events in one round
TROUBLE_SECONDS = 3

log = structlog.get_logger()


class Event:
    """Frozen, keyword-only dataclass: ids and the facts known at that moment.

    Fields may be added with a default, never renamed: old events stay in the log.
    """

    name: ClassVar[str]
    about: ClassVar[str] = ""
    """The field that names the thing, so that events of one thing can be found together."""

    @property
    def key(self) -> UUID | None:
        return getattr(self, self.about) if self.about else None


OneByOne = Callable[[AsyncSession, Any], Awaitable[None]]


@dataclass(frozen=True)
class Batched:
    """A reaction to all events of a batch at once, in their order: `func(session, events)`."""

    func: Callable[[AsyncSession, Sequence[Any]], Awaitable[None]]
    most: int = BATCH_MAX


Reaction = OneByOne | Batched


@dataclass(frozen=True, kw_only=True)
class Wiring:
    reactions: Mapping[type[Event], Sequence[Reaction]] = field(default_factory=dict)

    def consumers(self) -> dict[str, "Consumer"]:
        """One for each reaction, by the name under which it keeps its place."""
        heard: dict[Reaction, dict[str, type[Event]]] = {}
        for event_type, reactions in self.reactions.items():
            for reaction in reactions:
                heard.setdefault(reaction, {})[event_type.name] = event_type
        return {name_of(reaction): Consumer(reaction, types) for reaction, types in heard.items()}


@dataclass(frozen=True)
class Consumer:
    reaction: Reaction
    hears: Mapping[str, type[Event]]

    @property
    def most(self) -> int:
        """How many events it is given at once."""
        return self.reaction.most if isinstance(self.reaction, Batched) else BATCH_MAX

    async def handle(self, session: AsyncSession, *happened: tuple[str, Any]) -> None:
        """Events by name and payload."""
        events = [msgspec.convert(payload, self.hears[name]) for name, payload in happened]
        if isinstance(self.reaction, Batched):
            await self.reaction.func(session, events)
            return
        for event in events:
            await self.reaction(session, event)


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


class Happened(Base):
    __tablename__ = "event"
    __table_args__ = (
        Index("event_place_idx", "xid", "position"),
        Index("event_key_idx", "key", postgresql_where=text("key is not null")),
        {"postgresql_partition_by": "RANGE (recorded_at)"},
    )

    position: Mapped[int] = mapped_column(
        Numbers("event_position_seq"),  # named, so that many events are one INSERT
        primary_key=True,
        insert_sentinel=True,
    )
    recorded_at: Mapped[datetime] = mapped_column(primary_key=True, server_default=text("now()"))
    xid: Mapped[int] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))
    name: Mapped[str]
    key: Mapped[UUID | None]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    at: Mapped[datetime]

    __mapper_args__ = {"eager_defaults": False}


class Place(Base):
    """How far a consumer has read."""

    __tablename__ = "event_consumer"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    xid: Mapped[int] = mapped_column(Xid8, server_default=text("'0'::xid8"))
    position: Mapped[int] = mapped_column(server_default=text("0"))
    moved_at: Mapped[datetime] = mapped_column(server_default=FetchedValue())


class Parked(Base):
    """An event that a consumer could not handle. A person looks, mends, and retries it."""

    __tablename__ = "event_parked"

    consumer: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    error: Mapped[str]
    parked_at: Mapped[datetime]


def emit(session: Rows, event: Event) -> None:
    """Say what happened; it is in the log if and only if the transaction commits."""
    payload = msgspec.to_builtins(event)
    session.add(Happened(name=event.name, key=event.key, payload=payload, at=clock.now()))


# Most stand at the same place, and so the log is read once for all of them.
PLACES = text("""
    select xid::text as xid, position, array_agg(name order by name) as names from event_consumer
    where name = any(:names) group by event_consumer.xid, position
""")
SLICE = text("""
    select xid::text as xid, position, name,
           case when name = any(:heard) then payload end as payload
    from event_slice(cast(cast(:xid as text) as xid8), :position, :most) happened
    order by happened.xid, position
""")
HOLD = text("""
    select name from event_consumer
    where name = any(:names) and xid = cast(cast(:xid as text) as xid8) and position = :position
    for update skip locked
""")
MOVE = text(
    "update event_consumer set xid = cast(cast(:xid as text) as xid8), position = :position,"
    " moved_at = now() where name = any(:names)"
)
ENROL = text(
    "insert into event_consumer (name, moved_at) select unnest(cast(:names as text[])), now()"
    " on conflict do nothing"
)

SKIP = text("""
    insert into event_consumer as place (name, xid, position, moved_at)
    select unnest(cast(:names as text[])), pg_current_xact_id(),
           (select coalesce(max(position), 0) from event), now()
    on conflict (name) do update
    set xid = excluded.xid, position = excluded.position, moved_at = excluded.moved_at
""")


async def enrol(db: Database, wiring: Wiring) -> None:
    """Give every consumer a place in the log; a new one begins at its beginning."""
    async with db.transaction() as session:
        await session.execute(ENROL, {"names": list(wiring.consumers())})


async def skip_to_end(session: AsyncSession, wiring: Wiring) -> None:
    """Every consumer has read all that is there, this transaction's events included: for whoever
    filled a new database and has done what the reactions would do."""
    await session.flush()
    await session.execute(SKIP, {"names": list(wiring.consumers())})


async def consume(db: Database, wiring: Wiring) -> int:
    """One batch for every consumer that is behind. How many events the longest of them had."""
    handled, _ = await _round(db, wiring)
    return handled


async def _round(db: Database, wiring: Wiring) -> tuple[int, bool]:
    """How many events somebody had before them, and whether somebody could not take all."""
    more = False
    consumers = wiring.consumers()
    async with db.reading() as session:
        places = (await session.execute(PLACES, {"names": list(consumers)})).all()
        slices = [(place, await _ahead(session, place, consumers)) for place in places]
    for place, ahead in slices:
        names = {happened.name for happened in ahead}
        hearing = [name for name in place.names if consumers[name].hears.keys() & names]
        deaf = [name for name in place.names if name not in hearing]
        await _go_on(db, place, deaf, ahead=ahead)
        for name in hearing:
            consumer = consumers[name]
            await _go_on(db, place, [name], ahead=ahead[: consumer.most], consumer=consumer)
        more |= any(len(ahead) >= consumers[name].most for name in hearing or place.names)
    return max((len(ahead) for _, ahead in slices), default=0), more


async def follow(db: Database, wiring: Wiring, stop: asyncio.Event) -> None:
    """Consume until told to stop. A database that is away is waited for.

    Who has read everything takes a breath, a deeper one in a busy shop: what is handled together
    costs a fraction of what is handled as it comes.
    """
    await enrol(db, wiring)
    while not stop.is_set():
        try:
            handled, more = await _round(db, wiring)
            pause = 0 if more else BUSY_SECONDS if handled > BUSY else IDLE_SECONDS
        except (DBAPIError, OSError):
            log.warning("events.trouble", exc_info=True)
            pause = TROUBLE_SECONDS
        if pause:
            await _sleep(stop, pause)


@dataclass(eq=False)
class NotParked(NotFound):
    message = "This event is not parked any more."
    position: int


async def find_parked(session: AsyncSession, consumer: str, position: int) -> Parked:
    """Held until the end of the transaction. Raises NotParked."""
    parked = await session.get(Parked, (consumer, position), with_for_update=True)
    if parked is None:
        raise NotParked(position)
    return parked


async def retry(db: Database, wiring: Wiring, *, consumer: str, position: int) -> None:
    """Handle a parked event again; it stays parked when it fails again."""
    async with db.transaction() as session:
        parked = await find_parked(session, consumer, position)
        await wiring.consumers()[consumer].handle(session, (parked.name, parked.payload))
        await session.delete(parked)


async def _ahead(
    session: AsyncSession, place: Any, consumers: Mapping[str, Consumer]
) -> Sequence[Any]:
    """The events after a place, with the contents of those that somebody who stands there hears."""
    here = [consumers[name] for name in place.names]
    wanted = {
        "heard": list({name for consumer in here for name in consumer.hears}),
        "most": max(consumer.most for consumer in here),
        "xid": place.xid,
        "position": place.position,
    }
    return (await session.execute(SLICE, wanted)).all()


async def _go_on(
    db: Database,
    place: Any,
    names: Sequence[str],
    *,
    ahead: Sequence[Any],
    consumer: Consumer | None = None,
) -> None:
    """From a place to the end of these events. Who is not there any more, or is held by another
    worker, is left alone."""
    if not names or not ahead:
        return
    async with db.transaction() as session:
        here = {"names": names, "xid": place.xid, "position": place.position}
        held = list(await session.scalars(HOLD, here))
        if not held:
            return
        if consumer:
            heard = [happened for happened in ahead if happened.name in consumer.hears]
            await _handle(session, names[0], consumer, heard)
            crashpoint("events.handled")
        last = ahead[-1]
        moved = {"names": held, "xid": last.xid, "position": last.position}
        await session.execute(MOVE, moved)


async def _handle(
    session: AsyncSession, name: str, consumer: Consumer, batch: Sequence[Any]
) -> None:
    if not batch:
        return
    try:
        async with session.begin_nested():
            await consumer.handle(session, *((row.name, row.payload) for row in batch))
    except Exception as failure:
        if _is_transient(failure):
            raise
        for row in batch:
            await _handle_alone(session, name, consumer, row)


async def _handle_alone(session: AsyncSession, name: str, consumer: Consumer, row: Any) -> None:
    try:
        async with session.begin_nested():
            await consumer.handle(session, (row.name, row.payload))
    except Exception as failure:
        if _is_transient(failure):
            raise
        log.exception("events.parked", consumer=name, position=row.position, event_name=row.name)
        session.add(
            Parked(
                consumer=name,
                position=row.position,
                name=row.name,
                payload=row.payload,
                error=repr(failure)[:2000],
                parked_at=clock.now(),
            )
        )
        await session.flush()


def _is_transient(failure: Exception) -> bool:
    if isinstance(failure, DBAPIError | PostgresError):
        return will_pass(failure)
    return isinstance(failure, OSError)


async def _sleep(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        pass


def name_of(work: Callable[..., object] | Batched) -> str:
    """module.function of a reaction, under which its place is kept: renaming starts it anew."""
    function: Any = getattr(work, "func", work)  # what wraps a function is named by it
    return f"{function.__module__}.{function.__qualname__}"
