"""What search engines are told: where not to look, and where everything is."""

from dataclasses import dataclass

from litestar import MediaType, get
from litestar.datastructures import State
from litestar.response import Template

from hutong.search import Index, Query
from hutong.web.navigation import Navigation

PRIVATE = (
    *("/account", "/api/", "/cart", "/checkout", "/console", "/display", "/favourites"),
    *("/orders", "/pay/", "/sandbox", "/search", "/sign-in"),
)
ADDRESSES_MAX = 50_000  # what one sitemap may hold


@dataclass(frozen=True, slots=True)
class Sitemap:
    addresses: tuple[str, ...]


@get("/robots.txt", media_type=MediaType.TEXT, sync_to_thread=False, include_in_schema=False)
def robots(state: State) -> str:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in PRIVATE),
        "",
        f"Sitemap: {state.settings.public_url}/sitemap.xml",
    ]
    return "\n".join(lines) + "\n"


@get("/sitemap.xml", sync_to_thread=False, include_in_schema=False)
def sitemap(state: State) -> Template:
    index: Index = state.index
    navigation: Navigation = state.navigation
    rooms = [node for top in index.tree for node in (top, *top.children)]
    goods = index.find(Query(size=ADDRESSES_MAX)).items
    paths = [
        "/",
        "/c",
        *(f"/c/{node.slug}" for node in rooms),
        *(f"/p/{document.slug}" for document in goods),
        *(link.url for link in navigation.help_links()),
    ][:ADDRESSES_MAX]
    page = Sitemap(tuple(state.settings.public_url + path for path in paths))
    return Template(
        "storefront/robots/sitemap.xml", context={"page": page}, media_type=MediaType.XML
    )
