"""Forms on pages of their own: for something new and for something that is there."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Template
from litestar.types import Empty

from hutong.console.kit import fields, forms, trail
from hutong.console.kit.address import safe_return
from hutong.console.kit.answers import Asked, Visit
from hutong.console.kit.arriving import arrived
from hutong.console.kit.fields import Posted
from hutong.console.kit.once import Told, once
from hutong.console.kit.pages import FormPage, FormView
from hutong.console.kit.screens import ROOT, FormScreen
from hutong.console.kit.site import Site
from hutong.console.kit.viewer import Staff
from hutong.kernel.errors import Conflict, DomainError, NotFound
from hutong.kernel.i18n import gettext
from hutong.web.guard import CONTENT_SECURITY_POLICY
from hutong.web.session import Session

CONFLICT, UNPROCESSABLE = 409, 422
FRAMED = {"content-security-policy": f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"}


def form_routes(screen: FormScreen, site: Site) -> Sequence[HTTPRouteHandler]:
    new = _new(screen, site) if screen.creates else []
    edit = _edit(screen, site) if screen.edits else []
    return [*new, *edit]


def _new(screen: FormScreen, site: Site) -> Sequence[HTTPRouteHandler]:
    @get(screen.new_url)
    async def show(request: Asked, session: Session, staff: Staff) -> Template:
        staff.require(screen.permission)
        visit = Visit(request, session, staff, site)
        form = await forms.fresh(session, screen.groups_of(None), await screen.begin(session, None))
        return _page(visit, screen, form)

    @post(
        screen.new_url,
        status_code=200,
        request_max_body_size=screen.body_max or Empty,
        before_request=arrived if screen.body_max else None,
    )
    async def save(request: Asked, session: Session, staff: Staff) -> Response[Any]:
        staff.require(screen.permission)
        return await _save(Visit(request, session, staff, site), screen)

    return [show, save]


def _edit(screen: FormScreen, site: Site) -> Sequence[HTTPRouteHandler]:
    path = f"{ROOT}/{screen.slug}/{{key:str}}/edit"

    @get(path)
    async def show(request: Asked, session: Session, staff: Staff, key: FromPath[str]) -> Template:
        staff.require(screen.permission)
        visit = Visit(request, session, staff, site)
        subject = await screen.subject.find(session, key)
        form = await forms.fresh(
            session, screen.groups_of(subject), await screen.begin(session, subject)
        )
        return _page(visit, screen, form, key=key, subject=subject)

    @post(
        path,
        status_code=200,
        request_max_body_size=screen.body_max or Empty,
        before_request=arrived if screen.body_max else None,
    )
    async def save(
        request: Asked, session: Session, staff: Staff, key: FromPath[str]
    ) -> Response[Any]:
        staff.require(screen.permission)
        return await _save(Visit(request, session, staff, site), screen, key)

    return [show, save]


async def _save(visit: Visit, screen: FormScreen, key: str | None = None) -> Response[Any]:
    posted = Posted(await visit.request.form())
    subject = await screen.subject.find(visit.session, key) if key else None
    try:
        if screen.receive:
            await screen.receive(visit.deed(subject), posted)
        return await once(visit, posted, lambda: _store(visit, screen, subject, posted))
    except NotFound:
        raise
    except DomainError as error:
        form = await forms.again(visit.session, screen.groups_of(subject), posted, error)
        status = CONFLICT if isinstance(error, Conflict) else UNPROCESSABLE
        return _page(visit, screen, form, key=key, subject=subject, status=status)


async def _store(visit: Visit, screen: FormScreen, subject: Any, posted: Posted) -> Told:
    done = await trail.save(visit, screen, subject, fields.read(screen.fields, posted))
    where = done.go_to or f"{ROOT}/{screen.slug}"
    return Told(go_to=where, message=done.message or gettext("Saved."))


def _page(
    visit: Visit,
    screen: FormScreen,
    form: FormView,
    *,
    key: str | None = None,
    subject: Any = None,
    status: int = 200,
) -> Template:
    otherwise = visit.site.address_of(screen.slug, key) if key else f"{ROOT}/{screen.slug}"
    page = FormPage(
        screen=screen,
        title=screen.title(subject),
        form=form,
        post_to=screen.edit_url(key) if key else screen.new_url,
        back=safe_return(visit.request.query_params.get("back"), otherwise),
        subject=subject,
        latest=screen.edit_url(key) if key and status == CONFLICT else "",
    )
    answer = visit.page("console/kit/form.html", page, status)
    if screen.framed:
        answer.headers.update(FRAMED)
    return answer
