"""A write that is sent again is done once: the first answer is kept under the client's key."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import HeaderParameter
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity, members
from hutong.api import queries
from hutong.api.bearer import Asked, token_of
from hutong.api.models import KeptAnswer
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.errors import Conflict
from hutong.kernel.jobs import Periodic, Task
from hutong.web.session import Db
from hutong.web.visitor import NotSignedIn

KEPT_FOR = timedelta(days=2)
# Who asks and what they were answered under that key, in one statement past SQLAlchemy: orders and
# payments begin with it, and `bench/checkouts.py` measures the whole way.
ASKED_BEFORE = f"""
    select who.subject_id, kept.* from ({members.WHOSE}) who
    left join api_answer kept on kept.member_id = who.subject_id and kept.key = $3
"""  # noqa: S608 - our own words
KEEP = """
    insert into api_answer (member_id, key, fingerprint, status, body, at)
    values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning key
"""
REPLAYED = "idempotent-replayed"
KEY_MIN = 8
KEY_MAX = 64
KEY_CHARACTERS = r"[\x21-\x7e]"

Key = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        min_length=KEY_MIN,
        max_length=KEY_MAX,
        pattern=f"^{KEY_CHARACTERS}+$",
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


async def keep(
    db: Database, request: Repeatable, act: Callable[[], Awaitable[Any]], *, status: int = 201
) -> Response[Any]:
    """Do it and keep the answer. The act opens its own transactions and is harmless to repeat;
    whoever calls has seen that nothing is kept. Two at the same moment: the first answer is kept,
    and both are given it. What fails is not kept, so it may be tried again. Raises KeyReused."""
    body = msgspec.json.encode(await act())
    kept = (request.member_id, request.key, request.fingerprint, status, body, clock.now())
    if await db.write(KEEP, *kept):
        return answered(body, status)
    async with db.reading() as session:
        return await _again(session, request)


@dataclass(frozen=True)
class Before:
    """Who asks, and what was answered to them under the key that they send."""

    member_id: UUID
    kept: KeptAnswer | None

    def answer(self, request: Repeatable) -> Response[Any] | None:
        """None when this is the first time. Raises KeyReused."""
        return _once_more(self.kept, request) if self.kept else None


AskedBefore = NamedDependency[Before]


async def provide_asked_before(request: Asked, db: Db) -> Before:
    """No transaction is left open. Raises NotSignedIn."""
    token, key = token_of(request), request.headers.get("idempotency-key", "")
    hashed = identity.token_hash(token) if token else b""
    found = await db.glance(ASKED_BEFORE, hashed, clock.now(), key)
    if not found:
        raise NotSignedIn
    row = dict(found[0])
    member_id = row.pop("subject_id")
    return Before(member_id, KeptAnswer(**row) if row["key"] is not None else None)


async def forget_old(db: Database) -> None:
    async with db.transaction() as session:
        old = KeptAnswer.at < clock.now() - KEPT_FOR
        await session.execute(delete(KeptAnswer).where(old))


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
