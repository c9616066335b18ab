"""One thing on its own page."""

from collections.abc import Sequence
from typing import Any

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Template

from hutong.console.kit.answers import Asked, Visit
from hutong.console.kit.pages import DetailPage, SectionView
from hutong.console.kit.screens import ROOT, Above, DetailScreen, Rows, Section, Timeline
from hutong.console.kit.site import Site
from hutong.console.kit.viewer import Staff
from hutong.kernel.i18n import gettext
from hutong.web.session import Session


def detail_routes(screen: DetailScreen, site: Site) -> Sequence[HTTPRouteHandler]:
    @get(f"{ROOT}/{screen.slug}/{{key:str}}", name=f"console:{screen.slug}:one")
    async def show(request: Asked, session: Session, staff: Staff, key: FromPath[str]) -> Template:
        staff.require(screen.permission)
        visit = Visit(request, session, staff, site)
        shown = await screen.load(session, key)
        return visit.page("console/kit/detail.html", view(visit, screen, key, shown))

    return [show]


def view(visit: Visit, screen: DetailScreen, key: str, shown: Any) -> DetailPage:
    viewer = visit.viewer
    edit = screen.edit if screen.edit and viewer.may(screen.edit.permission) else None
    return DetailPage(
        screen=screen,
        shown=shown,
        key=key,
        title=screen.title(shown),
        subtitle=screen.subtitle(shown) if screen.subtitle else "",
        badges=screen.badges(shown) if screen.badges else (),
        sections=[_section(s, shown) for s in screen.sections if viewer.may(s.permission)],
        actions=[each for each in screen.actions if each.offered(shown, viewer)],
        documents=[d for d in screen.documents if viewer.may(d.permission) and d.applies(shown)],
        edit_url=edit.edit_url(key) if edit else None,
        above=_above(visit, screen, shown),
    )


def _above(visit: Visit, screen: DetailScreen, shown: Any) -> Above | None:
    if screen.above:
        return screen.above(shown)
    listed = visit.site.list_of(screen.slug)
    return Above(listed.url, gettext(listed.title)) if listed else None


def _section(section: Section, shown: Any) -> SectionView:
    if isinstance(section, Rows | Timeline):
        return SectionView(section=section, value=getattr(shown, section.name))
    return SectionView(section=section)
