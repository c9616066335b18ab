"""What the search box costs a web process while somebody types: every beginning of every judged
question, once, through the whole application, from the request to the compressed answer."""

import time
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

from litestar import Litestar
from litestar.types import Message, Receive, Scope, Send

from bench.shares import Asking, share
from hutong.app import create_app
from hutong.kernel.db import Database
from hutong.kernel.settings import Settings
from hutong.search import Index
from hutong.search.suggesting import Popular, Suggestions

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"
SEARCHES = 3
OK = 200


async def measured(index: Index, asked: Sequence[str], home: Path, kind: str) -> dict[str, Any]:
    """Without a database: a suggestion asks none."""
    app = create_app(Database(NOWHERE), Settings(home=home), index)
    popular = [Popular(words, SEARCHES, Decimal(1)) for words in asked]
    app.state.guidance.suggestions = Suggestions(popular, (), frozenset())
    await _ask(app, "")
    took = [await _ask(app, typed) for typed in _beginnings(asked)]
    return {
        f"suggest{kind}_typed": len(took),
        f"suggest{kind}_p50_ms": share([each.took for each in took], 50),
        f"suggest{kind}_p99_ms": share([each.took for each in took], 99),
        f"suggest{kind}_cpu_p50_ms": share([each.worked for each in took], 50),
        f"suggest{kind}_cpu_p99_ms": share([each.worked for each in took], 99),
    }


def _beginnings(asked: Sequence[str]) -> Iterator[str]:
    return iter(dict.fromkeys(each[:end] for each in asked for end in range(1, len(each) + 1)))


async def _ask(app: Litestar, typed: str) -> Asking:
    begun, worked = time.perf_counter(), time.process_time()
    statuses: list[int] = []

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(_scope(app, typed), cast("Receive", _receive), cast("Send", send))
    asking = Asking(time.perf_counter() - begun, time.process_time() - worked)
    if statuses != [OK]:
        raise RuntimeError(f"“{typed}” was answered with {statuses}.")
    return asking


async def _receive() -> dict[str, object]:
    return {"type": "http.request", "body": b"", "more_body": False}


def _scope(app: Litestar, typed: str) -> Scope:
    """As a server would hand it over."""
    headers = {
        "host": "localhost", "accept-encoding": "br", "accept-language": "zh-CN",
        "hx-request": "true",
    }  # fmt: skip
    return cast(
        "Scope",
        {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
            "scheme": "http", "path": "/search/suggestions", "raw_path": b"/search/suggestions",
            "root_path": "", "query_string": urlencode({"q": typed}).encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1), "server": ("localhost", 80), "app": app,
            "litestar_app": app, "state": {}, "extensions": {},
        },
    )  # fmt: skip
