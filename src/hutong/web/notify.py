"""Where payment providers tell us what happened."""

from typing import Any

from litestar import Request, Response, Router, post, route
from litestar.datastructures import State
from litestar.enums import HttpMethod
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from hutong import payments
from hutong.kernel.errors import Unavailable
from hutong.payments import Outcome
from hutong.web import pages
from hutong.web.session import Db

BODY_MAX = 64 * 1024
PATH_MAX = 200


@post("/{provider:str}", status_code=200)
async def notify(
    request: Request[Any, Any, State], db: Db, provider: FromPath[str]
) -> Response[bytes]:
    """Answered in the provider's own form; one whose keys are out of reach is asked to repeat."""
    gateway = request.app.state.gateways.get(provider)
    if gateway is None:
        raise NotFoundException
    headers = dict(request.headers.items())
    try:
        outcome = await payments.handle_notification(
            db, gateway, headers, await request.body(), captures=request.app.state.captures
        )
    except Unavailable:
        outcome = Outcome.EARLY
    answer = gateway.answer(outcome)
    return Response(
        answer.body,
        status_code=answer.status,
        media_type=answer.media_type,
        headers=dict(answer.headers),
    )


@route("/{provider:str}/return", http_method=[HttpMethod.GET, HttpMethod.POST], status_code=303)
async def come_back(provider: FromPath[str], to: FromQuery[str] = "/") -> Redirect:  # noqa: ARG001
    """A shopper whom the provider sends back with a form: on to the page, and nothing believed."""
    return Redirect(pages.local(to[:PATH_MAX]), status_code=303)


router = Router(
    "/notify",
    route_handlers=[notify, come_back],
    request_max_body_size=BODY_MAX,
    include_in_schema=False,
    opt={"anonymous": True},
)
