"""What a member wants to find again."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Router, delete, get, put
from litestar.datastructures import State
from litestar.params import FromPath, QueryParameter

from hutong import catalog, members
from hutong.api.bearer import MyId
from hutong.api.cards import CardOut
from hutong.api.goods import District, seen_from
from hutong.api.shapes import Told, cursor_of, read_cursor
from hutong.catalog import ProductNotFound
from hutong.kernel.i18n import N_
from hutong.search import Index
from hutong.web.session import Session

Cursor = Annotated[str | None, QueryParameter(max_length=40)]


class FavouritesOut(Told, frozen=True):
    """Products that are no longer on the shelf are left out. `next` goes back as `cursor`."""

    items: list[CardOut]
    next: str | None


@get("/me/favourites", summary=N_("My favourites"), description=N_("Newest first."))
async def every(
    request: Request[Any, Any, State],
    session: Session,
    my_id: MyId,
    *,
    cursor: Cursor = None,
    region: District = None,
) -> FavouritesOut:
    there = seen_from(request, region)
    page = await members.favourites(session, my_id, before=read_cursor(cursor))
    index: Index = request.app.state.index
    known = [await index.get(product_id) for product_id in page.product_ids]
    return FavouritesOut(
        items=[CardOut.of(document, there) for document in known if document],
        next=cursor_of(page.older),
    )


@put(
    "/me/favourites/{product_id:uuid}",
    status_code=204,
    summary=N_("Mark a product"),
    description=N_("Marking twice is marking once."),
)
async def mark(session: Session, my_id: MyId, product_id: FromPath[UUID]) -> None:
    sheet = await catalog.product_by_id(session, product_id)
    if not sheet.listed:
        raise ProductNotFound(str(product_id))
    await members.favourite(session, product_id, member_id=my_id)


@delete("/me/favourites/{product_id:uuid}", summary=N_("Unmark a product"))
async def unmark(session: Session, my_id: MyId, product_id: FromPath[UUID]) -> None:
    await members.unfavourite(session, product_id, member_id=my_id)


router = Router("/", route_handlers=[every, mark, unmark], tags=["favourites"])
