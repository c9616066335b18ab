"""Staff have all goods looked at now, and watch how far it is."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.kernel import errands
from hutong.kernel.actor import Actor
from hutong.kernel.db import Database
from hutong.kernel.errands import Errand, Progress, Result, Work
from hutong.kernel.i18n import gettext as _
from hutong.taxonomy import service

KIND = "taxonomy.look"
PERMISSION = "catalog.audit"


async def ask_to_look(session: AsyncSession, *, by: Actor) -> Errand:
    assert by.id is not None  # noqa: S101 - staff
    return await errands.ask(
        session,
        owner_id=by.id,
        kind=KIND,
        title=_("Look at the categories of all goods"),
        permission=PERMISSION,
        asked={"by": by.name},
        lock=KIND,
    )


async def _look(db: Database, errand: Errand, progress: Progress) -> Result:
    made = await service.look_at_all(db, progress, by=str(errand.asked["by"]))
    told = _("{products} products looked at; {found} are probably in the wrong category.").format(
        products=made.products, found=made.found
    )
    return Result(told=told, go_to="/console/category-audit")


def works() -> Mapping[str, Work]:
    return {KIND: _look}
