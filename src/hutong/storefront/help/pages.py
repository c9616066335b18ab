from dataclasses import dataclass

from litestar import Request, get
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Template

from hutong import content
from hutong.content import ArticleNotFound, Block
from hutong.kernel.texts import Texts, pick
from hutong.web import pages
from hutong.web.navigation import Navigation


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticlePage:
    title: Texts
    blocks: tuple[Block, ...]


@get("/help/{slug:str}", sync_to_thread=False)
def show(request: Request[object, object, State], state: State, slug: FromPath[str]) -> Template:
    navigation: Navigation = state.navigation
    found = navigation.help_page(slug)
    if found is None:
        raise ArticleNotFound(slug)
    page = ArticlePage(title=found.title, blocks=tuple(content.blocks(pick(found.body))))
    return pages.show(request, "storefront/help/article.html", page, headers=pages.BROWSING)
