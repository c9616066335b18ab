"""The line to one provider: patience, limits, and one pool of connections for each process."""

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass

import httpx

from hutong.payments.gateway import ProviderUnreachable

PATIENCE = httpx.Timeout(10, connect=3)
ANSWER_MAX = 1024 * 1024
BILL_MAX = 64 * 1024 * 1024
SERVER_TROUBLE = 500
USUAL = {"accept": "*/*", "user-agent": "hutong"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: httpx.Headers
    body: bytes


@dataclass
class Line:
    """Straight to httpx's connections: its client's cookies, redirects and sign-ins, which no
    provider uses, cost as much CPU as the call itself (bench/checkouts.py)."""

    transport: httpx.AsyncBaseTransport | None = None

    async def send(
        self,
        method: str,
        url: str,
        *,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
        most: int = ANSWER_MAX,
    ) -> Answer:
        """Whatever is answered below 500. Raises ProviderUnreachable: it may have happened."""
        try:
            answer = await self._connections().handle_async_request(
                httpx.Request(
                    method,
                    url,
                    content=content,
                    headers={**USUAL, **(headers or {})},
                    extensions={"timeout": PATIENCE.as_dict()},
                )
            )
            async with aclosing(answer):
                body = b""
                async for chunk in answer.aiter_bytes():
                    body += chunk
                    if len(body) > most:
                        raise ProviderUnreachable
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ProviderUnreachable from error
        if answer.status_code >= SERVER_TROUBLE:
            raise ProviderUnreachable
        return Answer(answer.status_code, answer.headers, body)

    def _connections(self) -> httpx.AsyncBaseTransport:
        """Kept: each new one reads the certificates of all authorities, 20 ms of CPU."""
        self.transport = self.transport or httpx.AsyncHTTPTransport(trust_env=False)
        return self.transport
