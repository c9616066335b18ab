"""A long list as a file, made by a worker: whoever asked watches, leaves, comes back, fetches."""

import asyncio
from collections.abc import Sequence
from typing import Any

from hutong.console.kit import address as addresses
from hutong.console.kit import arranging, exports, trail
from hutong.console.kit.address import Address
from hutong.console.kit.answers import Visit
from hutong.console.kit.columns import Column
from hutong.console.kit.exports import Table
from hutong.console.kit.screens import ListScreen, Takeaway
from hutong.console.kit.site import Site
from hutong.console.kit.viewer import Viewer
from hutong.kernel import errands
from hutong.kernel.db import Database
from hutong.kernel.errands import Errand, Made, Progress, Result, Work
from hutong.kernel.i18n import gettext
from hutong.views.lists import COUNT_MAX, Paging

KIND = "console.export"
AT_ONCE = 1000
ROWS_MAX = 50_000


async def ask(
    visit: Visit, screen: ListScreen, address: Address, columns: Sequence[Column], *, kind: str
) -> Errand:
    """The list with these filters and columns, in this order, as csv or xlsx."""
    return await errands.ask(
        visit.session,
        owner_id=visit.viewer.id,
        kind=KIND,
        title=gettext("Export: {list}").format(list=gettext(screen.title)),
        permission=screen.permission,
        asked={
            "slug": screen.slug,
            "query": dict(address.values),
            "columns": [column.name for column in columns],
            "as": kind,
            "by": visit.viewer.name,
            "ip": visit.viewer.ip,
        },
    )


async def ask_takeaway(
    visit: Visit, screen: ListScreen, address: Address, wanted: Takeaway
) -> Errand:
    """One of the list's other files, with these filters."""
    return await errands.ask(
        visit.session,
        owner_id=visit.viewer.id,
        kind=wanted.kind,
        title=gettext("Export: {list}").format(list=gettext(screen.title)),
        permission=screen.permission,
        asked={
            "query": dict(address.values),
            "as": wanted.slug,
            "by": visit.viewer.name,
            "ip": visit.viewer.ip,
        },
    )


def exporting(site: Site) -> Work:
    """The work behind these errands, for the lists of that console."""

    async def export(db: Database, errand: Errand, progress: Progress) -> Result:
        screen = site.list_of(errand.asked["slug"])
        assert screen is not None  # noqa: S101 - the list's own route asked for it
        address = addresses.of(screen, errand.asked["query"])
        rows = await _rows(db, screen, address, progress)
        title = gettext(screen.title)
        columns = arranging.columns(screen, errand.asked["columns"])
        table = Table(screen.export, title, columns, rows)
        file = await asyncio.to_thread(exports.file, table, errand.asked["as"])
        await _record(db, screen, errand, rows=len(rows))
        made = Made(name=file.name, media_type=file.media_type, content=file.content)
        return Result(told=_told(len(rows)), file=made)

    return export


async def _rows(
    db: Database, screen: ListScreen, address: Address, progress: Progress
) -> list[Any]:
    """Part by part, so that no statement takes long."""
    sort = addresses.paging(screen, address).sort
    filters = addresses.filters(screen, address)
    rows: list[Any] = []
    for page in range(1, ROWS_MAX // AT_ONCE + 1):
        async with db.reading() as session:
            found = await screen.query(session, filters, Paging(sort, page, AT_ONCE))
        rows += found.rows
        await progress(len(rows), max(found.total, len(rows)))
        if len(found.rows) < AT_ONCE or len(rows) == found.total <= COUNT_MAX:
            break
    return rows


async def _record(db: Database, screen: ListScreen, errand: Errand, *, rows: int) -> None:
    asked = errand.asked
    viewer = Viewer(
        id=errand.owner_id,
        name=asked["by"],
        session_id=errand.id,
        permissions=frozenset(),
        ip=asked["ip"],
    )
    facts = {"rows": rows, "filters": asked["query"]}
    async with db.transaction() as session:
        name = f"{screen.slug}.export"
        trail.taken_out(session, viewer, name, label=gettext(screen.title), facts=facts)


def _told(rows: int) -> str:
    words = gettext("{count} rows.").format(count=rows)
    if rows < ROWS_MAX:
        return words
    return gettext("The first {count} rows. Narrow the list to get the rest.").format(count=rows)
