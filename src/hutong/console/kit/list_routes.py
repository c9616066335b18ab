"""A list: its page, its table alone for the script, its export."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import workspace
from hutong.console.kit import address as addresses
from hutong.console.kit import answers, arranging, export_jobs, exports, trail
from hutong.console.kit.actions import Action
from hutong.console.kit.address import Address
from hutong.console.kit.answers import Asked, Visit
from hutong.console.kit.errand_routes import errand_url
from hutong.console.kit.filters import Choice, Filter
from hutong.console.kit.pages import FilterView, ListPage, RowView, TabView
from hutong.console.kit.screens import ListScreen
from hutong.console.kit.site import Site, may_create
from hutong.console.kit.viewer import Staff, Viewer
from hutong.kernel.i18n import gettext
from hutong.views.lists import EXPORT_AT_ONCE, Paging
from hutong.web.session import Session
from hutong.workspace import Arrangement


def list_routes(screen: ListScreen, site: Site) -> Sequence[HTTPRouteHandler]:
    @get(screen.url, name=f"console:{screen.slug}")
    async def show(request: Asked, session: Session, staff: Staff) -> Template | Response[Any]:
        staff.require(screen.permission)
        habits = await workspace.arrangement(session, staff.id, screen.slug)
        if habits.opens_with and not request.query_params:
            first = arranging.address_of(screen, habits.opens_with)
            return Redirect(str(first), status_code=302)
        shown = await load(session, screen, staff, _address(request, screen), habits=habits)
        visit = Visit(request, session, staff, site)
        template = "_list" if visit.swaps("list") else "list"
        return visit.page(f"console/kit/{template}.html", shown)

    @post(f"{screen.url}/export", status_code=200)
    async def export(request: Asked, session: Session, staff: Staff) -> Response[Any]:
        staff.require(screen.permission)
        address = _address(request, screen)
        kind = request.query_params.get("as")
        takeaway = next((each for each in screen.takeaways if each.slug == kind), None)
        if takeaway is not None:
            visit = Visit(request, session, staff, site)
            errand = await export_jobs.ask_takeaway(visit, screen, address, takeaway)
            return visit.done(errand_url(errand), "")
        kind = "csv" if kind == "csv" else "xlsx"
        paging = Paging(sort=addresses.paging(screen, address).sort, size=EXPORT_AT_ONCE)
        found = await screen.query(session, addresses.filters(screen, address), paging)
        habits = await workspace.arrangement(session, staff.id, screen.slug)
        shown = arranging.arranged(screen, address, habits).columns
        if found.total > EXPORT_AT_ONCE:
            visit = Visit(request, session, staff, site)
            errand = await export_jobs.ask(visit, screen, address, shown, kind=kind)
            return visit.done(errand_url(errand), "")
        facts = {"rows": len(found.rows), "filters": dict(address.values)}
        title = gettext(screen.title)
        trail.taken_out(session, staff, f"{screen.slug}.export", label=title, facts=facts)
        table = exports.Table(screen.export, title, shown, found.rows)
        return answers.attachment(await asyncio.to_thread(exports.file, table, kind))

    return [show, export] if screen.export else [show]


async def load(
    session: AsyncSession,
    screen: ListScreen,
    viewer: Viewer,
    address: Address,
    *,
    habits: Arrangement,
) -> ListPage:
    address = arranging.with_everything(address, habits)
    paging = addresses.paging(screen, address)
    wanted = addresses.filters(screen, address)
    found = await screen.query(session, wanted, paging)
    if found.total and not found.rows:  # what stood on this page has gone: the last one there is
        paging = replace(paging, page=found.pages_of(paging.size))
        found = await screen.query(session, wanted, paging)
    create = may_create(screen)
    return ListPage(
        screen=screen,
        address=address,
        arranged=arranging.arranged(screen, address, habits),
        paging=paging,
        found=found,
        rows=[_row(screen, viewer, row) for row in found.rows],
        filters=[await _filter(session, each, address) for each in screen.filters],
        tabs=_tabs(screen, address),
        bulk=_allowed(screen.bulk, viewer),
        documents=[each for each in screen.documents if viewer.may(each.permission)],
        may_export=bool(screen.export),
        create=create if create and viewer.may(create.permission) else None,
    )


def _address(request: Asked, screen: ListScreen) -> Address:
    return addresses.of(screen, request.query_params)


def _row(screen: ListScreen, viewer: Viewer, row: Any) -> RowView:
    return RowView(
        row=row,
        key=screen.key(row),
        url=screen.link(row) if screen.link else None,
        actions=[each for each in screen.actions if each.offered(row, viewer)],
    )


def _allowed(actions: Sequence[Action], viewer: Viewer) -> Sequence[Action]:
    return [action for action in actions if viewer.may(action.permission)]


async def _filter(session: AsyncSession, each: Filter, address: Address) -> FilterView:
    options = await each.choices(session) if isinstance(each, Choice) else ()
    return FilterView(
        filter=each,
        values={name: address.values.get(name, "") for name in each.names},
        options=options,
        told=each.told(address.values, options),
    )


def _tabs(screen: ListScreen, address: Address) -> Sequence[TabView]:
    """A tab sets its own filters, keeps the words that are searched, and drops the rest."""
    names = {name for tab in screen.tabs for name in tab.query}
    words = {each: address.values[each] for each in ("q",) if each in address.values}
    return [
        TabView(
            title=gettext(tab.title),
            url=replace(address, values={**words, **tab.query}),
            current="view" not in address.values
            and all(address.values.get(name, "") == tab.query.get(name, "") for name in names),
        )
        for tab in screen.tabs
    ]
