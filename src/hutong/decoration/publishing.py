"""Publishing by two, where the shop wants it: who built a page asks, and somebody else shows it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.access import Approval
from hutong.decoration import queries, service
from hutong.decoration.models import PublishingRule
from hutong.decoration.service import Span
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Invalid
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import FALLBACK

KIND = "decoration.page"


async def set_publishing(session: AsyncSession, *, by_two: bool, by: Actor) -> PublishingRule:
    before = await queries.published_by_two(session)
    rule = PublishingRule(by_two=by_two, set_at=clock.now(), set_by=by.name)
    session.add(rule)
    await session.flush()
    access.record(
        session,
        by,
        "decoration.set_publishing",
        object_type=PublishingRule.__tablename__,
        object_id=rule.id,
        label=_("Publishing by two"),
        before={"by_two": before},
        after={"by_two": by_two},
    )
    return rule


async def ask_publishing(
    session: AsyncSession, page_id: UUID, *, revision: int, span: Span, by: Actor
) -> Approval:
    """The draft is kept as a version, and shown once a second person has agreed to just that.
    Raises EditedMeanwhile, Invalid, AsksAlready."""
    page = await service.finished(session, page_id, revision=revision, span=span)
    await access.make_way(session, KIND, str(page_id), by=by)
    version = await service.keep_version(session, page, by)
    from_at, until_at = span
    request = access.Request(
        kind=KIND,
        about=str(page_id),
        label=f"{page.title.get(FALLBACK, page.path)} · {version.number}",
        reason=_told(from_at, until_at),
        facts={
            "title": {to: f"{words} · {version.number}" for to, words in page.title.items()},
            "version": version.number,
            "from_at": from_at.isoformat() if from_at else "",
            "until_at": until_at.isoformat() if until_at else "",
        },
        four_eyes=True,
    )
    approval = access.ask_approval(session, request, by=by)
    await session.flush()
    return approval


async def decide_publishing(
    session: AsyncSession, approval_id: UUID, *, approved: bool, note: str, by: Actor
) -> Approval:
    """What was to begin already begins at once. Raises as access.decide does, and Invalid once
    its end is over."""
    approval = await access.decide(session, approval_id, approved=approved, note=note, by=by)
    if not approved:
        return approval
    page_id, facts = UUID(approval.about), approval.facts
    from_at, until_at = _moment(facts["from_at"]), _moment(facts["until_at"])
    if from_at is not None and from_at <= clock.now():
        from_at = None
    if problems := service.span_problems(from_at, until_at):
        raise Invalid(problems)
    await queries.hold_publishing(session)
    page = await queries.find_page(session, page_id, lock=True)
    version = await queries.find_version(session, page_id, facts["version"])
    await service.show_version(session, page, version, span=(from_at, until_at), by=by)
    return approval


async def publishing_asked(session: AsyncSession, page_id: UUID) -> Sequence[Approval]:
    """What waits first, then the newest that was decided."""
    return await access.approvals_about(session, KIND, str(page_id))


def _moment(told: str) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


def _told(from_at: datetime | None, until_at: datetime | None) -> str:
    """In digits, whoever reads it: nothing for at once and for good."""
    if from_at is None and until_at is None:
        return ""
    begin, end = (
        moment.astimezone(clock.SHOP_ZONE).strftime("%Y-%m-%d %H:%M") if moment else ""
        for moment in (from_at, until_at)
    )
    return f"{begin} ~ {end}"
