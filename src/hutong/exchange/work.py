"""What a worker does for imports, by the kind of errand."""

from collections.abc import Mapping

from hutong.exchange.bringing import CARRY_OUT, CHECK, UNDO
from hutong.exchange.carrying_out import carry_out
from hutong.exchange.checking import check
from hutong.exchange.undoing import undo
from hutong.kernel.db import Database
from hutong.kernel.errands import Errand, Progress, Result, Work
from hutong.kernel.settings import Settings


def works(settings: Settings) -> Mapping[str, Work]:
    async def checking(db: Database, errand: Errand, progress: Progress) -> Result:
        return await check(db, settings, errand, progress)

    async def carrying_out(db: Database, errand: Errand, progress: Progress) -> Result:
        return await carry_out(db, settings, errand, progress)

    return {CHECK: checking, CARRY_OUT: carrying_out, UNDO: undo}
