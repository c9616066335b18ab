"""Telling a merchant, over real HTTP."""

from collections.abc import Mapping

import httpx

PATIENCE = httpx.Timeout(10, connect=3)
KEPT_MAX = 200


async def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    transport: httpx.AsyncBaseTransport | None = None,
) -> tuple[int | None, str]:
    """The status and the beginning of the answer; None when nobody answered."""
    try:
        async with httpx.AsyncClient(
            timeout=PATIENCE, transport=transport, trust_env=False
        ) as client:
            answer = await client.post(url, content=body, headers=dict(headers))
    except httpx.HTTPError:
        return None, ""
    return answer.status_code, answer.text[:KEPT_MAX]
