from dataclasses import replace

from litestar import Request, get
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Template

from hutong.decoration import Audience, Block, PageNotFound
from hutong.recommendation import NOTHING_KNOWN
from hutong.storefront import linked_data
from hutong.storefront.blocks import FOR_YOU, reader_of
from hutong.storefront.built.page import Sight, built
from hutong.storefront.interest import interests_of
from hutong.web import kept, pages, region
from hutong.web.frame import Link
from hutong.web.navigation import Navigation
from hutong.web.visitor import Visiting

Asked = Request[object, object, State]


def _asks(block: Block) -> bool:
    """Whether it is another one for who is known."""
    known = block.audience is Audience.PRICE_MINDED
    return block.by_interest or block.kind == FOR_YOU or known


@get("/pages/{slug:str}")
async def show(request: Asked, state: State, visitor: Visiting, slug: FromPath[str]) -> Template:
    """Pages are in the memory of every web process: no statement is sent for guests, and one for
    members where the page asks what they are interested in. An unknown address costs one, too."""
    navigation: Navigation = state.navigation
    path, there = f"/pages/{slug}", region.there(request)
    content = await navigation.built_page(state.db, path, there.at)
    if content is None:
        raise PageNotFound(path)
    asks = any(map(_asks, content.blocks))
    interests = await interests_of(state.db, visitor) if asks else NOTHING_KNOWN
    page = built(content, state.index, Sight(there, reader_of(visitor, interests), interests))
    told = linked_data.breadcrumb((), Link(page.title, path), pages.site(request))
    kept.keep(request, until=navigation.board.until(path, there.at))
    return pages.show(
        request,
        "storefront/built/page.html",
        replace(page, linked_data=linked_data.graph(told)),
        headers=pages.BROWSING,
    )
