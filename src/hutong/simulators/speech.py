"""Plays a server that turns recordings into words (OpenAI's /v1/audio/transcriptions). It hears
what a person says on its page that it hears, and shows what it was sent, not the sound."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.datastructures import State, UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, URLEncodedBody
from litestar.response import Redirect

from hutong.kernel import clock
from hutong.kernel.i18n import N_, gettext
from hutong.simulators.cashier import Choice, refuse_strangers, shown, speak
from hutong.simulators.desk import Desk

BODY_MAX = 1024 * 1024
SHOWN_MAX = 20
WORDS = {"zh": "茶壶", "en": "teapot"}

Asked = Request[object, object, State]


class Hearing(StrEnum):
    USUAL = "usual"
    NOTHING = "nothing"
    SLOW = "slow"
    RUBBISH = "rubbish"
    FULL = "full"
    CLOSED = "closed"


HEARING = {
    Hearing.USUAL: N_("As usual"),
    Hearing.NOTHING: N_("It makes out no words"),
    Hearing.SLOW: N_("Slowly: after 15 seconds"),
    Hearing.RUBBISH: N_("With what nobody can read"),
    Hearing.FULL: N_("Too many ask it"),
    Hearing.CLOSED: N_("It does not know the key"),
}
REFUSALS = {Hearing.FULL: 429, Hearing.CLOSED: 401}


class Sent(msgspec.Struct):
    model: str
    language: str
    file: UploadFile
    response_format: str = "json"


class SwitchForm(msgspec.Struct, frozen=True):
    hearing: Hearing
    words: Annotated[str, msgspec.Meta(max_length=400)] = ""


@dataclass(frozen=True)
class Recorded:
    at: datetime
    kind: str
    size: int
    model: str
    language: str


@dataclass
class Ear:
    """Words that are empty: a usual search, in the language that is asked for."""

    hearing: Hearing = Hearing.USUAL
    words: str = ""
    recorded: deque[Recorded] = field(default_factory=lambda: deque(maxlen=SHOWN_MAX))


@dataclass(frozen=True)
class EarPage:
    title: str
    words: str
    choice: Choice
    recorded: list[Recorded]


@post("/v1/audio/transcriptions", status_code=200)
async def transcribe(
    state: State, data: Annotated[Sent, Body(media_type=RequestEncodingType.MULTI_PART)]
) -> Response[object]:
    ear: Ear = state.ear
    desk: Desk = state.desk
    size = len(await data.file.read())
    kind = data.file.content_type
    ear.recorded.appendleft(Recorded(clock.now(), kind, size, data.model, data.language))
    if ear.hearing in REFUSALS:
        code = REFUSALS[ear.hearing]
        return Response({"error": {"message": str(ear.hearing)}}, status_code=code)
    if ear.hearing is Hearing.RUBBISH:
        return Response("<html>", media_type="text/html")
    if ear.hearing is Hearing.SLOW:
        await asyncio.sleep(desk.hang_seconds)
    said = ear.words or WORDS.get(data.language, WORDS["zh"])
    return Response({"text": "" if ear.hearing is Hearing.NOTHING else said})


@get("/")
async def show(request: Asked, state: State) -> Response[str]:
    speak(request)
    ear: Ear = state.ear
    options = [(each.value, gettext(words)) for each, words in HEARING.items()]
    page = EarPage(
        title=gettext("Speech recogniser, simulated"),
        words=ear.words,
        choice=Choice("hearing", gettext("How it answers"), ear.hearing, options),
        recorded=list(ear.recorded),
    )
    return shown("speech.html", page)


@post("/switches", status_code=303)
async def turn(request: Asked, state: State, data: URLEncodedBody[SwitchForm]) -> Redirect:
    refuse_strangers(request)
    ear: Ear = state.ear
    ear.hearing, ear.words = data.hearing, data.words.strip()
    return Redirect("/speech", status_code=303)


ROUTER = Router("/speech", route_handlers=[transcribe, show, turn], request_max_body_size=BODY_MAX)
