"""Where counts are typed in: article by article, by a scanner, or from a file."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.console.kit import Answers, Deed, Done, FormScreen, Group, PartField, Posted
from hutong.console.stock.lines import FIELD, parse_lines, typed_lines, wants_of
from hutong.console.stock.stocktake_acts import COUNT, STOCKTAKE
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id

DIGITS_MAX = 7


def _entered(posted: Posted) -> Mapping[str, str]:
    counts = {sku: posted.one(f"count-{sku}") for sku in posted.many("sku")}
    return {**counts, FIELD: posted.one(FIELD)}


def _read(posted: Posted) -> Answers:
    """What was typed beside articles, and what was scanned or brought along."""
    counts: dict[UUID, int] = {}
    for sku in posted.many("sku"):
        typed = posted.one(f"count-{sku}")
        if not typed:
            continue
        if not (typed.isascii() and typed.isdecimal() and len(typed) <= DIGITS_MAX):
            words = gettext("{text} is no whole number.").format(text=typed[:DIGITS_MAX])
            raise Invalid([Problem(f"counts.{sku}", words)])
        counts[as_id(sku)] = int(typed)
    return {"counts": counts, "lines": typed_lines(posted)}


async def _begin(_session: AsyncSession, _stocktake: Any) -> Answers:
    return {"counts": {}}


async def _save(deed: Deed, answers: Answers) -> Done:
    read = answers["counts"]
    counted = Counter[UUID](read["counts"])
    for want in await wants_of(deed.session, parse_lines(read["lines"], needed=not counted)):
        counted[want.sku_id] += want.quantity
    await inventory.count(deed.session, deed.subject.id, dict(counted), by=deed.by)
    words = gettext("{count} articles are counted.").format(count=len(counted))
    return Done(message=words, go_to=f"/console/stocktakes/{deed.subject.id}/edit")


COUNT_FORM = FormScreen(
    slug="stocktakes",
    title=lambda page: gettext("Counting {number}").format(number=page.row.number),
    permission=COUNT,
    subject=STOCKTAKE,
    groups=(
        Group(
            "",
            (
                PartField(
                    name="counts",
                    title=N_("Not counted yet"),
                    template="console/stock/_counts.html",
                    parse=_read,
                    echo=_entered,
                    wide=True,
                ),
            ),
        ),
    ),
    begin=_begin,
    save=_save,
    creates=False,
)
