"""Who is asking, when a proxy of the operator's stands in between."""

from typing import Any

import pytest
from litestar.types import Receive, Scope, Send

from hutong.up.serving import believing

PROXY, STRANGER, SHOPPER = "10.0.0.7", "203.0.113.9", "198.51.100.4"


@pytest.mark.parametrize(
    ("caller", "headers", "believed"),
    [
        (PROXY, [(b"x-forwarded-for", SHOPPER.encode())], SHOPPER),
        (STRANGER, [(b"x-forwarded-for", SHOPPER.encode())], STRANGER),
        (STRANGER, [], STRANGER),
        (PROXY, [], PROXY),
    ],
)
async def test_only_a_trusted_proxy_is_believed(
    caller: str, headers: list[tuple[bytes, bytes]], believed: str
) -> None:
    seen: list[str] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        client = scope["client"]
        seen.append(client[0] if client else "")

    scope: Any = {"type": "http", "client": (caller, 4000), "headers": headers}
    await believing(app, ["10.0.0.0/8"])(scope, _nothing, _nowhere)

    assert seen == [believed]


async def _nothing() -> Any: ...


async def _nowhere(_message: Any) -> None: ...
