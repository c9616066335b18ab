"""Certificates and inspection reports: which goods need them, which are valid, which run out."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.kernel import clock, files
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.errors import Conflict, Invalid, Problem, Refused
from hutong.kernel.i18n import gettext as _
from hutong.listing import duties, queries, shelf, validity
from hutong.listing.models import Paper, PaperFile, Says
from hutong.listing.shelf import Because
from hutong.listing.states import Cause, PaperKind

BYTES_MAX = 10 * 1024 * 1024
TEXT_MAX = 80
PAPERS_MAX = 100


@dataclass(eq=False)
class NotAPaper(Refused):
    message = "A certificate is a PDF, JPEG or PNG file of at most 10 MB."


@dataclass(eq=False)
class WithdrawnAlready(Conflict):
    message = "This certificate was withdrawn already."


@dataclass(frozen=True, kw_only=True)
class PaperDraft:
    product_id: UUID
    kind: PaperKind
    number: str
    issuer: str
    issued_on: date
    file_key: str
    expires_on: date | None = None
    batch: str = ""
    supplier: str = ""
    passed: bool = True

    def problems(self) -> Iterator[Problem]:
        for field in ("number", "issuer", "batch", "supplier"):
            if len(getattr(self, field)) > TEXT_MAX:
                yield Problem(field, _("At most {max} characters.").format(max=TEXT_MAX))
        for field in ("number", "issuer", "file_key"):
            if not getattr(self, field).strip():
                yield Problem(field, _("This is needed."))
        if self.expires_on and self.expires_on < self.issued_on:
            yield Problem("expires_on", _("It cannot end before it begins."))


async def put_file(session: AsyncSession, content: bytes) -> str:
    """Its key. The same bytes are kept once. Raises NotAPaper."""
    media_type = files.document_type(content)
    if not media_type or len(content) > BYTES_MAX:
        raise NotAPaper
    key = hashlib.sha256(content).hexdigest()
    row = {"key": key, "media_type": media_type, "content": content}
    await session.execute(insert(PaperFile).values(row).on_conflict_do_nothing())
    return key


async def add_paper(session: AsyncSession, draft: PaperDraft, *, by: Actor) -> Paper:
    """Goods on sale whose latest inspection of a batch failed are taken off at once. Raises
    Invalid, ProductNotFound."""
    problems = list(draft.problems())
    await catalog.product_by_id(session, draft.product_id)
    if draft.file_key and not await queries.has_file(session, draft.file_key):
        problems.append(Problem("file_key", _("Please choose the file again.")))
    if len(await queries.papers_of(session, [draft.product_id])) >= PAPERS_MAX:
        problems.append(Problem("kind", _("At most {max} of these.").format(max=PAPERS_MAX)))
    if problems:
        raise Invalid(problems)
    paper = Paper(
        product_id=draft.product_id,
        kind=draft.kind,
        number=draft.number,
        issuer=draft.issuer,
        batch=draft.batch,
        supplier=draft.supplier,
        passed=draft.passed,
        issued_on=draft.issued_on,
        expires_on=draft.expires_on,
        file_key=draft.file_key,
        added_at=clock.now(),
        added_by=by.name,
    )
    session.add(paper)
    await session.flush()
    await _take_off_failed(session, paper)
    await duties.observe(session, [draft.product_id])
    return paper


async def withdraw_paper(session: AsyncSession, paper_id: UUID, *, by: Actor) -> Paper:
    """It no longer counts; it is kept for whoever asks later."""
    paper = await queries.find_paper(session, paper_id)
    if paper.withdrawn_at is not None:
        raise WithdrawnAlready
    paper.withdrawn_at, paper.withdrawn_by = clock.now(), by.name
    await session.flush()
    await duties.observe(session, [paper.product_id])
    return paper


async def _take_off_failed(session: AsyncSession, paper: Paper) -> None:
    if paper.passed or paper not in validity.failed(
        await queries.papers_of(session, [paper.product_id])
    ):
        return
    sheet = await catalog.product_by_id(session, paper.product_id)
    if sheet.listed:
        says: Says = {"number": paper.number, "batch": paper.batch}
        because = Because(cause=Cause.INSPECTION, says=says)
        await shelf.take_off_sale(session, sheet.id, by=SYSTEM, because=because)
