"""Searching by voice. The browser recognises the words itself where it can; else it records, and
we have the recording turned into words. The search itself is the one of typed words."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Template

from hutong import search
from hutong.kernel import clock, i18n
from hutong.kernel.errors import DomainError, TooMany
from hutong.kernel.i18n import N_, gettext
from hutong.search import AUDIO_MAX, SECONDS_MAX, NotARecording, SpeechGateway, SpeechNotOffered
from hutong.web import pages
from hutong.web.errors import status_of
from hutong.web.visitor import Visiting

TOO_LARGE = 413
TOO_LONG = N_("This recording is too long. Fifteen seconds are enough for a search.")
UNREAD = N_("The recording did not arrive whole. Please speak again.")

Asked = Request[Any, Any, State]


@dataclass(frozen=True, slots=True)
class SpeakingPage:
    """`who` hears a recording besides us; nobody where we take none."""

    who: str
    seconds: int = SECONDS_MAX


@get("/search/speech", sync_to_thread=False)
def ask(request: HTMXRequest, state: State) -> Template:
    """The dialog, fetched when somebody first presses the microphone."""
    gateway: SpeechGateway | None = state.speech
    who = gettext(gateway.who) if gateway else ""
    return pages.show(request, "storefront/listing/_speaking.html", SpeakingPage(who))


def _told(_request: Asked, error: DomainError) -> Response[dict[str, str]]:
    """The script that sent the recording shows the words of a refusal in its dialog."""
    wait = {"retry-after": str(error.retry_after)} if isinstance(error, TooMany) else {}
    return Response({"message": str(error)}, status_code=status_of(error), headers=wait)


def _rejected(_request: Asked, error: HTTPException) -> Response[dict[str, str]]:
    words = gettext(TOO_LONG if error.status_code == TOO_LARGE else UNREAD)
    return Response({"message": words}, status_code=error.status_code)


@post(
    "/search/speech",
    status_code=200,
    request_max_body_size=AUDIO_MAX,
    exception_handlers={DomainError: _told, HTTPException: _rejected},
)
async def hear(request: HTMXRequest, state: State, visitor: Visiting) -> dict[str, str]:
    """A recording in, its words out. No transaction is held while somebody outside listens."""
    if state.speech is None:
        raise SpeechNotOffered
    with state.turns.one(visitor.device.ip, clock.now()):
        if not request.headers.get("content-type", "").startswith("audio/"):
            raise NotARecording
        language = i18n.current().partition("_")[0]
        words = await search.hear(
            state.speech, await request.body(), language=language, length_max=search.WORDS_MAX
        )
    return {"words": words}
