"""What stands against putting goods on sale, beyond what the catalog itself asks."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import ProductSheet
from hutong.kernel import clock
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.listing import duties, introducing, queries, standards, validity
from hutong.listing.fingerprints import fingerprint
from hutong.listing.models import Paper, Standard
from hutong.listing.names import paper_name

TOLD_MAX = 4
Placed = tuple[UUID, Problem]


async def ask(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """Raises Invalid with every problem of all of them."""
    problems = await standing_against(session, ids)
    if problems:
        raise Invalid([problem for _product, problem in problems])


async def standing_against(
    session: AsyncSession, ids: Sequence[UUID], *, review: bool = True
) -> list[Placed]:
    """`review`: whether it counts that somebody has to review them first."""
    held = await queries.open_holds(session, ids)
    problems = [(each.product_id, Problem("hold", _held(each.reason))) for each in held]
    of_papers = await queries.papers_of(session, ids)
    set_up = await queries.standards(session)
    if not set_up and not of_papers:
        return problems
    sheets = await catalog.products(session, ids)
    by_category = standards.of_each(set_up, await catalog.ancestry(session))
    approved = await queries.approved(session, ids) if review else {}
    today = clock.local_day(clock.now())
    for sheet in sheets:
        standard = by_category.get(sheet.category_id)
        theirs = [paper for paper in of_papers if paper.product_id == sheet.id]
        problems += [(sheet.id, each) for each in _papers(standard, theirs, today)]
        if standard and standard.made_known:
            problems += [(sheet.id, each) for each in _unmade(sheet)]
        if review and standard and standard.reviewed and not _seen(sheet, approved):
            words = _("Goods of this category are reviewed first: submit it for review.")
            problems.append((sheet.id, Problem("review", words)))
    if review:
        problems += await introducing.not_introduced(session, sheets, by_category)
    wants_list = {
        sheet.id
        for sheet in sheets
        if (standard := by_category.get(sheet.category_id)) and standard.checklist
    }
    if review and wants_list:
        problems += [
            (product_id, Problem("checklist", _undone(steps)))
            for product_id, steps in (await duties.left_of(session, list(wants_list))).items()
        ]
    return problems


def _papers(standard: Standard | None, theirs: Sequence[Paper], today: date) -> Iterator[Problem]:
    wanted = standard.papers if standard else []
    for kind in validity.missing(wanted, theirs, today):
        words = _("A valid {paper} is needed for goods of this category.")
        yield Problem("papers", words.format(paper=paper_name(kind)))
    for paper in validity.failed(theirs):
        words = _("Batch {batch} failed its inspection {number}.")
        batch = paper.batch or _("without a number")
        yield Problem("papers", words.format(batch=batch, number=paper.number))


def _unmade(sheet: ProductSheet) -> Iterator[Problem]:
    """Goods without a maker's name or address are what the law calls three-nothing goods."""
    for field, words in (
        ("maker", _("Goods of this category need the name of their maker.")),
        ("maker_address", _("Goods of this category need the address of their maker.")),
    ):
        if not getattr(sheet, field):
            yield Problem(field, words)


def _undone(steps: Sequence[str]) -> str:
    """The first of them; the list itself shows all."""
    told = _(", ").join(steps[:TOLD_MAX])
    words = _("Its checklist has steps to do: {steps}.")
    if len(steps) > TOLD_MAX:
        words = _("Its checklist has {count} steps to do, such as: {steps}.")
    return words.format(steps=told, count=len(steps))


def _seen(sheet: ProductSheet, approved: dict[UUID, set[str]]) -> bool:
    return fingerprint(sheet) in approved.get(sheet.id, set())


def _held(reason: str) -> str:
    return _("This product is held: {reason} Release it first.").format(reason=reason)
