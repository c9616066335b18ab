"""Long work that staff ask for: watched, left, found again, fetched, and gone after a week."""

import re
from datetime import timedelta

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.console.kit import export_jobs
from hutong.console.kit.site import Site
from hutong.kernel import clock, errands, files
from hutong.kernel.clock import Simulated
from hutong.kernel.db import Database
from hutong.kernel.errands import Made, Result, Work
from hutong.kernel.errors import Refused
from tests.conftest import Worker
from tests.console.conftest import POTTER, Desk, Staffed
from tests.console.pottery import Pottery, areas

MORE_THAN_AT_ONCE = 1001
TASK = re.compile(r"/console/tasks/[0-9a-f-]{36}")


async def asked(browser: AsyncClient, pottery: Pottery, query: str = "as=csv") -> str:
    for number in range(MORE_THAN_AT_ONCE):
        pottery.throw(f"A{number}")
    answer = await browser.post(f"/console/mugs/export?{query}")
    assert answer.status_code == 303
    return answer.headers["location"]


async def work_at(db: Database, where: str, work: Work) -> None:
    key = where.rpartition("/")[2]
    await errands.run(db, {export_jobs.KIND: work}, errands.UUID(key))


async def test_a_long_list_is_made_while_one_goes_on_and_fetched_when_it_is_ready(
    desk: Desk, db: Database, pottery: Pottery
) -> None:
    async with desk() as browser:
        where = await asked(browser, pottery)
        waiting = await browser.get(where)
        early = await browser.get(f"{where}/file")

        await work_at(db, where, export_jobs.exporting(Site(areas(pottery))))
        ready = await browser.get(where)
        file = await browser.get(f"{where}/file")
        found_again = await browser.get("/console/tasks")

    assert 'hx-get="' + where in waiting.text
    assert early.status_code == 404
    assert "1001 rows." in ready.text
    assert 'hx-get="' + where not in ready.text
    assert file.content.decode("utf-8-sig").count("\r\n") == MORE_THAN_AT_ONCE + 1
    assert ".csv" in file.headers["content-disposition"]
    assert where in found_again.text


async def test_the_export_keeps_the_filters_and_the_order_of_the_list(
    desk: Desk, db: Database, pottery: Pottery
) -> None:
    pottery.throw("B1", "drying")
    async with desk() as browser:
        where = await asked(browser, pottery, "state=fired&sort=-price&as=csv")
        await work_at(db, where, export_jobs.exporting(Site(areas(pottery))))
        file = await browser.get(f"{where}/file")

    assert b"B1" not in file.content
    assert b"A1000" in file.content


async def test_a_colleague_finds_no_task_of_somebody_else(
    staffed: Staffed, desk: Desk, session: AsyncSession, pottery: Pottery
) -> None:
    async with desk() as browser:
        where = await asked(browser, pottery)
    colleague = await staffed()

    answers = [await colleague.get(f"{where}{part}") for part in ("", "/file")]
    all_of_them = await colleague.get("/console/tasks")

    assert [answer.status_code for answer in answers] == [404, 404]
    assert where not in all_of_them.text


async def test_whoever_lost_the_permission_meanwhile_gets_no_file(
    desk: Desk, db: Database, pottery: Pottery
) -> None:
    async with desk() as browser:
        where = await asked(browser, pottery)
    await work_at(db, where, export_jobs.exporting(Site(areas(pottery))))

    async with desk("mugs.edit") as browser:
        answer = await browser.get(f"{where}/file")

    assert answer.status_code == 403


async def test_a_file_is_kept_for_a_week(
    desk: Desk, db: Database, pottery: Pottery, time: Simulated
) -> None:
    async with desk() as browser:
        where = await asked(browser, pottery)
        await work_at(db, where, export_jobs.exporting(Site(areas(pottery))))
        time.advance(errands.KEPT + timedelta(minutes=1))
        late = await browser.get(f"{where}/file")
        told = await browser.get(where)
        await errands.sweep(db)
        swept = await browser.get(where)

    assert late.status_code == 404
    assert "no longer kept" in told.text
    assert "no longer kept" in swept.text


async def test_work_that_comes_twice_is_done_once(
    desk: Desk, db: Database, session: AsyncSession, pottery: Pottery
) -> None:
    done: list[int] = []

    async def work(*_of: object) -> Result:
        done.append(1)
        return Result(told="", file=Made(name="a.csv", media_type="text/csv", content=b"x"))

    async with desk() as browser:
        where = await asked(browser, pottery)
    await work_at(db, where, work)
    await work_at(db, where, work)

    assert len(done) == 1


async def test_a_refusal_and_a_fault_are_both_told(
    desk: Desk, db: Database, pottery: Pottery
) -> None:
    class Full(Refused):
        message = "The kiln is full."

    async def refuse(*_of: object) -> Result:
        raise Full

    async def break_down(*_of: object) -> Result:
        raise KeyError

    async with desk() as browser:
        where = [await asked(browser, pottery) for _ in range(2)]
        await work_at(db, where[0], refuse)
        await work_at(db, where[1], break_down)
        told = [(await browser.get(each)).text for each in where]

    assert "The kiln is full." in told[0]
    assert "Something went wrong on our side." in told[1]


async def test_the_workers_own_list_of_tasks_knows_the_lists_of_the_console(
    staffed: Staffed, session: AsyncSession, worker: Worker
) -> None:
    browser = await staffed()
    member = await browser.get("/console/tasks")
    errand = await errands.ask(
        session,
        owner_id=POTTER.id,
        kind=export_jobs.KIND,
        title="Products",
        permission="catalog.view",
        asked={
            "slug": "products",
            "query": {},
            "columns": [],
            "as": "xlsx",
            "by": "王清",
            "ip": "",
        },
    )

    await worker()
    await session.refresh(errand)

    assert "No tasks yet." in member.text
    assert errand.ended
    assert not errand.failed
    assert errand.file_name.startswith("products-")


async def test_a_large_file_comes_back_as_it_was(session: AsyncSession) -> None:
    content = bytes(range(256)) * 10_000
    until = clock.now() + timedelta(hours=1)

    kept = await files.keep(
        session, content, name="a.bin", media_type="application/octet-stream", until=until
    )

    assert kept.size == len(content)
    assert await files.content(session, kept.id) == content
