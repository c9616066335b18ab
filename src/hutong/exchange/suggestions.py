"""What makers suggest that their goods are sold for, as the rows of a file say it: entered as staff
would enter it in the console, for a second person to confirm."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import ProductSheet, SuggestedPrice, Suggestion
from hutong.exchange import queries
from hutong.exchange.cells import Suggested, Suggestions
from hutong.exchange.columns import SUGGESTED
from hutong.exchange.models import ImportLine
from hutong.exchange.reading import Row
from hutong.exchange.refusals import SuggestedSince
from hutong.exchange.typed import Typist
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.i18n import gettext as _

NOBODY = UUID(int=0)
COLUMN = {"price": "suggested_price", "dated": "suggested_dated", "until": "suggested_until"}
PROOF = "suggested_proof"


async def kept(session: AsyncSession, sheets: Sequence[ProductSheet]) -> Suggestions:
    """The newest that waits or stands for each SKU."""
    codes = {sku.id: sku.code for sheet in sheets for sku in sheet.skus}
    found = await catalog.suggested_now(session, list(codes)) if codes else {}
    return {codes[sku_id]: _as_kept(one) for sku_id, one in found.items()}


def _as_kept(one: SuggestedPrice) -> Suggested:
    return Suggested(one.price, one.dated, one.until, one.address, one.id)


def read(rows: Sequence[Row], known: Suggestions, typist: Typist) -> dict[str, Suggested]:
    """Those that are another than what waits or stands."""
    found = {}
    for row in rows:
        code = typist.code(row, "sku")
        if not code or not any(key in row.cells for key in SUGGESTED):
            continue
        before = known.get(code)
        wanted = _wanted(row, before, typist)
        if wanted and (before is None or wanted.cells != before.cells):
            _check(row, wanted, typist)
            found[code] = wanted
    return found


def _wanted(row: Row, before: Suggested | None, typist: Typist) -> Suggested | None:
    """What the row is silent about stays; a list of another day is proved anew, and ends anew."""
    if typist.words(row, "suggested_price") == "":
        words = _("A suggested price is withdrawn in the console, under Suggested prices.")
        typist.tell(row, "suggested_price", words)
        return None
    price = typist.price(row, "suggested_price") if "suggested_price" in row.cells else None
    price = price or (before.price if before else None)
    dated = typist.day(row, "suggested_dated") or (before.dated if before else None)
    if price is None or dated is None:
        _ask_for_both(row, typist)
        return None
    same = before is not None and before.dated == dated
    until = typist.day(row, "suggested_until") or (before.until if before and same else None)
    said = typist.words(row, PROOF)
    address = (before.address if before and same else "") if said is None else said
    suggestion = Suggestion(sku_id=NOBODY, price=price, dated=dated, until=until, address=address)
    return Suggested(price, dated, suggestion.last_day, address)


def _ask_for_both(row: Row, typist: Typist) -> None:
    words = _("The price that the maker suggests and the day of its list are needed together.")
    key = "suggested_dated" if "suggested_price" in row.cells else "suggested_price"
    if key not in row.cells:
        typist.tell(row, key, words)


def _check(row: Row, wanted: Suggested, typist: Typist) -> None:
    for problem in _suggestion(NOBODY, wanted).problems(clock.local_day(clock.now())):
        words = problem.message
        if problem.field == "proof":
            words = _("Write the address where the maker has published it.")
        typist.tell(row, COLUMN.get(problem.field, PROOF), words)


def _suggestion(sku_id: UUID, wanted: Suggested) -> Suggestion:
    return Suggestion(
        sku_id=sku_id,
        price=wanted.price,
        dated=wanted.dated,
        until=wanted.until,
        address=wanted.address,
    )


async def enter(session: AsyncSession, lines: Sequence[ImportLine], *, by: Actor) -> None:
    """Each waits for a second person. Raises SuggestedSince where somebody entered, confirmed or
    withdrew one after the dry run."""
    wanted = dict(_wanted_by(lines))
    if not wanted:
        return
    ids = await queries.sku_ids(session, list(wanted))
    now = await catalog.suggested_now(session, list(ids.values()))
    for code, (line, _one) in wanted.items():
        before = line.suggested_before.get(code)
        latest = now.get(ids[code])
        if (str(latest.id) if latest else None) != before:
            raise SuggestedSince(code)
    made = await catalog.suggest_prices(
        session, [_suggestion(ids[code], one) for code, (_line, one) in wanted.items()], by=by
    )
    for (line, _one), one in zip(wanted.values(), made, strict=True):
        line.suggested_made = [*line.suggested_made, str(one.id)]


def _wanted_by(lines: Sequence[ImportLine]) -> Iterator[tuple[str, tuple[ImportLine, Suggested]]]:
    for line in lines:
        for code, one in line.suggested.items():
            yield code, (line, msgspec.convert(one, Suggested))


async def take_back(session: AsyncSession, lines: Sequence[ImportLine], *, by: Actor) -> None:
    """Those that still wait; what a second person has confirmed since stays."""
    made = [UUID(each) for line in lines for each in line.suggested_made]
    if made:
        await catalog.take_back_suggested(session, made, by=by)
