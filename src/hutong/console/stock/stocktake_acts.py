"""What is done to a stocktake, from the freezing of its sheet to the posting of its differences."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.console.kit import Action, Answers, Deed, Subject, TextField, Tone
from hutong.inventory import StocktakeState
from hutong.kernel.i18n import N_
from hutong.kernel.ids import as_id
from hutong.views.stock.stocktakes import StocktakePage, stocktake_page

COUNT, APPROVE = "inventory.count", "inventory.approve"


async def find(session: AsyncSession, key: str) -> StocktakePage:
    return await stocktake_page(session, as_id(key))


async def _start(deed: Deed, _answers: Answers) -> None:
    await inventory.start_stocktake(deed.session, deed.subject.id, by=deed.by)


async def _review(deed: Deed, _answers: Answers) -> None:
    await inventory.review_stocktake(deed.session, deed.subject.id, by=deed.by)


async def _recount(deed: Deed, _answers: Answers) -> None:
    await inventory.recount_stocktake(deed.session, deed.subject.id, by=deed.by)


async def _post(deed: Deed, answers: Answers) -> None:
    note = answers["note"] or None
    await inventory.post_stocktake(deed.session, deed.subject.id, by=deed.by, note=note)


async def _cancel(deed: Deed, _answers: Answers) -> None:
    await inventory.cancel_stocktake(deed.session, deed.subject.id, by=deed.by)


def _in(*states: StocktakeState) -> Any:
    return lambda shown: shown.state in states


STOCKTAKE = Subject(kind="stocktake", find=find, label=lambda page: str(page.row.number))


def _act(slug: str, title: str, permission: str, **facts: Any) -> Action:
    return Action(slug=slug, title=title, permission=permission, subject=STOCKTAKE, **facts)


START = _act(
    "start",
    N_("Start counting"),
    COUNT,
    run=_start,
    done=N_("The sheet is frozen; counting can begin."),
    question=N_("The sheet is frozen as the books stand now. The shop goes on selling."),
    applies=_in(StocktakeState.PLANNED),
    primary=True,
)
REVIEW = _act(
    "review",
    N_("Counting is done"),
    COUNT,
    run=_review,
    done=N_("The differences can be looked at."),
    question=N_("What nobody has counted stays as the books say."),
    applies=_in(StocktakeState.COUNTING),
    primary=True,
)
RECOUNT = _act(
    "recount",
    N_("Count again"),
    COUNT,
    run=_recount,
    done=N_("It is being counted again."),
    applies=_in(StocktakeState.REVIEW),
)
POST = _act(
    "posting",
    N_("Post the differences"),
    APPROVE,
    run=_post,
    done=N_("The books are right again."),
    question=N_("Each difference becomes a movement in the ledger. This cannot be taken back."),
    fields=(TextField(name="note", title=N_("Note"), most=200),),
    applies=_in(StocktakeState.REVIEW),
    primary=True,
)
CANCEL = _act(
    "cancellation",
    N_("Call it off"),
    COUNT,
    run=_cancel,
    done=N_("The stocktake is called off."),
    question=N_("Nothing in the books is changed by it."),
    applies=_in(StocktakeState.PLANNED, StocktakeState.COUNTING, StocktakeState.REVIEW),
    tone=Tone.BAD,
)
