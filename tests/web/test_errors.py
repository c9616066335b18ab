import pytest
from httpx import AsyncClient
from litestar import Litestar

from hutong.kernel.db import Database


async def test_a_page_that_is_not_there_says_so_and_shows_the_way_home(client: AsyncClient) -> None:
    page = await client.get("/no/such/page")

    assert page.status_code == 404
    assert "no longer there" in page.text
    assert 'href="/"' in page.text


async def test_the_api_answers_with_problem_details(client: AsyncClient) -> None:
    answer = await client.get("/api/v1/nothing")

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["status"] == 404


@pytest.mark.parametrize("path", ["/%00", "/%ff%fe", "/..%2f..%2fetc/passwd", "/" + "a" * 5000])
async def test_strange_addresses_are_not_found(client: AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["/p/a-mug", "/api/v1/products/a-mug"])
async def test_while_the_database_is_away_everybody_is_asked_to_come_again(
    client: AsyncClient, app: Litestar, path: str
) -> None:
    app.state.db = Database("postgresql://nobody@127.0.0.1:1/nothing")

    answer = await client.get(path)

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "3"
    assert "The shop is very busy. Please try again in a moment." in answer.text
