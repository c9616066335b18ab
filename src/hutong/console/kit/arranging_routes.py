"""Saving how a list is seen: views, the view it opens with, its columns. Everybody's own affair,
so that it needs no permission but the list's, and leaves no line in the audit trail."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import workspace
from hutong.console.kit import address as addresses
from hutong.console.kit import arranging
from hutong.console.kit.answers import Asked, Visit
from hutong.console.kit.fields import Posted
from hutong.console.kit.labels import Tone
from hutong.console.kit.screens import ROOT, ListScreen
from hutong.console.kit.site import Site
from hutong.console.kit.viewer import Staff, Viewer
from hutong.kernel.errors import Invalid, Refused
from hutong.kernel.i18n import gettext
from hutong.kernel.ids import as_id
from hutong.web.session import Session

LISTS = f"{ROOT}/lists/{{slug:str}}"


def arranging_routes(site: Site) -> Sequence[HTTPRouteHandler]:
    return [*_views(site), *_habits(site)]


def _views(site: Site) -> Sequence[HTTPRouteHandler]:
    @post(f"{LISTS}/views", status_code=200)
    async def save(
        request: Asked, session: Session, staff: Staff, slug: FromPath[str]
    ) -> Response[Any]:
        screen = _list(site, slug, staff)
        visit, posted = Visit(request, session, staff, site), Posted(await request.form())
        address = addresses.at(screen, posted.one("back"))
        try:
            view = await _save(session, staff, screen, posted)
        except (Invalid, Refused) as error:
            said = error.problems[0].message if isinstance(error, Invalid) else str(error)
            return visit.done(str(address), said, Tone.WARN)
        go_to = str(address.change(view=str(view), page=""))
        return visit.done(go_to, gettext("The view is saved."))

    @post(f"{LISTS}/removal", status_code=200)
    async def remove(
        request: Asked, session: Session, staff: Staff, slug: FromPath[str]
    ) -> Response[Any]:
        screen = _list(site, slug, staff)
        posted = Posted(await request.form())
        key = posted.one("view")
        await workspace.remove_view(session, staff.id, as_id(key))
        back = addresses.at(screen, posted.one("back"))
        if back.values.get("view") == key:
            back = back.without("view")
        return _done(Visit(request, session, staff, site), back, gettext("The view is removed."))

    return [save, remove]


def _habits(site: Site) -> Sequence[HTTPRouteHandler]:
    @post(f"{LISTS}/opening", status_code=200)
    async def open_with(
        request: Asked, session: Session, staff: Staff, slug: FromPath[str]
    ) -> Response[Any]:
        screen = _list(site, slug, staff)
        posted = Posted(await request.form())
        chosen = posted.one("view")
        await workspace.open_with(session, staff.id, slug, as_id(chosen) if chosen else None)
        back = addresses.at(screen, posted.one("back"))
        said = (
            gettext("The list opens with this view from now on.")
            if chosen
            else gettext("The list opens with everything again.")
        )
        return _done(Visit(request, session, staff, site), back, said)

    @post(f"{LISTS}/columns", status_code=200)
    async def choose_columns(
        request: Asked, session: Session, staff: Staff, slug: FromPath[str]
    ) -> Response[Any]:
        screen = _list(site, slug, staff)
        posted = Posted(await request.form())
        back = addresses.at(screen, posted.one("back"))
        await _choose(session, staff, screen, posted)
        said = gettext("The columns are as you chose them.")
        return _done(Visit(request, session, staff, site), back, said)

    return [open_with, choose_columns]


def _list(site: Site, slug: str, staff: Viewer) -> ListScreen:
    staff.require("")
    screen = site.the_list(slug)
    staff.require(screen.permission)
    return screen


async def _save(session: AsyncSession, staff: Viewer, screen: ListScreen, posted: Posted) -> UUID:
    address = addresses.at(screen, posted.one("back")).without("page", "view")
    view = await workspace.save_view(
        session,
        staff.id,
        screen.slug,
        name=posted.one("name"),
        query=address.values,
        columns=_names(screen, posted),
        shared=posted.one("shared") == "1",
    )
    if posted.one("opens") == "1":
        await workspace.open_with(session, staff.id, screen.slug, view.id)
    return view.id


async def _choose(session: AsyncSession, staff: Viewer, screen: ListScreen, posted: Posted) -> None:
    """For the open view where it is one's own and has columns of its own; else for the list."""
    names = () if posted.one("reset") else _names(screen, posted)
    found = await workspace.arrangement(session, staff.id, screen.slug)
    open_now = addresses.at(screen, posted.one("back")).values.get("view", "")
    view = found.view(open_now)
    if view and view.own:
        await workspace.save_view(
            session,
            staff.id,
            screen.slug,
            name=view.name,
            query=view.query,
            columns=names,
            shared=view.shared,
        )
    else:
        await workspace.choose_columns(session, staff.id, screen.slug, names)


def _names(screen: ListScreen, posted: Posted) -> Sequence[str]:
    names = posted.many("column")
    return [column.name for column in arranging.columns(screen, names)] if names else ()


def _done(visit: Visit, back: addresses.Address, said: str) -> Response[Any]:
    """ "view=all" says that everything is wanted, also where the list opens with a view now."""
    bare = f"{back.path}?{addresses.EVERYTHING}"
    return visit.done(str(back) if back.values else bare, said)
