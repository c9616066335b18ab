import pytest
from httpx import AsyncClient


async def test_every_page_carries_the_safe_headers(client: AsyncClient) -> None:
    page = await client.get("/nowhere")

    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/nowhere", "(self)"),
        ("/console/nowhere", "()"),
        ("/api/v1/nowhere", "()"),
        ("/sandbox/nowhere", "()"),
    ],
)
async def test_only_the_shops_own_pages_may_ask_for_the_microphone(
    client: AsyncClient, path: str, who: str
) -> None:
    page = await client.get(path)

    policy = page.headers["permissions-policy"]
    assert f"microphone={who}" in policy
    assert "camera=()" in policy
    assert "geolocation=()" in policy


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.test"},
        {"origin": "null"},
    ],
)
async def test_a_form_of_another_site_is_refused(
    client: AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.post("/healthz", headers=headers)

    assert answer.status_code == 403
    assert "another site" in answer.text


@pytest.mark.parametrize(
    "headers", [{}, {"sec-fetch-site": "same-origin"}, {"origin": "http://shop.test"}]
)
async def test_our_own_forms_pass(client: AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.post("/healthz", headers=headers)

    assert answer.status_code == 405


async def test_a_reader_who_wants_chinese_gets_chinese(client: AsyncClient) -> None:
    wanted = await client.get("/nowhere", headers={"accept-language": "zh-TW,zh;q=0.9,en;q=0.5"})
    unsaid = await client.get("/nowhere", headers={"accept-language": "fr"})

    assert "页面不存在" in wanted.text
    assert "页面不存在" in unsaid.text


async def test_a_chosen_language_is_remembered(client: AsyncClient) -> None:
    await client.get("/nowhere?lang=zh")

    later = await client.get("/nowhere")

    assert "页面不存在" in later.text
    assert 'lang="zh-CN"' in later.text
