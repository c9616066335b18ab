from dataclasses import replace

from litestar import Request, get
from litestar.datastructures import State
from litestar.response import Template

from hutong.storefront import linked_data
from hutong.storefront.blocks import reader_of
from hutong.storefront.built.page import BuiltPage, Sight, built
from hutong.storefront.built.plain import plain_home
from hutong.storefront.interest import interests_of
from hutong.web import kept, pages, region
from hutong.web.frame import Site
from hutong.web.navigation import Navigation
from hutong.web.visitor import Visiting

HOME = "/"

Asked = Request[object, object, State]


@get(HOME)
async def show(request: Asked, state: State, visitor: Visiting) -> Template:
    """Everything here is in the memory of this process but what its reader is interested in: no
    statement is sent for guests, one for members."""
    navigation: Navigation = state.navigation
    there = region.there(request)
    interests = await interests_of(state.db, visitor)
    page = home(state, Sight(there, reader_of(visitor, interests), interests), pages.site(request))
    kept.keep(request, until=navigation.board.until(HOME, there.at))
    return pages.show(request, "storefront/home/home.html", page, headers=pages.BROWSING)


def home(state: State, sight: Sight, site: Site) -> BuiltPage:
    navigation: Navigation = state.navigation
    front = navigation.shopfront
    content = navigation.board.page(HOME, sight.at) or plain_home(front)
    told = linked_data.graph(*linked_data.shop(front, site))
    return replace(built(content, state.index, sight), is_home=True, linked_data=told)
