"""The long work that somebody asked for: all of it, one of it while it runs, the file it made."""

from collections.abc import Sequence
from dataclasses import dataclass

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Template

from hutong.console.kit import answers
from hutong.console.kit.actions import File
from hutong.console.kit.answers import Asked, Visit
from hutong.console.kit.screens import ROOT
from hutong.console.kit.site import Site
from hutong.console.kit.viewer import Staff
from hutong.kernel import errands
from hutong.kernel.errands import Errand
from hutong.kernel.ids import as_id
from hutong.web.session import Session

ERRANDS = f"{ROOT}/tasks"


@dataclass(frozen=True, slots=True)
class ErrandsPage:
    errands: Sequence[Errand]


@dataclass(frozen=True, slots=True)
class ErrandPage:
    errand: Errand


def errand_url(errand: Errand) -> str:
    return f"{ERRANDS}/{errand.id}"


def errand_routes(site: Site) -> Sequence[HTTPRouteHandler]:
    @get(ERRANDS, name="console:tasks")
    async def show_all(request: Asked, session: Session, staff: Staff) -> Template:
        staff.require("")
        found = await errands.errands_of(session, staff.id)
        visit = Visit(request, session, staff, site)
        return visit.page("console/kit/errands.html", ErrandsPage(found))

    @get(f"{ERRANDS}/{{key:str}}", name="console:tasks:one")
    async def show(request: Asked, session: Session, staff: Staff, key: FromPath[str]) -> Template:
        staff.require("")
        errand = await errands.find(session, as_id(key), owner_id=staff.id)
        visit = Visit(request, session, staff, site)
        template = "_errand" if visit.swaps("errand") else "errand"
        return visit.page(f"console/kit/{template}.html", ErrandPage(errand))

    @get(f"{ERRANDS}/{{key:str}}/file")
    async def fetch(session: Session, staff: Staff, key: FromPath[str]) -> Response[bytes]:
        staff.require("")
        errand = await errands.find(session, as_id(key), owner_id=staff.id)
        staff.require(errand.permission)
        file, content = await errands.fetch(session, errand)
        made = File(name=file.name, media_type=file.media_type, content=content)
        return answers.attachment(made)

    return [show_all, show, fetch]
