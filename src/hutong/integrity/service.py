"""Looks, mends what a rule can mend, and says what a person must mend."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.integrity import queries, telling
from hutong.integrity.models import Finding, Run
from hutong.integrity.registry import INVARIANTS, by_id
from hutong.integrity.repairs import REPAIRS
from hutong.kernel import clock, invariants
from hutong.kernel.actor import Actor
from hutong.kernel.db import Database
from hutong.kernel.errors import DomainError, Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.ids import as_id, new_id
from hutong.kernel.invariants import KEYS_MAX, Broken, Invariant

TRIES_MAX = 3
TRY_AGAIN_AFTER = timedelta(minutes=10)
MENDED_AT_ONCE = 100
NOT_ASKED = -1
SAYS_MAX = 200
NOTE_MAX = 500
RULES_TIME = timedelta(minutes=10)

log = structlog.get_logger()

Found = Mapping[str, Sequence[Broken] | None]
"""What breaks each invariant; None where the database did not answer."""


async def check(db: Database, *, news_only: bool = False, name: str = "", by: str = "") -> Run:
    """Look at the invariants, or at one; mend, look again at what was mended, and raise or end
    alarms."""
    at = clock.now()
    wanted = [each for each in INVARIANTS if not (news_only and each.at_once)]
    if name:
        wanted = [by_id[name]]
    found = {each.id: await _ask(db, each, at) for each in wanted}
    await _note_findings(db, found, at)
    mended = await _mend_by_rule(db, list(found), at)
    again = {name for name, _key in mended}
    for each in wanted:
        if each.id in again:
            found[each.id] = await _ask(db, each, clock.now())
    return await _conclude(db, found, started_at=at, by=by)


async def mend(session: AsyncSession, finding_id: UUID) -> None:
    """Have the rule try now, however often it has tried. Raises NoSuchFinding, Invalid."""
    await queries.find(session, finding_id)
    finding = await queries.locked(session, finding_id)
    if finding is None or not finding.is_open or finding.invariant not in REPAIRS:
        raise Invalid([Problem("finding", _("No rule can mend this now."))])
    await _repair(session, finding, clock.now())


async def take_note(session: AsyncSession, finding_id: UUID, note: str, *, by: Actor) -> Finding:
    """What a person found out or did about it."""
    finding = await queries.find(session, finding_id)
    finding.write(note.strip()[:NOTE_MAX], by=by)
    return finding


async def forget(db: Database, kept: timedelta) -> None:
    """Runs and what they found long ago; what is still broken stays."""
    before = clock.now() - kept
    async with db.transaction() as session:
        await session.execute(delete(Run).where(Run.started_at < before))
        await session.execute(delete(Finding).where(Finding.ended_at < before))


async def _ask(db: Database, invariant: Invariant, at: datetime) -> Sequence[Broken] | None:
    try:
        async with db.reading() as session:
            return await invariants.broken(session, [invariant], at=at)
    except DBAPIError:
        log.warning("integrity.not_asked", invariant=invariant.id, exc_info=True)
        return None


async def _note_findings(db: Database, found: Found, at: datetime) -> None:
    rows = [
        {
            "id": new_id(),
            "invariant": name,
            "key": key,
            "says": says,
            "first_seen_at": at,
            "last_seen_at": at,
        }
        for (name, key), says in _things(found).items()
    ]
    async with db.transaction() as session:
        if rows:
            adding = insert(Finding).values(rows)
            await session.execute(
                adding.on_conflict_do_update(
                    index_elements=["invariant", "key"],
                    index_where=Finding.ended_at.is_(None),
                    set_={"says": adding.excluded.says, "last_seen_at": at},
                )
            )


async def _mend_by_rule(db: Database, names: Sequence[str], at: datetime) -> set[tuple[str, str]]:
    async with db.reading() as session:
        due = [
            each
            for each in await queries.still_open(session, names)
            if each.invariant in REPAIRS
            and each.tries < TRIES_MAX
            and (each.tried_at is None or each.tried_at < at - TRY_AGAIN_AFTER)
        ][:MENDED_AT_ONCE]
    for each in due:
        async with db.transaction() as session:
            finding = await queries.locked(session, each.id)
            if finding is not None and finding.is_open:
                await _repair(session, finding, at)
    return {(each.invariant, each.key) for each in due}


async def _repair(session: AsyncSession, finding: Finding, at: datetime) -> None:
    """One that fails says why, and changes nothing."""
    try:
        async with session.begin_nested():
            await REPAIRS[finding.invariant].run(session, as_id(finding.key), at)
    except (DomainError, DBAPIError) as trouble:
        finding.tried(at, trouble=repr(trouble)[:NOTE_MAX])
        log.warning("integrity.not_mended", invariant=finding.invariant, key=finding.key)
    else:
        finding.tried(at)
        log.info("integrity.tried", invariant=finding.invariant, key=finding.key)


async def _conclude(db: Database, found: Found, *, started_at: datetime, by: str) -> Run:
    at = clock.now()
    async with db.transaction() as session:
        ended = await _end_what_is_gone(session, found, at)
        await telling.tell(session, ended, at)
        left = await queries.still_open(session, list(by_id))
        await telling.tell(session, [each for each in left if each.invariant in found], at)
        counts = {name: _count(each) for name, each in found.items()}
        run = Run(
            started_at=started_at,
            ended_at=at,
            by=by,
            counts=counts,
            mended=sum(each.by_rule for each in ended),
        )
        session.add(run)
        people = [each for each in left if _is_for_a_person(each, at)]
        await access.set_alarms(session, "integrity.broken", _alarms(people))
    return run


async def _end_what_is_gone(session: AsyncSession, found: Found, at: datetime) -> list[Finding]:
    """A query that names no more than its limit says nothing of the rest."""
    sure = {name for name, each in found.items() if each is not None and len(each) < KEYS_MAX}
    seen = _things(found)
    ended = [
        each
        for each in await queries.still_open(session, sorted(sure))
        if (each.invariant, each.key) not in seen
    ]
    for each in ended:
        each.end(at)
    return ended


def _is_for_a_person(finding: Finding, at: datetime) -> bool:
    """No rule mends it, or the rule had its time."""
    return finding.invariant not in REPAIRS or at - finding.first_seen_at >= RULES_TIME


def _alarms(left: Iterable[Finding]) -> dict[str, dict[str, str | int]]:
    """One for each invariant, with one of the things that break it."""
    alarms: dict[str, dict[str, str | int]] = {}
    for each in left:
        told = alarms.setdefault(each.invariant, {"count": 0, "example": each.says})
        told["count"] = int(told["count"]) + 1
    return alarms


def _things(found: Found) -> dict[tuple[str, str], str]:
    """What is said of each thing, by its invariant and key."""
    return {
        (each.invariant, each.key or ""): (each.says or "")[:SAYS_MAX]
        for some in found.values()
        for each in some or ()
    }


def _count(found: Sequence[Broken] | None) -> int:
    if found is None:
        return NOT_ASKED
    return found[0].total if found else 0
