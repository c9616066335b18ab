from dataclasses import dataclass

from litestar import Request, get
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.response import Redirect, Template

from hutong import content
from hutong.content import ArticleNotFound, Block, BlockKind
from hutong.kernel.texts import Texts, pick
from hutong.storefront import linked_data
from hutong.web import kept, pages
from hutong.web.frame import Link, shortened
from hutong.web.navigation import Navigation
from hutong.web.session import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticlePage:
    title: Texts
    blocks: tuple[Block, ...]
    summary: str
    linked_data: linked_data.Data


@get("/help/{slug:str}")
async def show(
    request: Request[object, object, State],
    *,
    state: State,
    session: Session,
    slug: FromPath[str],
) -> Template | Redirect:
    """No statement is sent for a page that is where the address says."""
    navigation: Navigation = state.navigation
    found = navigation.help_page(slug)
    if found is None:
        now = await content.moved_article(session, slug)
        if now is None or navigation.help_page(now) is None:
            raise ArticleNotFound(slug)
        return pages.moved(request, f"/help/{now}")
    blocks = tuple(content.blocks(pick(found.body)))
    told = (" ".join(each.lines) for each in blocks if each.kind is not BlockKind.HEADING)
    here = Link(pick(found.title), f"/help/{slug}")
    page = ArticlePage(
        title=found.title,
        blocks=blocks,
        summary=shortened(f"{here.title} · {next(told, '')}"),
        linked_data=linked_data.graph(
            linked_data.breadcrumb((), here, pages.site(request)),
        ),
    )
    kept.keep(request)
    return pages.show(request, "storefront/help/article.html", page, headers=pages.BROWSING)
