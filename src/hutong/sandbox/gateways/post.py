"""Telling a merchant, over real HTTP."""

from collections.abc import Mapping

import httpx

PATIENCE = httpx.Timeout(10, connect=3)


async def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    transport: httpx.AsyncBaseTransport | None = None,
) -> int | None:
    """The status of the answer; None when nobody answered."""
    try:
        async with httpx.AsyncClient(
            timeout=PATIENCE, transport=transport, trust_env=False
        ) as client:
            answer = await client.post(
                url, content=body, headers={**headers, "content-type": "application/json"}
            )
    except httpx.HTTPError:
        return None
    return answer.status_code
