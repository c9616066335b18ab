import pytest
from httpx import AsyncClient
from litestar import Litestar

from hutong.kernel import i18n
from hutong.kernel.db import Database
from hutong.kernel.errors import TooMany


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


@pytest.mark.parametrize(("method", "offered"), [("GET", True), ("POST", False)])
async def test_what_failed_for_a_moment_can_be_asked_for_again_with_one_press(
    client: AsyncClient, app: Litestar, *, method: str, offered: bool
) -> None:
    app.state.db = Database("postgresql://nobody@127.0.0.1:1/nothing")

    answer = await client.request(method, "/p/a-mug/cart" if method == "POST" else "/p/a-mug")

    assert answer.status_code == 503
    assert ('href="/p/a-mug">Try again' in answer.text) is offered


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "1 second."), (42, "42 seconds."), (896, "15 minutes."), (5 * 3600 + 1, "6 hours.")],
)
def test_a_wait_is_said_in_figures_that_people_use(seconds: int, said: str) -> None:
    refusal = TooMany(retry_after=seconds)

    with i18n.using("en"):
        words = str(refusal)

    assert words == f"Too many attempts. Please try again in {said}"
