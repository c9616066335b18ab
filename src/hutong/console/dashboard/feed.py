"""New orders as they come in, told to every open console by server-sent events.

One reader in each web process asks the database while somebody listens, every two seconds, in a
short transaction; the listeners hold none.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import structlog
from jinja2 import Template
from litestar import Request, get
from litestar.datastructures import State
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import ServerSentEvent, ServerSentEventMessage
from sqlalchemy.exc import SQLAlchemyError

from hutong.console.kit import Staff
from hutong.kernel import clock, i18n
from hutong.kernel.db import Database
from hutong.kernel.ids import first_id_at
from hutong.views.orders import OrderRow, orders_since

SHOWN = 8
EVERY_SECONDS = 2
BATCH_MAX = 50
BACKLOG_MAX = 100
OVERLAP = timedelta(seconds=20)
KEPT = "console_feed"

log = structlog.get_logger()


@dataclass
class Feed:
    """Ids are made before the commit, so the newest seconds are read again each time."""

    db: Database
    listeners: set["asyncio.Queue[OrderRow]"] = field(default_factory=set)
    seen: set[UUID] = field(default_factory=set)
    reader: "asyncio.Task[None] | None" = None

    async def listen(self) -> AsyncIterator[OrderRow]:
        queue: asyncio.Queue[OrderRow] = asyncio.Queue(BACKLOG_MAX)
        self.listeners.add(queue)
        if self.reader is None or self.reader.done():
            self.seen = {order.id for order in await self._recent()}
            self.reader = asyncio.create_task(self._read())
        try:
            while True:
                yield await queue.get()
        finally:
            self.listeners.discard(queue)

    async def _read(self) -> None:
        """Until nobody listens. A database that is away is waited for."""
        while self.listeners:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                self._tell(await self._recent())
            except (SQLAlchemyError, OSError):
                log.warning("console.feed_waits", exc_info=True)

    async def _recent(self) -> list[OrderRow]:
        async with self.db.reading() as session:
            return await orders_since(session, first_id_at(clock.now() - OVERLAP), BATCH_MAX)

    def _tell(self, orders: list[OrderRow]) -> None:
        for order in orders:
            if order.id not in self.seen:
                for queue in self.listeners:
                    if not queue.full():
                        queue.put_nowait(order)
        self.seen = {order.id for order in orders}


@get("/console/live/orders")
async def orders_feed(request: Request[Any, Any, State], staff: Staff) -> ServerSentEvent:
    staff.require("orders.view")
    state = request.app.state
    feed: Feed = state.setdefault(KEPT, Feed(state.db))
    engine = cast("JinjaTemplateEngine", request.app.template_engine)
    entry = engine.get_template("console/dashboard/_entry.html")
    return ServerSentEvent(_entries(feed, entry, i18n.current()))


async def _entries(
    feed: Feed, entry: Template, locale: str
) -> AsyncIterator[ServerSentEventMessage]:
    async for order in feed.listen():
        with i18n.using(locale):
            html = entry.render(order=order).strip().replace("\n", " ")
        yield ServerSentEventMessage(data=html, event="entry", id=str(order.id))
