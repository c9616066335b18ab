"""The line to one provider: patience, limits, and one pool of connections for each process."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from hutong.payments.gateway import ProviderUnreachable

PATIENCE = httpx.Timeout(10, connect=3)
ANSWER_MAX = 1024 * 1024
BILL_MAX = 64 * 1024 * 1024
SERVER_TROUBLE = 500


@dataclass(frozen=True)
class Answer:
    status: int
    headers: httpx.Headers
    body: bytes


@dataclass
class Line:
    transport: httpx.AsyncBaseTransport | None = None
    _client: httpx.AsyncClient | None = None

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
        client = self._client or self._opened()
        try:
            async with client.stream(method, url, content=content, headers=headers) as answer:
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

    def _opened(self) -> httpx.AsyncClient:
        self._client = httpx.AsyncClient(
            timeout=PATIENCE, transport=self.transport, trust_env=False, follow_redirects=False
        )
        return self._client
