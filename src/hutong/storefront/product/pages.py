from urllib.parse import urlencode
from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Redirect, Template

from hutong import members
from hutong.recommendation import DeedKind
from hutong.storefront import noting
from hutong.storefront.product.memory import Memory
from hutong.storefront.product.page import ProductPage
from hutong.storefront.product.showing import Asking, Visiting, product_page
from hutong.web import kept, pages, region
from hutong.web.session import Session
from hutong.web.visitor import MaybeMemberId


@get("/p/{slug:str}")
async def show(
    request: HTMXRequest,
    *,
    state: State,
    session: Session,
    maybe_member_id: MaybeMemberId,
    slug: FromPath[str],
) -> Template | Redirect:
    memory: Memory = state.memory
    known = await memory.product(session, slug)
    if known.sheet.slug != slug:
        return pages.moved(request, f"/p/{known.sheet.slug}")
    noting.opened(request, known.sheet.id)
    noting.done(request, maybe_member_id, known.sheet.id, DeedKind.SEEN)
    page = await product_page(
        known,
        Asking.read(known.sheet, request.query_params),
        index=state.index,
        navigation=state.navigation,
        site=pages.site(request),
        visitor=Visiting(
            await _is_favourite(session, maybe_member_id, known.sheet.id), region.there(request)
        ),
    )
    if known.document is not None:
        kept.keep(request, until=page.changes_at)
    answer = pages.swap(
        request,
        part="storefront/product/_product.html",
        whole="storefront/product/product.html",
        page=page,
        headers=pages.BROWSING,
    )
    if request.htmx:
        answer.headers["hx-replace-url"] = chosen_url(page)
    return answer


async def _is_favourite(session: Session, member_id: UUID | None, product_id: UUID) -> bool:
    if member_id is None:
        return False
    return bool(await members.marked(session, member_id, [product_id]))


def chosen_url(page: ProductPage) -> str:
    """The address of this choice, to come back to and to pass on."""
    chosen = [
        (f"c{question.place}", str(option.place))
        for question in page.questions
        for option in question.options
        if option.chosen
    ]
    return f"{page.url}?{urlencode(chosen)}" if chosen else page.url
