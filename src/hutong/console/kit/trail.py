"""Every deed of the console lands in the audit trail with what it changed, and once: what a module
wrote there about the deed itself stands instead of the console's own line."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.console.kit.actions import Action, Deed, Done, Subject
from hutong.console.kit.answers import Visit
from hutong.console.kit.fields import Answers
from hutong.console.kit.screens import FormScreen
from hutong.console.kit.viewer import Viewer

PLAIN = str | int | bool


async def perform(visit: Visit, action: Action, key: str, answers: Answers) -> Done:
    """Do it to the thing of that key, or raise what the business refuses and leave no trace."""
    async with visit.session.begin_nested():
        deed = visit.deed(await action.subject.find(visit.session, key))
        return await do(deed, action, answers)


async def do(deed: Deed, action: Action, answers: Answers) -> Done:
    """The deed itself, with its line in the trail."""
    name = f"{action.subject.kind}.{action.slug}"
    async with audited(deed, action.subject, name, answers):
        done = await action.run(deed, answers)
    return done or Done()


async def save(visit: Visit, screen: FormScreen, subject: Any, answers: Answers) -> Done:
    """Store what a form says of the subject, or of something new where there is none."""
    deed = visit.deed(subject)
    async with visit.session.begin_nested():
        if subject is None:
            return await _create(deed, screen, answers)
        async with audited(deed, screen.subject, f"{screen.subject.kind}.edit"):
            return await screen.save(deed, answers)


@asynccontextmanager
async def audited(
    deed: Deed, subject: Subject, name: str, answers: Answers | None = None
) -> AsyncIterator[None]:
    """What changes inside is recorded with before and after, and what was answered beside it."""
    row, label = deed.subject, subject.label(deed.subject)
    before = await _facts(deed.session, subject, row)
    written = access.lines_written(deed.session)
    yield
    if access.lines_written(deed.session) > written:
        return
    await deed.session.flush()
    after = await _facts(deed.session, subject, row) | _told(answers or {})
    _record(deed, subject, name, label=label, before=before, after=after)


async def _create(deed: Deed, screen: FormScreen, answers: Answers) -> Done:
    """Something new: there is no before."""
    written = access.lines_written(deed.session)
    done = await screen.save(deed, answers)
    if access.lines_written(deed.session) > written:
        return done
    await deed.session.flush()
    subject, made = screen.subject, replace(deed, subject=done.created)
    after = await _facts(deed.session, subject, done.created)
    label = subject.label(done.created)
    _record(made, subject, f"{subject.kind}.create", label=label, before={}, after=after)
    return done


def taken_out(
    session: AsyncSession, viewer: Viewer, name: str, *, label: str, facts: Mapping[str, Any]
) -> None:
    """Data left the house as a file: what, how much of it, and by which filters."""
    access.record(
        session,
        viewer.actor,
        name,
        object_type="file",
        object_id=name,
        label=label,
        after=dict(facts),
        ip=viewer.ip,
    )


async def _facts(session: AsyncSession, subject: Subject, row: Any) -> dict[str, Any]:
    if subject.facts is None:
        return access.snapshot(row)
    return dict(await subject.facts(session, row))


def _told(answers: Answers) -> dict[str, Any]:
    """The reason given, the number typed: what explains the change."""
    told = {name: value for name, value in answers.items() if isinstance(value, PLAIN) and value}
    return {f"({name})": value for name, value in told.items()}


def _record(
    deed: Deed,
    subject: Subject,
    name: str,
    *,
    label: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    access.record(
        deed.session,
        deed.by,
        name,
        object_type=subject.kind,
        object_id=subject.id_of(deed.subject),
        label=label,
        before=before,
        after=after,
        ip=deed.ip,
    )
