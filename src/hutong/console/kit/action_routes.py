"""Doing things: to one from its row or page, to several from a list; and making documents."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Template

from hutong.console.kit import answers, fields, forms, trail
from hutong.console.kit.actions import Action, Document, Done
from hutong.console.kit.address import safe_return
from hutong.console.kit.answers import Asked, Visit
from hutong.console.kit.fields import Posted
from hutong.console.kit.labels import Tone
from hutong.console.kit.once import Told, once
from hutong.console.kit.pages import ActionPage, RevealPage
from hutong.console.kit.run_routes import begin
from hutong.console.kit.screens import ROOT, Group
from hutong.console.kit.site import Site
from hutong.console.kit.viewer import Staff
from hutong.kernel.errors import Conflict, DomainError, NotFound
from hutong.kernel.i18n import gettext
from hutong.views.lists import PAGE_SIZE_MAX
from hutong.web.session import Session

CONFLICT, UNPROCESSABLE = 409, 422
REFUSALS_SHOWN = 3


def action_routes(slug: str, action: Action, site: Site) -> Sequence[HTTPRouteHandler]:
    path = f"{ROOT}/{slug}/{{key:str}}/{action.slug}"

    @get(path)
    async def ask(request: Asked, session: Session, staff: Staff, key: FromPath[str]) -> Template:
        staff.require(action.permission)
        visit = Visit(request, session, staff, site)
        back = safe_return(request.query_params.get("back"), site.address_of(slug, key))
        return await _ask_about(visit, slug, action, key, back=back)

    @post(path, status_code=200)
    async def act(
        request: Asked, session: Session, staff: Staff, key: FromPath[str]
    ) -> Response[Any]:
        staff.require(action.permission)
        visit = Visit(request, session, staff, site)
        posted = Posted(await request.form())
        back = safe_return(posted.one("back"), site.address_of(slug, key))
        try:
            return await once(visit, posted, lambda: _act(visit, action, key, posted, back=back))
        except NotFound:
            raise
        except DomainError as error:
            return await _ask_about(visit, slug, action, key, back=back, posted=posted, error=error)

    return [ask, act]


def bulk_routes(slug: str, action: Action, site: Site) -> Sequence[HTTPRouteHandler]:
    @post(f"{ROOT}/{slug}/do/{action.slug}", status_code=200)
    async def act(request: Asked, session: Session, staff: Staff) -> Response[Any]:
        staff.require(action.permission)
        visit = Visit(request, session, staff, site)
        posted = Posted(await request.form())
        if not _keys(posted) and not _all(posted):
            return _nothing_selected(visit, slug, posted)
        if action.asks and not posted.one("answered"):
            return await _ask_about_many(visit, slug, action, posted)
        try:
            back = _back(posted, slug)
            if action.changing or _all(posted):
                return await once(visit, posted, lambda: begin(visit, slug, action, posted))
            return await once(visit, posted, lambda: _act_on_all(visit, action, posted, back=back))
        except DomainError as error:
            return await _ask_about_many(visit, slug, action, posted, error=error)

    return [act]


def document_routes(slug: str, document: Document, site: Site) -> Sequence[HTTPRouteHandler]:
    @post(f"{ROOT}/{slug}/do/{document.slug}", status_code=200)
    async def make(request: Asked, session: Session, staff: Staff) -> Response[Any]:
        staff.require(document.permission)
        posted = Posted(await request.form())
        keys = _keys(posted)
        if not keys:
            return _nothing_selected(Visit(request, session, staff, site), slug, posted)
        deed = Visit(request, session, staff, site).deed(None)
        made = await document.make(deed, keys)
        name = f"{slug}.{document.slug}"
        trail.taken_out(session, staff, name, label=made.name, facts={"of": keys})
        return answers.attachment(made)

    return [make]


async def _ask_about(  # noqa: PLR0913 - the question, and what was wrong with the last answer
    visit: Visit,
    slug: str,
    action: Action,
    key: str,
    *,
    back: str,
    posted: Posted | None = None,
    error: DomainError | None = None,
) -> Template:
    subject = await action.subject.find(visit.session, key)
    groups = [Group("", action.fields)]
    if posted and error:
        form = await forms.again(visit.session, groups, posted, error)
    else:
        kept = await action.begin(visit.session, subject) if action.begin else {}
        form = await forms.fresh(visit.session, groups, kept)
    page = ActionPage(
        action=action,
        heading=action.subject.label(subject),
        form=form,
        post_to=f"{ROOT}/{slug}/{quote(key, safe='')}/{action.slug}",
        back=back,
        shown=subject,
    )
    return _show(visit, page, error)


async def _ask_about_many(
    visit: Visit, slug: str, action: Action, posted: Posted, *, error: DomainError | None = None
) -> Template:
    keys = _keys(posted)
    groups = [Group("", action.fields)]
    if error:
        form = await forms.again(visit.session, groups, posted, error)
    else:
        form = await forms.fresh(visit.session, groups, {})
    page = ActionPage(
        action=action,
        heading=_selected(posted),
        form=form,
        post_to=f"{ROOT}/{slug}/do/{action.slug}",
        back=_back(posted, slug),
        keys=keys,
        all=_all(posted),
    )
    return _show(visit, page, error)


def _show(visit: Visit, page: ActionPage, error: DomainError | None) -> Template:
    """In the dialog for a script, on a page of its own otherwise."""
    status = 200
    if error:
        status = CONFLICT if isinstance(error, Conflict) else UNPROCESSABLE
    template = "_dialog" if visit.swaps("dialog") else "action"
    return visit.page(f"console/kit/{template}.html", page, status)


def _reveal(visit: Visit, action: Action, done: Done, back: str) -> Template:
    template = "_revealed" if visit.swaps("dialog") else "revealed"
    page = RevealPage(action=action, words=done.reveal, back=back)
    return visit.page(f"console/kit/{template}.html", page)


def _nothing_selected(visit: Visit, slug: str, posted: Posted) -> Response[Any]:
    return visit.done(_back(posted, slug), gettext("Nothing was selected."), Tone.WARN)


def _keys(posted: Posted) -> list[str]:
    return list(dict.fromkeys(key for key in posted.many("row") if key))[:PAGE_SIZE_MAX]


def _all(posted: Posted) -> bool:
    """All that match the filters, beyond what the page shows."""
    return posted.one("all") == "1"


def _selected(posted: Posted) -> str:
    if _all(posted):
        return gettext("all that match")
    return gettext("{count} selected").format(count=len(_keys(posted)))


def _back(posted: Posted, slug: str) -> str:
    return safe_return(posted.one("back"), f"{ROOT}/{slug}")


async def _act(
    visit: Visit, action: Action, key: str, posted: Posted, *, back: str
) -> Told | Template:
    done = await trail.perform(visit, action, key, fields.read(action.fields, posted))
    if done.reveal:
        return _reveal(visit, action, done, back)
    return Told(go_to=done.go_to or back, message=done.message or gettext(action.done))


async def _act_on_all(visit: Visit, action: Action, posted: Posted, *, back: str) -> Told:
    """Each by itself: what one refuses does not stop the others."""
    read = fields.read(action.fields, posted)
    keys = _keys(posted)
    refused: list[str] = []
    go_to = None
    for key in keys:
        try:
            done = await trail.perform(visit, action, key, read)
            go_to = done.go_to or go_to
        except DomainError as error:
            refused.append(f"{key}: {error}")
    words = [gettext("{count} done.").format(count=len(keys) - len(refused))]
    if refused:
        words.append(gettext("{count} refused.").format(count=len(refused)))
    tone = Tone.WARN if refused else Tone.GOOD
    message = " ".join([*words, *refused[:REFUSALS_SHOWN]])
    return Told(go_to=go_to or back, message=message, tone=tone)
