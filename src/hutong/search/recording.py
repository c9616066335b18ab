"""Writes down what shoppers looked for and what came of it, many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import TextClause, func, or_, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity
from hutong.identity import SubjectKind
from hutong.kernel import clock
from hutong.kernel.ids import new_id
from hutong.search.models import Asked
from hutong.search.notes import Added, Clicked, Looked, Note

CLAIM = timedelta(days=1)
"""What a browser asked for so long before its shopper signed in was asked by that member."""

ASK = text("""
    insert into search_asked as kept
        (id, device, member_id, words, meant, day, at, times, total, shown)
    select id, device, member_id, words, meant, day, at, times, total, shown
    from jsonb_to_recordset(cast(:rows as jsonb)) as fresh (
        id uuid, device text, member_id uuid, words text, meant text, day date,
        at timestamptz, times bigint, total bigint, shown jsonb)
    order by device, words, day
    on conflict (device, words, day) do update set
        times = kept.times + excluded.times,
        member_id = coalesce(excluded.member_id, kept.member_id),
        meant = excluded.meant,
        total = case when excluded.times > 0 then excluded.total else kept.total end,
        shown = case when pg_column_size(kept.shown) < 16000
                     then kept.shown || excluded.shown else kept.shown end
""")
CLICK = text("""
    insert into search_deed (asked_id, product_id, kind, position, at)
    select distinct on (asked.id, fresh.product_id)
        asked.id, fresh.product_id, 'clicked', fresh.first + place.number, fresh.at
    from jsonb_to_recordset(cast(:rows as jsonb)) as fresh (
        device text, words text, view text, first bigint, product_id uuid, day date,
        at timestamptz)
    join lateral (
        select id, shown from search_asked
        where device = fresh.device and words = fresh.words
            and day between fresh.day - 1 and fresh.day
        order by day desc limit 1
    ) as asked on true
    join lateral (
        select number from jsonb_array_elements_text(asked.shown -> fresh.view)
            with ordinality as shown (id, number)
        where shown.id = cast(fresh.product_id as text) limit 1
    ) as place on true
    order by asked.id, fresh.product_id, fresh.at
    on conflict do nothing
""")
ADD = text("""
    insert into search_deed (asked_id, product_id, kind, position, at)
    select distinct on (clicked.asked_id, clicked.product_id)
        clicked.asked_id, clicked.product_id, 'added', clicked.position, fresh.at
    from jsonb_to_recordset(cast(:rows as jsonb)) as fresh (
        device text, product_id uuid, day date, at timestamptz)
    join lateral (
        select deed.* from search_asked asked join search_deed deed on deed.asked_id = asked.id
        where asked.device = fresh.device and asked.day >= fresh.day - 2
            and deed.product_id = fresh.product_id and deed.kind = 'clicked'
            and deed.at between fresh.at - interval '1 day' and fresh.at
        order by deed.at desc limit 1
    ) as clicked on true
    order by clicked.asked_id, clicked.product_id, fresh.at
    on conflict do nothing
""")
BUY = text("""
    insert into search_deed (asked_id, product_id, kind, position, at, order_id)
    select distinct on (clicked.asked_id, clicked.product_id)
        clicked.asked_id, clicked.product_id, 'bought', clicked.position, fresh.at, fresh.order_id
    from jsonb_to_recordset(cast(:rows as jsonb)) as fresh (
        order_id uuid, member_id uuid, product_id uuid, day date, at timestamptz)
    join lateral (
        select deed.* from search_asked asked join search_deed deed on deed.asked_id = asked.id
        where asked.member_id = fresh.member_id and asked.day >= fresh.day - 8
            and deed.product_id = fresh.product_id and deed.kind = 'clicked'
            and deed.at between fresh.at - interval '7 days' and fresh.at
        order by deed.at desc limit 1
    ) as clicked on true
    order by clicked.asked_id, clicked.product_id, fresh.at
    on conflict do nothing
""")


@dataclass(frozen=True, kw_only=True, slots=True)
class Bought:
    """A product of an order that was paid for."""

    order_id: UUID
    member_id: UUID
    product_id: UUID
    at: datetime


async def write(session: AsyncSession, notes: Sequence[Note]) -> None:
    """In the order in which things follow from each other: looked, clicked, added."""
    looked = [note for note in notes if isinstance(note, Looked)]
    if looked:
        await _run(session, ASK, await _asked(session, looked))
    await _run(session, CLICK, [_click(note) for note in notes if isinstance(note, Clicked)])
    await _run(session, ADD, [_added(note) for note in notes if isinstance(note, Added)])


async def credit(session: AsyncSession, bought: Sequence[Bought]) -> None:
    """What was paid for goes to the search by which its buyer last found it within a week."""
    await _run(session, BUY, [{**_fields(each), "day": _day(each.at)} for each in bought])


async def forget_history(session: AsyncSession, device: str, member_id: UUID | None) -> None:
    """These searches stay counted, but nobody knows whose they were."""
    theirs = Asked.device == device
    await session.execute(
        update(Asked)
        .where(or_(theirs, Asked.member_id == member_id) if member_id else theirs)
        .values(device=func.concat("forgotten ", Asked.id), member_id=None)
    )


async def claim(session: AsyncSession, device: str, member_id: UUID) -> None:
    """Who signs in at a browser is who searched there just before."""
    await session.execute(
        update(Asked)
        .where(
            Asked.device == device,
            Asked.member_id.is_(None),
            Asked.at >= clock.now() - CLAIM,
        )
        .values(member_id=member_id)
    )


async def _asked(session: AsyncSession, looked: Sequence[Looked]) -> list[dict[str, Any]]:
    """One row for what is one search, however often its results were looked at meanwhile."""
    tokens = {note.who.session_token for note in looked if note.who.session_token}
    members = await identity.subjects_of(session, tokens, SubjectKind.MEMBER) if tokens else {}
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for note in looked:
        key = note.who.device, note.words, _day(note.at)
        row = rows.setdefault(key, _first(note, key[2]))
        row["times"] += note.counts
        row["meant"] = note.meant
        row["member_id"] = members.get(note.who.session_token or "") or row["member_id"]
        row["total"] = note.total if note.counts else row["total"]
        row["shown"][note.view] = [str(product_id) for product_id in note.shown]
    return list(rows.values())


def _first(note: Looked, day: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "device": note.who.device,
        "member_id": None,
        "words": note.words,
        "day": day,
        "at": note.at,
        "times": 0,
        "total": note.total,
        "shown": {},
    }


def _click(note: Clicked) -> dict[str, Any]:
    return {
        "device": note.who.device,
        "words": note.words,
        "view": note.view,
        "first": note.first,
        "product_id": note.product_id,
        "day": _day(note.at),
        "at": note.at,
    }


def _added(note: Added) -> dict[str, Any]:
    return {
        "device": note.who.device,
        "product_id": note.product_id,
        "day": _day(note.at),
        "at": note.at,
    }


def _fields(bought: Bought) -> dict[str, Any]:
    return {name: getattr(bought, name) for name in ("order_id", "member_id", "product_id", "at")}


def _day(at: datetime) -> str:
    return clock.local_day(at).isoformat()


async def _run(session: AsyncSession, statement: TextClause, rows: Sequence[Any]) -> None:
    if rows:
        await session.execute(statement, {"rows": msgspec.json.encode(rows).decode()})
