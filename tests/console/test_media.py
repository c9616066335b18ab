"""The media library as staff use it: bringing, finding, replacing everywhere, taking out."""

from dataclasses import replace
from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, content, decoration
from hutong.catalog import PictureDraft
from hutong.content import Picture
from hutong.decoration import Look, PageKind, ThemeDraft
from hutong.kernel import clock
from hutong.kernel.actor import SYSTEM
from tests.console.conftest import Staffed
from tests.make import goods as make
from tests.make import trade
from tests.make.films import film


async def bring(
    browser: AsyncClient, data: bytes, name: str = "photo.jpg", **said: str
) -> Response:
    files = {"file": (name, data, "application/octet-stream")}
    return await browser.post("/console/pick/media", files=files, data=said)


async def do(browser: AsyncClient, key: str, deed: str, **said: Any) -> Response:
    return await browser.post(f"/console/media/{key}/{deed}", **said)


async def test_files_are_brought_one_by_one_and_found_by_their_words(staffed: Staffed) -> None:
    browser = await staffed()

    picture = await bring(browser, make.photo(), "IMG_1.jpg", folder="茶具", alt_zh="月白茶壶")
    moving = await bring(browser, film(), "turning.webm")
    listed = await browser.get("/console/media?lang=zh")
    found = await browser.get("/console/pick/pictures?q=月白")
    films = await browser.get("/console/pick/films")

    assert (picture.status_code, picture.json()["kind"]) == (200, "picture")
    assert (moving.status_code, moving.json()["kind"]) == (200, "film")
    assert "IMG_1.jpg" in listed.text
    assert "turning.webm" in listed.text
    assert [each["key"] for each in found.json()] == [picture.json()["key"]]
    assert [each["name"] for each in films.json()] == ["turning.webm"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (make.photo(width=8001, height=5000), "40 megapixels"),
        (make.photo() + bytes(15 * 1024 * 1024), "15 MB"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "JPEG, PNG or WebP"),
        (b"MZ" + bytes(400), "JPEG, PNG or WebP"),
        (film("mp4") + b"<script>alert(1)</script>", "not a film that browsers play"),
        (film("mp4") + bytes(50 * 1024 * 1024), "48 MB"),
    ],
    ids=["bomb", "heavy", "drawing", "program", "polyglot", "heavy film"],
)
async def test_what_cannot_be_taken_in_is_refused_in_plain_words(
    staffed: Staffed, data: bytes, told: str
) -> None:
    browser = await staffed()

    answer = await bring(browser, data, "photo.png")

    assert answer.status_code == 422
    assert told in answer.json()["message"]


async def test_a_hundred_megabytes_are_not_even_taken_in(staffed: Staffed) -> None:
    browser = await staffed()

    answer = await bring(browser, bytes(100 * 1024 * 1024), "film.mp4")

    assert answer.status_code == 413


async def test_without_a_script_the_form_takes_several_files_and_names_the_wrong_one(
    staffed: Staffed,
) -> None:
    browser = await staffed()
    good = ("uploads", ("a.png", make.photo("red"), "image/png"))
    bad = ("uploads", ("b.png", b"<html>", "image/png"))

    refused = await browser.post("/console/media/new", files=[good, bad], data={"folder": "x"})
    done = await browser.post("/console/media/new", files=[good], data={"folder": "x"})

    assert refused.status_code == 422
    assert "b.png: This is not a JPEG" in refused.text
    assert done.status_code == 303


async def shown_everywhere(session: AsyncSession, old: str) -> Any:
    """A product, a category, a page that is shown, a theme and an article with the picture."""
    draft = await make.draft(session)
    pictures = (PictureDraft(key=old, alt=make.words("杯")),)
    skus = tuple(replace(sku, picture=old) for sku in draft.skus)
    product = await catalog.save_product(
        session, replace(draft, pictures=pictures, skus=skus), by=SYSTEM
    )
    page = await decoration.create_page(
        session, PageKind.VENUE, "spring", title=make.words("春"), by=trade.STAFF
    )
    slide = {"picture": old, "title": make.words("春"), "url": "/c/tea"}
    block = {"id": "a", "kind": "carousel", "values": {"slides": [slide]}}
    told = {"title": make.words("春"), "blocks": [block]}
    saved = await decoration.save_draft(session, page.id, told, revision=1, by=trade.STAFF)
    await decoration.publish(session, page.id, revision=saved.revision, by=trade.STAFF)
    look = ThemeDraft(name=make.words("红"), look=Look(logo=old))
    await decoration.save_theme(session, None, look, by=trade.STAFF)
    body = make.words(f"看图。\n\n![杯]({old})")
    await content.save_article(session, "care", title=make.words("保养"), body=body, by=trade.STAFF)
    await session.flush()
    return product


async def picture_shown(session: AsyncSession) -> set[str]:
    """What shoppers see of it now, wherever it stands."""
    board = await decoration.board(session, clock.now())
    page = board.page("/pages/spring", clock.now())
    assert page is not None
    theme = (await decoration.themes(session))[0]
    article = await content.find_article(session, "care")
    return {
        page.blocks[0].values["slides"][0]["picture"],
        theme.settings["logo"],
        *content.pictures_in(article.body["zh"]),
    }


async def test_a_picture_is_replaced_wherever_it_is_shown_and_the_replacement_taken_back(
    staffed: Staffed, session: AsyncSession
) -> None:
    old = await make.picture(session, "navy")
    product = await shown_everywhere(session, old)
    browser = await staffed()
    file = {"upload": ("better.png", make.photo("gold"), "image/png")}

    replaced = await do(browser, old, "replacement", files=file)
    kept = await content.find_media(session, old)
    assert isinstance(kept, Picture)
    new = kept.replaced_by or ""
    sheet = await catalog.product_by_id(session, product.id)
    seen = await picture_shown(session)
    await do(browser, old, "taking-back")
    back = await catalog.product_by_id(session, product.id)

    assert replaced.status_code == 303
    assert new != old
    assert seen == {new}
    assert [each.key for each in sheet.pictures] == [new]
    assert {sku.picture for sku in sheet.skus} == {new}
    assert len(kept.replaced_in) == 0
    assert [each.key for each in back.pictures] == [old]
    assert await picture_shown(session) == {old}


async def test_its_page_says_where_it_is_shown_and_it_stays_while_it_is(
    staffed: Staffed, session: AsyncSession
) -> None:
    used = await make.picture(session, "navy")
    unused = await make.picture(session, "gold")
    product = await shown_everywhere(session, used)
    browser = await staffed()

    page = await browser.get(f"/console/media/{used}")
    refused = await do(browser, used, "removal")
    done = await do(browser, unused, "removal")
    nowhere = await browser.get("/console/media?show=unused")
    removed = await browser.get("/console/media?show=removed")
    await do(browser, unused, "restoring")
    restored = await browser.get("/console/media?show=unused")

    assert f"/console/products/{product.id}" in page.text
    assert "/help/" not in page.text
    for what in ("Shop page", "Published version of a page", "Theme", "Article of help"):
        assert what in page.text
    assert refused.status_code == 422
    assert "still shown in" in refused.text
    assert done.status_code == 303
    assert f'data-row="{unused}"' not in nowhere.text
    assert f'data-row="{unused}"' in removed.text
    assert f'data-row="{unused}"' in restored.text
    assert f'data-row="{used}"' not in restored.text


@pytest.mark.parametrize("height", ["900", "0", "", "tall"])
async def test_a_wrong_focal_point_is_told_whatever_size_the_form_claims(
    staffed: Staffed, session: AsyncSession, height: str
) -> None:
    key = await make.picture(session)
    browser = await staffed()
    said = {"focus_of": key, "focus_width": "1200", "focus_height": height, "focus_down": "101"}

    wrong = await browser.post(f"/console/media/{key}/edit", data=said)

    assert wrong.status_code == 422
    assert "From 0 to 100." in wrong.text


async def test_words_and_focal_point_are_edited_and_the_edit_undone(
    staffed: Staffed, session: AsyncSession
) -> None:
    key = await make.picture(session)
    browser = await staffed()
    said = {
        "name": "a.jpg",
        "folder": "茶",
        "alt_zh": "杯",
        "alt_en": "Cup",
        "focus_across": "20",
        "focus_down": "85",
    }

    done = await browser.post(f"/console/media/{key}/edit", data=said)
    wrong = await browser.post(f"/console/media/{key}/edit", data=said | {"focus_down": "101"})
    edited = await content.find_media(session, key)
    history = await browser.get(f"/console/media/{key}/history")
    where = history.text.partition('/undoing"')[0].rpartition('"')[2] + "/undoing"
    focus = (edited.focus_x, edited.focus_y) if isinstance(edited, Picture) else ()
    await browser.post(where)

    assert done.status_code == 303
    assert wrong.status_code == 422
    assert focus == (20, 85)
    assert isinstance(edited, Picture)
    assert (edited.focus_x, edited.folder) == (50, "")
