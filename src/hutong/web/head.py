"""HEAD is answered wherever GET is: the same headers, no body. Watchers ask that way."""

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPResponseBodyEvent, Message, Receive, Scope, Send

NOTHING: HTTPResponseBodyEvent = {"type": "http.response.body", "body": b"", "more_body": False}


def answering_head(app: ASGIApp) -> ASGIApp:
    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD":
            await app(scope, receive, send)
            return
        scope["method"] = "GET"

        async def headers_only(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
                await send(NOTHING)

        await app(scope, receive, headers_only)

    return middleware
