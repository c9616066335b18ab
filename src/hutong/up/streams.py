"""Answers that never end by themselves (live feeds, sockets) end when the web server stops.

Granian waits for every open answer before it stops, and would wait for these until it is killed.
"""

import asyncio
import os
import signal
from collections.abc import Iterable

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

LIFESPAN = "lifespan"
EVENT_STREAM = b"text/event-stream"


class EndingStreams:
    """Around the application, in each worker process."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._streams: set[asyncio.Task[object]] = set()
        self._armed = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if str(scope["type"]) == LIFESPAN:
            await self._app(scope, receive, send)
            return
        self._arm()
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("an ASGI application runs in a task")
        if scope["type"] == ScopeType.WEBSOCKET:
            self._streams.add(task)

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_stream(message["headers"]):
                self._streams.add(task)
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except asyncio.CancelledError:
            if task not in self._streams:
                raise
        finally:
            self._streams.discard(task)

    def _arm(self) -> None:
        """With the first request: the server sets its own handlers when it has started."""
        if not self._armed:
            self._armed = True
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._end)

    def _end(self) -> None:
        for stream in self._streams:
            stream.cancel()
        os.kill(os.getpid(), signal.SIGINT)  # which the server still hears, and stops


def _is_stream(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(EVENT_STREAM)
        for name, value in headers
    )
