import pytest
from httpx import AsyncClient


async def test_high_contrast_stays_until_it_is_taken_back(client: AsyncClient) -> None:
    answer = await client.post("/display", data={"contrast": "high", "back": "/c?x=1"})
    page = await client.get("/")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/c?x=1"
    assert 'data-contrast="high" data-text="normal"' in page.text


async def test_large_text_leaves_the_contrast_as_it_is(client: AsyncClient) -> None:
    await client.post("/display", data={"contrast": "high"})
    await client.post("/display", data={"text": "large"})
    both = await client.get("/")
    await client.post("/display", data={"contrast": "normal"})
    one = await client.get("/")

    assert 'data-contrast="high" data-text="large"' in both.text
    assert 'data-contrast="normal" data-text="large"' in one.text


@pytest.mark.parametrize(
    "back", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
async def test_going_back_never_leaves_the_shop(client: AsyncClient, back: str) -> None:
    answer = await client.post("/display", data={"text": "large", "back": back})

    assert answer.headers["location"] == "/"
