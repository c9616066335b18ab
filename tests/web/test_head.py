import pytest
from httpx import AsyncClient


@pytest.mark.parametrize("path", ["/", "/healthz", "/nowhere"])
async def test_head_gets_the_same_headers_and_no_body(client: AsyncClient, path: str) -> None:
    whole = await client.get(path)

    headers = await client.head(path)

    assert headers.status_code == whole.status_code
    assert headers.headers["content-type"] == whole.headers["content-type"]
    assert headers.content == b""
