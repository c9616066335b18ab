from urllib.parse import unquote

import pytest
from httpx import Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.access import Entry
from tests.console.conftest import POTTER, Desk
from tests.console.pottery import Pottery


def notice(answer: Response) -> str:
    return unquote(str(answer.headers["set-cookie"]))


async def trail(session: AsyncSession) -> list[Entry]:
    return list(await session.scalars(select(Entry).order_by(Entry.id)))


async def test_an_action_is_done_and_told_of(desk: Desk, pottery: Pottery) -> None:
    mug = pottery.throw("A1")

    async with desk() as browser:
        answer = await browser.post("/console/mugs/A1/breakage", data={"reason": "dropped"})

    assert answer.status_code == 303
    assert answer.headers["location"] == "/console/mugs/A1"
    assert "Smashed." in notice(answer)
    assert mug.state == "broken"


async def test_a_script_is_told_where_to_look_instead_of_being_sent(
    desk: Desk, pottery: Pottery
) -> None:
    pottery.throw("A1")

    async with desk() as browser:
        answer = await browser.post(
            "/console/mugs/A1/polish",
            data={"back": "/console/mugs?page=2"},
            headers={"hx-request": "true"},
        )

    assert answer.status_code == 204
    assert answer.headers["hx-trigger"] == '{"console:done": {"go": "/console/mugs?page=2"}}'


async def test_the_trail_says_who_changed_what_to_what_and_why(
    desk: Desk, pottery: Pottery, session: AsyncSession
) -> None:
    mug = pottery.throw("A1")

    async with desk() as browser:
        await browser.post("/console/mugs/A1/breakage", data={"reason": "dropped"})

    (entry,) = await trail(session)
    assert (entry.action, entry.object_type, entry.label) == ("mug.breakage", "mug", "A1")
    assert entry.object_id == str(mug.id)
    assert entry.actor_id == POTTER.id
    assert entry.changes == {"state": ["fired", "broken"], "(reason)": [None, "dropped"]}


@pytest.mark.parametrize("keeps_books", [True, False])
@pytest.mark.parametrize(
    ("path", "sent", "name"),
    [
        ("mugs/A1/breakage", {"reason": "dropped"}, "mug.breakage"),
        ("mugs/do/breakage", {"reason": "dropped", "row": "A1", "answered": "1"}, "mug.breakage"),
        ("mugs/A1/edit", {"name_zh": "杯", "price": "12"}, "mug.edit"),
        ("mugs/new", {"number": "A2", "name_zh": "杯", "price": "12"}, "mug.create"),
    ],
)
async def test_a_deed_stands_in_the_trail_once_whoever_writes_it_there(
    desk: Desk,
    pottery: Pottery,
    session: AsyncSession,
    *,
    keeps_books: bool,
    path: str,
    sent: dict[str, str],
    name: str,
) -> None:
    pottery.throw("A1")
    pottery.keeps_books = keeps_books

    async with desk() as browser:
        answer = await browser.post(f"/console/{path}", data=sent)

    assert answer.status_code == 303
    assert [entry.action for entry in await trail(session)] == [
        "pottery.book" if keeps_books else name
    ]


async def test_what_is_refused_is_said_and_leaves_no_trace(
    desk: Desk, pottery: Pottery, session: AsyncSession
) -> None:
    pottery.throw("A1", "broken")

    async with desk() as browser:
        answer = await browser.post("/console/mugs/A1/breakage", data={"reason": "again"})

    assert answer.status_code == 422
    assert "Mug A1 is broken already." in answer.text
    assert 'value="again"' in answer.text
    assert await trail(session) == []


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("", "Please fill this in."),
        ("x" * 21, "At most 20 characters."),
        ("art", "Art is no reason."),
    ],
)
async def test_a_wrong_answer_is_told_beside_its_field(
    desk: Desk, pottery: Pottery, reason: str, words: str
) -> None:
    pottery.throw("A1")

    async with desk() as browser:
        answer = await browser.post("/console/mugs/A1/breakage", data={"reason": reason})

    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text


async def test_asking_opens_a_dialog_for_the_script_and_a_page_without(
    desk: Desk, pottery: Pottery
) -> None:
    pottery.throw("A1")
    dialog = {"hx-request": "true", "hx-target": "dialog"}

    async with desk() as browser:
        part = await browser.get("/console/mugs/A1/breakage", headers=dialog)
        whole = await browser.get("/console/mugs/A1/breakage")

    assert "<html" not in part.text
    assert "<html" in whole.text
    assert "It cannot be mended." in part.text
    assert "It cannot be mended." in whole.text


async def test_one_thing_is_done_to_many_and_the_refused_are_named(
    desk: Desk, pottery: Pottery, session: AsyncSession
) -> None:
    pottery.throw("A1")
    pottery.throw("A2", "broken")
    pottery.throw("A3")

    async with desk() as browser:
        answer = await browser.post(
            "/console/mugs/do/breakage",
            data={"row": ["A1", "A2", "A3", "A3"], "answered": "1", "reason": "flood"},
        )

    assert "2 done. 1 refused. A2: Mug A2 is broken already." in notice(answer)
    assert {mug.state for mug in pottery.mugs} == {"broken"}
    assert [entry.label for entry in await trail(session)] == ["A1", "A3"]


async def test_many_are_asked_about_once_before_anything_happens(
    desk: Desk, pottery: Pottery
) -> None:
    pottery.throw("A1")
    pottery.throw("A2")

    async with desk() as browser:
        answer = await browser.post("/console/mugs/do/breakage", data={"row": ["A1", "A2"]})

    assert "2 selected" in answer.text
    assert {mug.state for mug in pottery.mugs} == {"fired"}


async def test_selecting_nothing_is_said(desk: Desk) -> None:
    async with desk() as browser:
        answer = await browser.post("/console/mugs/do/polish", data={})

    assert "Nothing was selected." in notice(answer)


async def test_a_document_is_made_and_that_it_was_is_kept(
    desk: Desk, pottery: Pottery, session: AsyncSession
) -> None:
    pottery.throw("A1")

    async with desk() as browser:
        answer = await browser.post("/console/mugs/do/labels", data={"row": ["A1", "A2"]})

    assert answer.text == "A1,A2"
    (entry,) = await trail(session)
    assert entry.action == "mugs.labels"
    assert entry.changes == {"of": [None, ["A1", "A2"]]}


async def test_what_is_not_there_is_not_found(desk: Desk) -> None:
    async with desk() as browser:
        answers = [
            await browser.get("/console/mugs/none"),
            await browser.get("/console/mugs/none/edit"),
            await browser.post("/console/mugs/none/polish", data={}),
            await browser.get("/console/nothing"),
        ]

    assert [answer.status_code for answer in answers] == [404] * 4


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/console", "//evil.example", "/console\\@evil", "/cart", "x" * 2000],
)
async def test_going_back_never_leaves_the_console(desk: Desk, pottery: Pottery, back: str) -> None:
    pottery.throw("A1")

    async with desk() as browser:
        answer = await browser.post("/console/mugs/A1/polish", data={"back": back})

    assert answer.headers["location"] == "/console/mugs/A1"
