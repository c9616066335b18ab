"""What makers suggest, said in a sheet: entered for a second person to confirm, taken back."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, exchange
from hutong.catalog import ProductSheet, SuggestedPrice
from hutong.exchange import ImportState, Kind
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.db import Database
from hutong.kernel.ids import new_id
from hutong.kernel.money import yuan
from tests.exchange.bringing import BUYER, Office, Row, xlsx
from tests.make import goods

OTHER = Actor.staff(new_id(), "李禾")
LIST = "https://maker.cn/list-2026"


def today() -> date:
    return clock.local_day(clock.now())


@pytest.fixture
async def vase(session: AsyncSession) -> ProductSheet:
    return await goods.goods(session, "vase", price="59")


def said(vase: ProductSheet, **cells: object) -> Row:
    row: Row = {"sku": vase.skus[0].code, "suggested_price": "79", "suggested_proof": LIST}
    return row | {"suggested_dated": today().isoformat()} | cells


async def now(session: AsyncSession, vase: ProductSheet) -> SuggestedPrice | None:
    return (await catalog.suggested_now(session, [vase.skus[0].id])).get(vase.skus[0].id)


async def test_a_sheet_enters_what_the_maker_suggests_for_a_second_person(
    office: Office, session: AsyncSession, vase: ProductSheet
) -> None:
    brought = await office.bring(xlsx([said(vase)]))
    (line,) = await office.lines(brought)
    before = await now(session, vase)

    await office.confirm(brought)

    entered = await now(session, vase)
    assert before is None
    assert [(each["column"], each["after"]) for each in line.changes] == [
        ("suggested_price", "79.00"),
        ("suggested_dated", today().isoformat()),
        ("suggested_until", (today() + timedelta(days=365)).isoformat()),
        ("suggested_proof", LIST),
    ]
    assert entered is not None
    assert entered.is_waiting
    assert (entered.price, entered.address, entered.entered_by) == (yuan("79"), LIST, BUYER.name)
    assert (await catalog.product_by_id(session, vase.id)).version == vase.version


async def test_a_new_product_brings_what_its_maker_suggests(
    office: Office, session: AsyncSession
) -> None:
    row: Row = {"product": "cup", "title_zh": "杯", "category": "teaware", "sku": "CUP"}
    day = datetime.combine(today(), datetime.min.time())
    row |= {"price": 20, "suggested_price": 25, "suggested_dated": day, "suggested_proof": LIST}

    await office.confirm(await office.bring(xlsx([row])))

    sku = await catalog.sku_by_code(session, "CUP")
    found = await catalog.suggested_now(session, [sku.id])
    assert found[sku.id].price == yuan("25")


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"suggested_proof": ""}, "suggested_proof", "Write the address where"),
        ({"suggested_proof": "page 3"}, "suggested_proof", "A whole address is needed"),
        ({"suggested_dated": ""}, "suggested_dated", "are needed together"),
        ({"suggested_dated": "last week"}, "suggested_dated", "A day such as 2026-11-22"),
        ({"suggested_price": "[clear]"}, "suggested_price", "withdrawn in the console"),
    ],
)
async def test_what_lacks_is_said_at_its_cell(
    office: Office, vase: ProductSheet, cells: Row, column: str, words: str
) -> None:
    brought = await office.bring(xlsx([said(vase, **cells)]))

    told = [(each, message) for _row, each, message in await office.wrong(brought)]
    assert [each for each, _message in told] == [column]
    assert words in told[0][1]


async def test_what_goes_out_comes_in_as_it_was(
    db: Database, office: Office, session: AsyncSession, vase: ProductSheet
) -> None:
    await office.confirm(await office.bring(xlsx([said(vase)])))

    async def nobody(_done: int, _total: int) -> None: ...

    made = await exchange.products_as_file(
        db, office.settings, [vase.id], kind="csv", progress=nobody
    )
    (line,) = await office.lines(await office.bring(made.content, "back.csv"))

    assert f"79.00,{today().isoformat()}" in made.content.decode()
    assert line.kind is Kind.SAME


async def test_taken_back_it_is_withdrawn_and_what_waited_before_waits_again(
    office: Office, session: AsyncSession, vase: ProductSheet
) -> None:
    await office.confirm(await office.bring(xlsx([said(vase)])))
    former = await now(session, vase)
    done = await office.confirm(await office.bring(xlsx([said(vase, suggested_price="89")])))
    meanwhile = await now(session, vase)

    await office.undo(done)

    again = await now(session, vase)
    assert former is not None
    assert meanwhile is not None
    assert again is not None
    assert meanwhile.price == yuan("89")
    assert (again.price, again.entered_by_id) == (former.price, former.entered_by_id)
    assert again.is_waiting


async def test_what_a_second_person_confirmed_since_stays(
    office: Office, session: AsyncSession, vase: ProductSheet
) -> None:
    done = await office.confirm(await office.bring(xlsx([said(vase)])))
    entered = await now(session, vase)
    assert entered is not None
    await catalog.confirm_suggested(session, entered.id, by=OTHER)

    await office.undo(done)

    stands = await now(session, vase)
    assert stands is not None
    assert stands.id == entered.id
    assert not stands.is_waiting


async def test_what_was_entered_since_the_dry_run_is_not_replaced(
    office: Office, session: AsyncSession, vase: ProductSheet
) -> None:
    brought = await office.bring(xlsx([said(vase)]))
    await catalog.suggest_prices(
        session,
        [catalog.Suggestion(sku_id=vase.skus[0].id, price=yuan("99"), dated=today(), address=LIST)],
        by=OTHER,
    )

    refused = await office.confirm(brought)

    entered = await now(session, vase)
    assert refused.state is ImportState.CHECKED
    assert "changed in the meantime" in refused.refusal
    assert entered is not None
    assert entered.price == yuan("99")
