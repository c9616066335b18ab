from litestar import Request, get
from litestar.datastructures import State
from litestar.response import Template

from hutong.catalog import Badge, CategoryNode
from hutong.content import Shopfront
from hutong.search import Index, Query, Sort
from hutong.storefront import linked_data
from hutong.storefront.cards import cards
from hutong.storefront.home.page import HomePage, Kind, Slide
from hutong.web import kept, pages
from hutong.web.goods import Promise
from hutong.web.navigation import Navigation

PICKS = 10
ROWS_OF_FOUR = 8
KINDS_PER_ROOM = 2
STORY_PARAGRAPHS = 2
STORY_PICTURES = 2

Asked = Request[object, object, State]


@get("/", sync_to_thread=False)
def show(request: Asked, state: State) -> Template:
    """Everything here is in the memory of this process: no statement is sent."""
    index: Index = state.index
    navigation: Navigation = state.navigation
    front = navigation.shopfront
    picks = index.badged(Badge.DAILY_PICK, PICKS)
    page = HomePage(
        slides=tuple(Slide(each.title, each.line, each.picture, each.url) for each in front.slides),
        kinds=_kinds(index.tree),
        picks=cards(picks),
        newest=cards(index.find(Query(sort=Sort.NEW, size=ROWS_OF_FOUR)).items),
        hits=cards(index.badged(Badge.HIT, ROWS_OF_FOUR)),
        story=front.story[:STORY_PARAGRAPHS],
        story_pictures=tuple(each.picture for each in picks if each.picture)[:STORY_PICTURES],
        promises=promises(front),
        linked_data=linked_data.graph(*linked_data.shop(front, state.settings.public_url)),
    )
    kept.keep(request)
    return pages.show(request, "storefront/home/home.html", page, headers=pages.BROWSING)


def promises(front: Shopfront) -> tuple[Promise, ...]:
    return tuple(Promise(each.slug, each.title, each.line) for each in front.promises)


def _kinds(tree: tuple[CategoryNode, ...]) -> tuple[Kind, ...]:
    """The first shelves of every room, so that none is forgotten on the first page."""
    return tuple(
        Kind(shelf.name, f"/c/{shelf.slug}", shelf.picture)
        for room in tree
        for shelf in room.children[:KINDS_PER_ROOM]
    )
