"""A product page was left: for how long it was in view, whether it led to the cart, and from
which scene it was opened. Nothing tells who it was, and nobody reads the answer."""

from urllib.parse import parse_qsl

from litestar import Request, Response, post
from litestar.datastructures import State

from hutong.analytics import SECONDS_MAX, Viewed, Views
from hutong.kernel import clock
from hutong.storefront.noting import ROBOTS

TOLD_MAX = 400
PAIRS_MAX = 8
DIGITS_MAX = 6

Asked = Request[object, object, State]


@post("/product-views", status_code=204, request_max_body_size=TOLD_MAX, include_in_schema=False)
async def leave(request: Asked, state: State) -> Response[None]:
    """What makes no sense is passed over."""
    told = _told(await request.body())
    seconds = told.get("seconds", "")
    whole = seconds.isdecimal() and seconds.isascii() and len(seconds) <= DIGITS_MAX
    if whole and not ROBOTS.search(request.headers.get("user-agent", "")):
        views: Views = state.views
        scene = told.get("scene", "")
        views.note(
            Viewed(
                scene=scene if scene in state.navigation.board.scenes else "",
                seconds=min(int(seconds), SECONDS_MAX),
                added=told.get("added") == "1",
                at=clock.now(),
            )
        )
    return Response(None, status_code=204)


def _told(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode("ascii"), max_num_fields=PAIRS_MAX))
    except ValueError:
        return {}
