"""Where payment providers tell us what happened."""

from typing import Any

from litestar import Request, Response, Router, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from hutong import payments
from hutong.payments import Outcome
from hutong.web.session import Db

BODY_MAX = 64 * 1024
AGAIN_SECONDS = 10
STATUS = {
    Outcome.APPLIED: 200,
    Outcome.NO_EFFECT: 200,
    Outcome.DUPLICATE: 200,
    Outcome.HELD: 200,
    Outcome.EARLY: 503,
    Outcome.UNKNOWN: 404,
    Outcome.UNREADABLE: 400,
    Outcome.STALE: 401,
    Outcome.FORGED: 401,
}


@post("/{provider:str}", status_code=200)
async def notify(
    request: Request[Any, Any, State], db: Db, provider: FromPath[str]
) -> Response[dict[str, str]]:
    """200 says that it was understood and need not be sent again, whatever came of it."""
    gateway = request.app.state.gateways.get(provider)
    if gateway is None:
        raise NotFoundException
    headers = dict(request.headers.items())
    outcome = await payments.handle_notification(db, gateway, headers, await request.body())
    status = STATUS[outcome]
    again = {"retry-after": str(AGAIN_SECONDS)} if outcome is Outcome.EARLY else {}
    return Response({"outcome": outcome.value}, status_code=status, headers=again)


router = Router(
    "/notify",
    route_handlers=[notify],
    request_max_body_size=BODY_MAX,
    include_in_schema=False,
    opt={"anonymous": True},
)
