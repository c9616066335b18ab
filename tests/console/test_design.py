"""The editor of shop pages: what its script sends, and who may."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, decoration
from hutong.decoration import Page, PageKind
from hutong.kernel import clock
from tests.console.conftest import Staffed
from tests.make import goods as make
from tests.make import trade

WORDS = {"title": make.words("春天"), "blocks": []}


@pytest.fixture
async def page(session: AsyncSession) -> Page:
    title = make.words("春天", "Spring")
    return await decoration.create_page(
        session, PageKind.VENUE, "spring", title=title, by=trade.STAFF
    )


def said(words: str) -> dict[str, Any]:
    block = {"id": "a", "kind": "words", "values": {"body": make.words(words)}}
    return {"title": make.words("春天"), "blocks": [block]}


async def save(browser: AsyncClient, page: Page, revision: int, words: str) -> Any:
    sent = {"revision": revision, "content": said(words)}
    return await browser.post(f"/console/pages/{page.id}/draft", json=sent)


async def test_the_editor_begins_with_the_draft_and_every_kind_of_block(
    staffed: Staffed, page: Page
) -> None:
    browser = await staffed()

    shown = await browser.get(f"/console/pages/{page.id}/design")

    assert shown.status_code == 200
    assert "frame-src 'self'" in shown.headers["content-security-policy"]
    for kind in decoration.KINDS:
        assert f'"name": "{kind}"' in shown.text


async def test_the_editor_opens_for_a_draft_that_names_goods(
    staffed: Staffed, session: AsyncSession, page: Page
) -> None:
    product = await make.goods(session)
    chosen = {"by": "hand", "products": [str(product.id), str(uuid4())]}
    block = {"id": "a", "kind": "goods", "values": {"goods": chosen}}
    content = {"title": make.words("春天"), "blocks": [block]}
    browser = await staffed()
    await browser.post(f"/console/pages/{page.id}/draft", json={"revision": 1, "content": content})

    shown = await browser.get(f"/console/pages/{page.id}/design")

    assert shown.status_code == 200
    assert str(product.id) in shown.text


async def test_the_draft_is_kept_as_it_is_typed_with_what_is_still_missing(
    session: AsyncSession, staffed: Staffed, page: Page
) -> None:
    browser = await staffed()

    first = await save(browser, page, 1, "樱花")
    second = await save(browser, page, first.json()["revision"], "")

    assert first.json() == {"revision": 2, "problems": []}
    assert [each["field"] for each in second.json()["problems"]] == ["blocks.0.body"]
    await session.refresh(page)
    assert page.revision == 3


async def test_who_edits_an_old_draft_is_told_who_was_quicker(staffed: Staffed, page: Page) -> None:
    browser = await staffed()
    await save(browser, page, 1, "先")

    late = await save(browser, page, 1, "后")

    assert late.status_code == 409
    assert late.json()["revision"] == 2
    assert page.edited_by in late.json()["message"]


async def test_publishing_shows_the_draft_and_half_a_page_stays_a_draft(
    session: AsyncSession, staffed: Staffed, page: Page
) -> None:
    browser = await staffed()
    await save(browser, page, 1, "")
    where = f"/console/pages/{page.id}/publication"

    half = await browser.post(where, json={"revision": 2})
    await save(browser, page, 2, "樱花")
    whole = await browser.post(where, json={"revision": 3, "from_at": "", "until_at": ""})

    assert half.status_code == 422
    assert half.json()["problems"][0]["field"] == "blocks.0.body"
    assert whole.json() == {"go": f"/console/pages/{page.id}/design"}
    board = await decoration.board(session, clock.now())
    assert board.page("/pages/spring", clock.now()) is not None


async def test_a_link_that_leads_nowhere_is_told_and_hinders_nothing(
    session: AsyncSession, staffed: Staffed, page: Page
) -> None:
    product = await make.goods(session)
    gone = await make.goods(session)
    await catalog.delist_product(session, gone.id, by=trade.STAFF)
    nowhere = ["/c/nowhere", "/pages/later", f"/p/{gone.slug}", "/b/nobody", "/help/never"]
    nowhere += ["/search?q=qxzvwk", "/brand", "/carte", "/console/orders"]
    somewhere = [
        f"/p/{product.slug}?x=1",
        "/search",
        "/c",
        "/cart",
        "/account",
    ]
    leads = [*nowhere, *somewhere, "/#news", "/c?sort=new"]
    spots = [{"title": make.words("入口"), "url": url, "picture": "a" * 32} for url in leads]
    block = {"id": "a", "kind": "navigation", "values": {"by": "hand", "places": spots}}
    content = {"title": make.words("春天"), "blocks": [block]}
    browser = await staffed()

    saved = await browser.post(
        f"/console/pages/{page.id}/draft", json={"revision": 1, "content": content}
    )
    published = await browser.post(f"/console/pages/{page.id}/publication", json={"revision": 2})

    told = [each["field"] for each in saved.json()["problems"] if each["mild"]]
    assert told == [f"blocks.0.places.{place}.url" for place in range(len(nowhere))]
    assert "go" in published.json()


async def test_versions_are_compared_shown_again_and_stopped(
    session: AsyncSession, staffed: Staffed, page: Page
) -> None:
    browser = await staffed()
    where = f"/console/pages/{page.id}"
    await save(browser, page, 1, "樱花")
    await browser.post(f"{where}/publication", json={"revision": 2})
    await save(browser, page, 2, "桃花")

    compared = await browser.get(f"{where}/versions/1")
    back = await browser.post(f"{where}/versions/1/draft")
    again = await browser.post(f"{where}/versions/1/showing")
    planned = await decoration.planned(session, page.id)
    for each in planned:
        await browser.post(f"{where}/showings/{each.id}/end")

    assert "Changed: Words and headings · Words and headings" in compared.text
    assert (back.status_code, again.status_code, len(planned)) == (303, 303, 2)
    assert page.draft["blocks"][0]["values"]["body"]["zh"] == "樱花"
    board = await decoration.board(session, clock.now())
    assert board.page("/pages/spring", clock.now()) is None


async def test_a_picture_that_is_uploaded_can_be_picked(
    staffed: Staffed, session: AsyncSession
) -> None:
    browser = await staffed()
    files = {"file": ("a.png", BytesIO(make.photo("teal")), "image/png")}

    put = await browser.post("/console/pick/media", files=files)
    broken = await browser.post(
        "/console/pick/media", files={"file": ("a.png", BytesIO(b"no"), "image/png")}
    )
    found = await browser.get("/console/pick/pictures")

    assert put.json()["key"] in {each["key"] for each in found.json()}
    assert broken.status_code == 422
    assert broken.json()["message"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/console/pages/{id}/design", 200),
        ("GET", "/console/pick/pictures", 200),
        ("GET", "/console/pick/goods?q=x", 200),
        ("POST", "/console/pages/{id}/draft", 403),
        ("POST", "/console/pages/{id}/publication", 403),
        ("POST", "/console/pages/{id}/versions/1/showing", 403),
        ("POST", "/console/pages/{id}/showings/{id}/end", 403),
        ("POST", "/console/pick/media", 403),
    ],
)
async def test_who_may_only_look_changes_nothing_and_others_see_nothing(
    staffed: Staffed, page: Page, method: str, path: str, allowed: int
) -> None:
    where = path.format(id=page.id)
    looking = await staffed("decoration.view")
    seen = await looking.request(method, where, json={})
    others = await staffed("orders.view")

    refused = await others.request(method, where, json={})

    assert (seen.status_code, refused.status_code) == (allowed, 403)


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b'{"revision":"x","content":7}'])
async def test_nonsense_from_a_script_is_answered_and_changes_nothing(
    staffed: Staffed, page: Page, body: bytes
) -> None:
    browser = await staffed()
    headers = {"content-type": "application/json"}

    for where in (f"/console/pages/{page.id}/draft", f"/console/pages/{page.id}/publication"):
        answer = await browser.post(where, content=body, headers=headers)
        assert 400 <= answer.status_code < 500
    missing = await browser.get(f"/console/pages/{uuid4()}/design")

    assert page.revision == 1
    assert missing.status_code == 404
