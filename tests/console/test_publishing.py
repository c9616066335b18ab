"""Publishing by two, as staff switch it on, ask and agree."""

import re

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import decoration
from hutong.decoration import PageKind
from hutong.kernel import clock
from tests.console.conftest import Staffed
from tests.make import goods as make
from tests.make.trade import STAFF


async def test_a_page_is_asked_for_looked_at_and_agreed_to(
    staffed: Staffed, session: AsyncSession
) -> None:
    title = make.words("春天", "Spring")
    page = await decoration.create_page(session, PageKind.VENUE, "spring", title=title, by=STAFF)
    block = {"id": "a", "kind": "words", "values": {"body": make.words("春茶")}}
    raw = {"title": title, "blocks": [block]}
    await decoration.save_draft(session, page.id, raw, revision=1, by=STAFF)
    where = f"/console/pages/{page.id}"

    owner = await staffed("decoration.view", "approvals.decide")
    switched = await owner.post("/console/publishing/new", data={"by_two": "1"})
    builder = await staffed("decoration.view", "decoration.edit")
    asked = await builder.post(f"{where}/publication", json={"revision": 2})
    design = await builder.get(f"{where}/design")
    decider = await staffed("approvals.view", "approvals.decide")
    waiting = await decider.get("/console/approvals")
    looked = await decider.get(f"{where}/versions/1/preview")
    place = re.search(r'data-row="([0-9a-f-]{36})"', waiting.text)
    assert place is not None
    done = await decider.post(f"/console/approvals/{place[1]}/approval", data={"note": ""})

    assert (switched.status_code, asked.status_code, done.status_code) == (303, 200, 303)
    assert "Ask to publish" in design.text
    assert "To decide" in design.text
    assert f"{where}/versions/1/preview" in waiting.text
    assert looked.headers["location"].startswith("/preview/")
    board = await decoration.board(session, clock.now())
    assert board.page("/pages/spring", clock.now()) is not None


async def test_who_only_builds_pages_cannot_switch_it_off(
    staffed: Staffed, session: AsyncSession
) -> None:
    await decoration.set_publishing(session, by_two=True, by=STAFF)
    builder = await staffed("decoration.view", "decoration.edit")

    refused = await builder.post("/console/publishing/new", data={})

    assert refused.status_code == 403
    assert await decoration.published_by_two(session)
