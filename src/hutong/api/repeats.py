"""A write that is sent again is done once: the first answer is kept under the client's key."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response
from litestar.params import HeaderParameter
from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.api import queries
from hutong.api.models import KeptAnswer
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.errors import Conflict
from hutong.kernel.jobs import Periodic, Task

KEPT_FOR = timedelta(days=2)
KEPT = "select * from api_answer where member_id = $1 and key = $2"
REPLAYED = "idempotent-replayed"

Key = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        min_length=8,
        max_length=64,
        pattern=r"^[\x21-\x7e]+$",
        description="Chosen by the client, new for each new order or payment. The same key with "
        "the same body gives the first answer again; with another body it is refused.",
    ),
]


@dataclass(eq=False)
class KeyReused(Conflict):
    message = "This idempotency key was already used for another request."


@dataclass(frozen=True)
class Repeatable:
    """One request as the client may repeat it: who, under which key, and what it says."""

    member_id: UUID
    key: str
    fingerprint: str

    @classmethod
    def of(cls, member_id: UUID, key: str, *said: object) -> "Repeatable":
        packed = msgspec.json.encode(said, order="sorted")
        return cls(member_id, key, hashlib.sha256(packed).hexdigest())


async def once(
    session: AsyncSession,
    request: Repeatable,
    act: Callable[[], Awaitable[Any]],
    *,
    status: int = 201,
) -> Response[Any]:
    """Do it and keep the answer, in one transaction; or give the answer that was kept.

    Two at the same moment: the later one waits for the earlier. What fails is not kept, so it
    may be tried again. Raises KeyReused.
    """
    if not await _begin(session, request, status):
        return await _again(session, request)
    body = msgspec.json.encode(await act())
    await session.execute(
        update(KeptAnswer)
        .where(KeptAnswer.member_id == request.member_id, KeptAnswer.key == request.key)
        .values(body=body)
    )
    return answered(body, status)


async def once_with_strangers(
    db: Database, request: Repeatable, act: Callable[[], Awaitable[Any]], *, status: int = 201
) -> Response[Any]:
    """The same for an act that opens its own transactions, and that is harmless to repeat."""
    known = await kept(db, request)
    if known is not None:
        return known
    body = msgspec.json.encode(await act())
    async with db.transaction() as session:
        if await _begin(session, request, status, body):
            return answered(body, status)
        return await _again(session, request)


async def kept(db: Database, request: Repeatable) -> Response[Any] | None:
    """The answer that was kept; None when this is the first time. Raises KeyReused. For a write
    that keeps its answer itself."""
    found = await db.glance(KEPT, request.member_id, request.key)
    return _once_more(KeptAnswer(**found[0]), request) if found else None


async def forget_old(db: Database) -> None:
    async with db.transaction() as session:
        old = KeptAnswer.at < clock.now() - KEPT_FOR
        await session.execute(delete(KeptAnswer).where(old))


async def _begin(
    session: AsyncSession, request: Repeatable, status: int, body: bytes = b""
) -> bool:
    written = await session.scalar(
        insert(KeptAnswer)
        .values(**vars(request), status=status, body=body, at=clock.now())
        .on_conflict_do_nothing()
        .returning(KeptAnswer.key)
    )
    return written is not None


async def _again(session: AsyncSession, request: Repeatable) -> Response[Any]:
    return _once_more(await queries.answer(session, request.member_id, request.key), request)


def _once_more(known: KeptAnswer | None, request: Repeatable) -> Response[Any]:
    if known is None or known.fingerprint != request.fingerprint:
        raise KeyReused
    answer = answered(known.body, known.status)
    answer.headers[REPLAYED] = "true"
    return answer


def answered(body: bytes, status: int) -> Response[Any]:
    return Response(body, status_code=status, media_type="application/json")


TASKS: dict[str, Task] = {"api.forget_answers": forget_old}
SCHEDULE = (Periodic("23 * * * *", "api.forget_answers"),)
