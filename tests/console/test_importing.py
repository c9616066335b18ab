"""A file that is far too large is turned away with words; what an import would do and did is told
on its page, each number with the way to its products."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import CategoryDraft
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.settings import Settings
from tests.console.conftest import Staffed
from tests.exchange.bringing import Office, Row, xlsx

MEGABYTE = 1024 * 1024
IMPORTS = "/console/imports"


@pytest.mark.parametrize(
    ("megabytes", "status", "words"),
    [
        (100, 422, "The file has more than 64 MB. Split it, or leave pictures out."),
        (170, 413, "That is too large to send."),
    ],
)
async def test_a_file_that_is_too_large_gets_an_answer_that_says_so(
    staffed: Staffed, megabytes: int, status: int, words: str
) -> None:
    client = await staffed()
    files = {"file": ("products.csv", b"x" * (megabytes * MEGABYTE), "text/csv")}

    answer = await client.post(
        f"{IMPORTS}/new", files=files, headers={"accept-language": "en"}, follow_redirects=False
    )

    assert answer.status_code == status
    assert words in answer.text
    assert "products.csv" not in (await client.get(IMPORTS)).text


def cup(number: int, **cells: object) -> Row:
    row: Row = {"product": f"cup-{number}", "title_zh": "杯", "category": "cups"}
    return row | {"sku": f"CUP-{number}", "price": 20} | cells


@pytest.fixture
async def office(db: Database, session: AsyncSession, settings: Settings) -> Office:
    draft = CategoryDraft(slug="cups", name={"zh": "杯", "en": "Cups"})
    await catalog.save_category(session, draft, by=SYSTEM)
    return Office(db, session, settings)


async def test_equal_mistakes_are_one_line_that_leads_to_their_products(
    staffed: Staffed, office: Office
) -> None:
    brought = await office.bring(xlsx([cup(n, price="cheap") for n in range(12)]))
    browser = await staffed()

    page = (await browser.get(f"{IMPORTS}/{brought.id}?lang=en")).text

    assert "E2, E3, E4 and 9 more" in page
    links = [part.split('"')[0] for part in page.split('href="') if "column=price" in part[:200]]
    assert len(links) == 1
    listed = (await browser.get(links[0].replace("&amp;", "&"))).text
    assert all(f"cup-{n}" in listed for n in range(12))


async def test_what_taking_it_back_does_is_said_before_and_after(
    staffed: Staffed, office: Office
) -> None:
    done = await office.confirm(await office.bring(xlsx([cup(1), cup(2)])))
    browser = await staffed()

    asked = (await browser.get(f"{IMPORTS}/{done.id}/undoing?lang=en")).text
    await office.undo(done)
    told = (await browser.get(f"{IMPORTS}/{done.id}?lang=en")).text

    assert "2 new products go off sale." in asked
    assert "2 new products went off sale." in told
    assert f"/console/import-lines?of={done.id}&fate=withdrawn" in told
