"""Home: what waits for whoever looks, and the numbers that they want to see there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Template

from hutong import workspace
from hutong.console.kit.answers import Asked, Visit
from hutong.console.kit.fields import Posted
from hutong.console.kit.pages import CounterView, HomePage, WaitingGroup
from hutong.console.kit.screens import ROOT, Block, HomeScreen
from hutong.console.kit.site import Site
from hutong.console.kit.viewer import Staff, Viewer
from hutong.kernel.i18n import gettext
from hutong.web.session import Session


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits behind an address of the menu, which the script asks for (menu.ts)."""

    url: str
    count: int
    urgent: bool


def home_routes(screen: HomeScreen, site: Site) -> Sequence[HTTPRouteHandler]:
    @get(screen.url, name="console:home")
    async def show(request: Asked, session: Session, staff: Staff) -> Template:
        staff.require(screen.permission)
        own = await workspace.home_of(session, staff.id)
        blocks = arranged(screen, staff, own)
        found = await screen.load(session, [block.name for block in blocks])
        page = _page(screen, staff, blocks, found, own=own is not None)
        return Visit(request, session, staff, site).page("console/kit/home.html", page)

    @post(f"{ROOT}/home/arrangement", status_code=200)
    async def arrange(request: Asked, session: Session, staff: Staff) -> Response[Any]:
        staff.require(screen.permission)
        posted = Posted(await request.form())
        known = {block.name for block in screen.blocks}
        chosen = [name for name in posted.many("block") if name in known]
        await workspace.arrange_home(session, staff.id, () if posted.one("reset") else chosen)
        visit = Visit(request, session, staff, site)
        return visit.done(screen.url, gettext("The workbench is as you arranged it."))

    @get(f"{ROOT}/waiting")
    async def waiting(session: Session, staff: Staff) -> list[Waiting]:
        staff.require(screen.permission)
        found = await screen.load(session, ())
        return [
            Waiting(counter.url, counter.count(found), counter.urgent)
            for counter in screen.counters
            if staff.may(counter.permission)
        ]

    return [show, arrange, waiting]


def arranged(screen: HomeScreen, viewer: Viewer, own: Sequence[str] | None) -> Sequence[Block]:
    """As they chose, else as their roles have it, in the order of the roles."""
    allowed = {block.name: block for block in screen.blocks if viewer.may(block.permission)}
    if own is not None:
        names = list(own)
    else:
        of_roles = [screen.of_role[role] for role in viewer.roles if role in screen.of_role]
        names = [name for names in of_roles for name in names]
    return [allowed[name] for name in dict.fromkeys(names or allowed) if name in allowed]


def _page(
    screen: HomeScreen, viewer: Viewer, blocks: Sequence[Block], found: Any, *, own: bool
) -> HomePage:
    counters = [
        CounterView(counter=each, count=each.count(found))
        for each in screen.counters
        if viewer.may(each.permission)
    ]
    return HomePage(
        screen=screen,
        shown=found,
        blocks=blocks,
        left_out=[
            block for block in screen.blocks if viewer.may(block.permission) and block not in blocks
        ],
        own=own,
        waiting=list(_groups([view for view in counters if view.count])),
        quiet=[view for view in counters if not view.count],
    )


def _groups(views: Sequence[CounterView]) -> Iterator[WaitingGroup]:
    for title in dict.fromkeys(view.counter.group for view in views):
        yield WaitingGroup(
            title=title, counters=[view for view in views if view.counter.group == title]
        )
