"""The editor of a page and what its script asks for. Everything it sends is checked again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.exceptions import SerializationException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import decoration
from hutong.access import AsksAlready
from hutong.catalog import CategoryNode
from hutong.console.decoration.asking import Asking
from hutong.console.decoration.astray import Standing, astray
from hutong.console.decoration.screens import EDIT, KINDS, VIEW
from hutong.console.decoration.told import differences, told_kinds
from hutong.console.goods.words import brands_by_slug, tags_by_slug
from hutong.console.kit import Option
from hutong.console.kit.answers import Visit
from hutong.console.kit.form_routes import FRAMED
from hutong.console.kit.screens import ROOT
from hutong.console.kit.site import Site
from hutong.console.kit.viewer import Staff
from hutong.decoration import EditedMeanwhile, Page, Planned, Version
from hutong.kernel import clock
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext
from hutong.kernel.ids import as_id
from hutong.kernel.texts import pick
from hutong.search import Query
from hutong.web import preview
from hutong.web.picture import url
from hutong.web.session import Session
from hutong.web.templating import money

FOUND_MAX = 24
PICKED_MAX = 240
WORDS_MAX = 60
SEES_APPROVALS = "approvals.view"
CONFLICT, UNPROCESSABLE = 409, 422

Asked = Request[Any, Any, State]


@dataclass(frozen=True, kw_only=True, slots=True)
class DesignPage:
    """`editor` is what the script begins with."""

    id: UUID
    title: str
    kind: str
    path: str
    may_edit: bool
    preview: str
    revision: int
    editor: Mapping[str, Any]
    by_two: bool
    asked: Sequence[Asking]
    planned: Sequence[Planned]
    versions: Sequence[Version]
    at: datetime
    edited_at: datetime
    edited_by: str

    @property
    def url(self) -> str:
        return f"{ROOT}/pages/{self.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ComparePage:
    id: UUID
    title: str
    number: int
    kept_by: str
    kept_at: datetime
    preview: str
    differences: Sequence[str]


def designing(site: Site) -> Sequence[HTTPRouteHandler]:
    @get(f"{ROOT}/pages/{{key:str}}/design")
    async def design(
        request: Asked, session: Session, staff: Staff, key: FromPath[str]
    ) -> Template:
        staff.require(VIEW)
        page = await decoration.find_page(session, as_id(key))
        shown = DesignPage(
            id=page.id,
            title=pick(page.title),
            kind=gettext(KINDS[page.kind].title),
            path=page.path,
            may_edit=staff.may(EDIT),
            preview=preview.link(request.app.state.box, str(page.id)),
            revision=page.revision,
            editor=await _editor(request, session, page),
            by_two=await decoration.published_by_two(session),
            asked=[Asking(each) for each in await decoration.publishing_asked(session, page.id)],
            planned=await decoration.planned(session, page.id),
            versions=await decoration.versions(session, page.id),
            at=clock.now(),
            edited_at=page.edited_at,
            edited_by=page.edited_by,
        )
        visit = Visit(request, session, staff, site)
        answer = visit.page("console/decoration/design.html", shown)
        answer.headers.update(FRAMED)
        return answer

    @get(f"{ROOT}/pages/{{key:str}}/versions/{{number:int}}")
    async def compare(
        request: Asked, session: Session, staff: Staff, *, key: FromPath[str], number: FromPath[int]
    ) -> Template:
        staff.require(VIEW)
        page = await decoration.find_page(session, as_id(key))
        version = await decoration.find_version(session, page.id, number)
        shown = ComparePage(
            id=page.id,
            title=pick(page.title),
            number=number,
            kept_by=version.kept_by,
            kept_at=version.kept_at,
            preview=preview.link(request.app.state.box, str(page.id)),
            differences=differences(version.content, page.draft),
        )
        answer = Visit(request, session, staff, site).page("console/decoration/compare.html", shown)
        answer.headers.update(FRAMED)
        return answer

    return [design, compare, *HANDLERS]


async def _editor(request: Asked, session: AsyncSession, page: Page) -> dict[str, Any]:
    index = request.app.state.index
    return {
        "content": page.draft,
        "problems": await _problems(request, session, page.draft, decoration.read(page.draft)[1]),
        "revision": page.revision,
        "kinds": told_kinds(),
        "most": decoration.BLOCKS_MAX,
        "categories": _categories(index.tree),
        "tags": _offered(await tags_by_slug(session)),
        "brands": _offered(await brands_by_slug(session)),
        "goods": _goods(request, page.draft),
    }


async def _problems(
    request: Asked, session: AsyncSession, draft: Mapping[str, Any], wrong: Sequence[Problem]
) -> list[dict[str, Any]]:
    """What hinders publishing, and what is only worth a word."""
    mild = await astray(session, Standing(request.app, clock.now()), draft)
    return [*({"field": each.field, "message": each.message} for each in wrong), *mild]


def _categories(tree: Sequence[CategoryNode]) -> list[tuple[str, str]]:
    return [
        (node.slug, pick(node.name) if node is top else f"\N{IDEOGRAPHIC SPACE}{pick(node.name)}")
        for top in tree
        for node in (top, *top.children)
    ]


def _offered(options: Sequence[Option]) -> list[tuple[str, str]]:
    return [
        (option.value, "\N{IDEOGRAPHIC SPACE}" * option.depth + option.title) for option in options
    ]


def _goods(request: Asked, draft: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Those that the draft names, so that the editor can show them."""
    index = request.app.state.index
    ids = list(dict.fromkeys(_named(draft.get("blocks"))))[:PICKED_MAX]
    known = (index.glance_at(UUID(each)) for each in ids)
    return [_product(document) for document in known if document is not None]


def _named(value: object) -> Any:
    if isinstance(value, Mapping):
        yield from value.get("products", ()) if "by" in value else ()
        for each in value.values():
            yield from _named(each)
    elif isinstance(value, list):
        for each in value:
            yield from _named(each)


def _product(document: Any) -> dict[str, Any]:
    return {
        "id": str(document.product_id),
        "title": pick(document.title),
        "picture": url(document.picture, 160) if document.picture else "",
        "price": money(document.price_from),
    }


@post(f"{ROOT}/pages/{{key:str}}/draft", status_code=200)
async def draft(
    request: Asked, session: Session, staff: Staff, key: FromPath[str]
) -> Response[Any]:
    """{revision, content}: the next revision and what is still wrong, or who was quicker."""
    staff.require(EDIT)
    page_id = as_id(key)
    told = await _told(request)
    revision = told.get("revision")
    try:
        saved = await decoration.save_draft(
            session,
            page_id,
            told.get("content"),
            revision=revision if isinstance(revision, int) else 0,
            by=staff.actor,
        )
    except EditedMeanwhile as conflict:
        page = await decoration.find_page(session, page_id)
        return Response({"message": str(conflict), "revision": page.revision}, status_code=CONFLICT)
    except Invalid as invalid:
        return Response({"message": invalid.problems[0].message}, status_code=UNPROCESSABLE)
    page = await decoration.find_page(session, page_id)
    problems = await _problems(request, session, page.draft, saved.problems)
    return Response({"revision": saved.revision, "problems": problems})


@post(f"{ROOT}/pages/{{key:str}}/publication", status_code=200)
async def publish(
    request: Asked, session: Session, staff: Staff, key: FromPath[str]
) -> Response[Any]:
    staff.require(EDIT)
    told = await _told(request)
    revision = told.get("revision")
    revision = revision if isinstance(revision, int) else 0
    from_at, until_at = _moment(told.get("from_at")), _moment(told.get("until_at"))
    page_id = as_id(key)
    try:
        if await decoration.published_by_two(session):
            await decoration.ask_publishing(
                session, page_id, revision=revision, span=(from_at, until_at), by=staff.actor
            )
        else:
            await decoration.publish(
                session,
                page_id,
                revision=revision,
                from_at=from_at,
                until_at=until_at,
                by=staff.actor,
            )
    except Invalid as invalid:
        problems = [{"field": each.field, "message": each.message} for each in invalid.problems]
        return Response({"message": str(invalid), "problems": problems}, status_code=UNPROCESSABLE)
    except (EditedMeanwhile, AsksAlready) as conflict:
        return Response({"message": str(conflict), "problems": []}, status_code=CONFLICT)
    return Response({"go": f"{ROOT}/pages/{key}/design"})


@post(f"{ROOT}/pages/{{key:str}}/versions/{{number:int}}/{{deed:str}}", status_code=303)
async def with_version(
    session: Session,
    staff: Staff,
    *,
    key: FromPath[str],
    number: FromPath[int],
    deed: FromPath[str],
) -> Redirect:
    """`showing` shows it again at once, `draft` makes it the draft."""
    staff.require(EDIT)
    page = await decoration.find_page(session, as_id(key))
    if deed == "showing":
        await decoration.show_again(session, page.id, number, by=staff.actor)
    else:
        await decoration.restore(session, page.id, number, revision=page.revision, by=staff.actor)
    return Redirect(f"{ROOT}/pages/{key}/design", status_code=303)


@post(f"{ROOT}/pages/{{key:str}}/showings/{{showing:str}}/end", status_code=303)
async def stop(
    session: Session, staff: Staff, key: FromPath[str], showing: FromPath[str]
) -> Redirect:
    staff.require(EDIT)
    await decoration.stop_showing(session, as_id(key), as_id(showing), by=staff.actor)
    return Redirect(f"{ROOT}/pages/{key}/design", status_code=303)


@get(f"{ROOT}/pages/{{key:str}}/versions/{{number:int}}/preview")
async def version_preview(
    request: Asked, session: Session, staff: Staff, *, key: FromPath[str], number: FromPath[int]
) -> Redirect:
    """The link of a request to publish: made anew each time, so that it is never over."""
    if not staff.may(VIEW):
        staff.require(SEES_APPROVALS)
    page = await decoration.find_page(session, as_id(key))
    version = await decoration.find_version(session, page.id, number)
    link = preview.link(request.app.state.box, str(page.id))
    return Redirect(f"{link}?version={version.number}", status_code=303)


@get(f"{ROOT}/themes/{{key:str}}/preview")
async def theme_preview(
    request: Asked, session: Session, staff: Staff, key: FromPath[str]
) -> Redirect:
    """The home page in that theme, on the day on which it begins."""
    staff.require(VIEW)
    theme = await decoration.find_theme(session, as_id(key))
    link = preview.link(request.app.state.box, preview.WHOLE_SHOP)
    return Redirect(f"{link}?theme={theme.id}", status_code=303)


@get(f"{ROOT}/pick/goods", sync_to_thread=False)
def pick_goods(request: Asked, staff: Staff) -> Response[Any]:
    staff.require(VIEW)
    words = request.query_params.get("q", "")[:WORDS_MAX]
    found = request.app.state.index.glance(Query(text=words, size=FOUND_MAX, counting=False))
    return Response([_product(each) for each in found.items])


async def _told(request: Asked) -> dict[str, Any]:
    """What the script sent; nothing at all for what is no JSON object."""
    try:
        sent = await request.json()
    except SerializationException:
        return {}
    return sent if isinstance(sent, dict) else {}


def _moment(told: object) -> datetime | None:
    """In the shop's time."""
    try:
        moment = datetime.fromisoformat(str(told)) if told else None
    except ValueError:
        return None
    return moment.replace(tzinfo=clock.SHOP_ZONE) if moment and moment.tzinfo is None else moment


HANDLERS = [
    draft,
    publish,
    with_version,
    stop,
    version_preview,
    theme_preview,
    pick_goods,
]
