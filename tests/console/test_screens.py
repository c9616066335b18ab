"""Every screen of the registry keeps the promises of the kit. A new screen is tried by itself."""

from collections.abc import Callable
from dataclasses import fields
from uuid import NAMESPACE_URL, uuid5

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import inventory
from hutong.access import PERMISSIONS
from hutong.console.kit import (
    Action,
    ChartScreen,
    DetailScreen,
    FormScreen,
    HomeScreen,
    ListScreen,
    Screen,
)
from hutong.console.kit.site import Site
from hutong.console.registry import AREAS
from hutong.inventory import MAIN
from hutong.kernel import i18n
from hutong.messaging import Channel, Message, MessageState
from hutong.views.searches.words import words_key
from tests.console.conftest import Staffed
from tests.console.trading import Trading
from tests.counting import statements

STATEMENTS_MAX = 6
SITE = Site(AREAS)
FORBIDDEN = uuid5(NAMESPACE_URL, "hutong:term:最佳")
KEYS: dict[str, Callable[[Trading], object]] = {
    "differences": lambda trading: trading.difference_id,
    "articles": lambda trading: trading.article.id,
    "approvals": lambda trading: trading.approval_id,
    "payments": lambda trading: trading.attempt_id,
    "refund-batches": lambda trading: trading.batch_id,
    "refund-rules": lambda _trading: "CNY",
    "alarms": lambda trading: trading.alarm_id,
    "checks": lambda _trading: "orders.total",
    "findings": lambda trading: trading.finding_id,
    "orders": lambda trading: trading.sent.number,
    "codes": lambda trading: trading.code,
    "refunds": lambda trading: trading.refund_id,
    "products": lambda trading: trading.product.id,
    "price-history": lambda trading: trading.product.id,
    "suggested-prices": lambda trading: trading.suggested_id,
    "price-rules": lambda trading: trading.product.id,
    "product-versions": lambda trading: trading.product.id,
    "product-changes": lambda trading: f"{trading.product.id}.1-2",
    "categories": lambda trading: trading.product.category_id,
    "tags": lambda trading: trading.tag_rule.tag_id,
    "tag-rules": lambda trading: trading.tag_rule.id,
    "tagged": lambda trading: f"{trading.tag_rule.id}.{trading.product.id}",
    "barred-suppliers": lambda trading: trading.supplier_id,
    "category-audit": lambda trading: trading.doubt_id,
    "brands": lambda trading: trading.brand_id,
    "goods-check": lambda trading: trading.product.id,
    "shelf-turns": lambda trading: trading.turn_id,
    "reviews": lambda trading: trading.review_id,
    "papers": lambda trading: trading.paper_id,
    "standards": lambda trading: trading.standard_id,
    "appointments": lambda trading: trading.appointment_id,
    "shelf-rules": lambda trading: trading.rule_id,
    "terms": lambda _trading: FORBIDDEN,
    "pages": lambda trading: trading.page_id,
    "themes": lambda trading: trading.theme_id,
    "identity": lambda trading: trading.identity_id,
    "media": lambda trading: trading.product.pictures[0].key,
    "stock": lambda trading: trading.product.skus[0].id,
    "shelves": lambda trading: f"{MAIN}.{trading.product.skus[0].id}",
    "transfers": lambda trading: trading.transfer.id,
    "checklists": lambda trading: trading.checklist_id,
    "checklist-steps": lambda trading: trading.step_id,
    "procedures": lambda trading: trading.procedure_id,
    "thresholds": lambda trading: f"{MAIN}.{trading.product.skus[0].id}",
    "receipts": lambda trading: trading.receipt.id,
    "stocktakes": lambda trading: trading.stocktake.id,
    "pools": lambda trading: trading.pool.id,
    "locations": lambda _trading: MAIN,
    "members": lambda trading: trading.member.id,
    "messages": lambda trading: trading.message.id,
    "search-words": lambda _trading: words_key("杯了"),
    "merchandising": lambda trading: trading.merchandising.id,
    "region-rules": lambda trading: trading.region_rule.id,
    "search-wordings": lambda trading: trading.wording.id,
    "staff": lambda trading: trading.staff.id,
    "roles": lambda _trading: "warehouse",
    "audit": lambda trading: trading.entry_id,
    "parked-events": lambda trading: trading.parked_key,
    "imports": lambda trading: trading.import_id,
    "import-lines": lambda trading: f"{trading.import_id}.0",
    "failed-jobs": lambda trading: trading.failed_job,
}


def _id(screen: Screen) -> str:
    return f"{type(screen).__name__}:{screen.slug}"


LISTS = [each for each in SITE.screens if isinstance(each, ListScreen)]
CHARTS = [each for each in SITE.screens if isinstance(each, ChartScreen | HomeScreen)]
DETAILS = [each for each in SITE.screens if isinstance(each, DetailScreen)]
FORMS = [each for each in SITE.screens if isinstance(each, FormScreen)]
ACTIONS = [(slug, action) for slug in SITE.slugs() for action in SITE.actions_of(slug)]
BULK = [(slug, action) for slug in SITE.slugs() for action in SITE.bulk_of(slug)]
in_menu = pytest.mark.parametrize("screen", [*LISTS, *CHARTS], ids=_id)


def address(screen: Screen, trading: Trading) -> str:
    match screen:
        case ListScreen() | ChartScreen() | HomeScreen():
            return screen.url
        case DetailScreen():
            return screen.url(str(KEYS[screen.slug](trading)))
        case FormScreen():
            new = screen.new_url
            return screen.edit_url(str(KEYS[screen.slug](trading))) if screen.edits else new


async def opened(browser: AsyncClient, where: str) -> str:
    with statements() as sent:
        answer = await browser.get(where)
    assert answer.status_code == 200, answer.text
    assert len(sent) <= STATEMENTS_MAX, "\n".join(sent)
    return answer.text


@in_menu
async def test_it_opens_in_a_shop_where_nothing_happened_yet(
    staffed: Staffed, screen: ListScreen | ChartScreen | HomeScreen
) -> None:
    browser = await staffed()

    page = await opened(browser, screen.url)

    assert i18n.gettext(screen.title) or page


@pytest.mark.parametrize("screen", list(SITE.screens), ids=_id)
async def test_it_opens_with_data_in_both_languages_within_six_statements(
    staffed: Staffed, trading: Trading, screen: Screen
) -> None:
    browser = await staffed()
    where = address(screen, trading)

    english = await opened(browser, where)
    chinese = await opened(browser, f"{where}?lang=zh")

    assert '<html lang="en">' in english
    assert '<html lang="zh-CN">' in chinese
    if isinstance(screen, ListScreen | ChartScreen | HomeScreen):
        with i18n.using("zh_CN"):
            title = i18n.gettext(screen.title)
        assert title in chinese
        assert screen.title in english
        assert title != screen.title


@pytest.mark.parametrize("screen", LISTS, ids=_id)
async def test_every_order_every_tab_and_every_filter_of_a_list_works(
    staffed: Staffed, trading: Trading, screen: ListScreen
) -> None:
    browser = await staffed()
    sorts = [
        f"sort={sign}{column.name}"
        for column in screen.columns
        if column.sort
        for sign in ("", "-")
    ]
    tabs = ["&".join(f"{k}={v}" for k, v in tab.query.items()) for tab in screen.tabs]
    words = {"choice": "x", "search": "月白", "days": "2026-01-01", "amount": "1", "flag": "1"}
    asked = [
        "&".join(f"{name}={words[each.kind]}" for name in each.names) for each in screen.filters
    ]
    chosen = [
        f"{each.names[0]}={value}"
        for each in screen.filters
        for value in (getattr(each, "labels", None) or ())
    ]

    for query in [*sorts, *tabs, *asked, *chosen]:
        await opened(browser, f"{screen.url}?{query}")

    assert trading.product.listed


@pytest.mark.parametrize("screen", LISTS, ids=_id)
def test_a_lists_filters_are_what_its_query_takes(screen: ListScreen) -> None:
    taken = {field.name for field in fields(screen.filters_as)}

    assert {each.name for each in screen.filters} == taken


@pytest.mark.parametrize("screen", list(SITE.screens), ids=_id)
async def test_it_asks_for_its_permission(
    staffed: Staffed, trading: Trading, screen: Screen
) -> None:
    browser = await staffed(*(set(PERMISSIONS) - {screen.permission}))

    answer = await browser.get(address(screen, trading))

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("slug", "action"), ACTIONS, ids=[f"{slug}/{action.slug}" for slug, action in ACTIONS]
)
async def test_an_action_asks_for_its_permission_and_opens_its_question(
    staffed: Staffed, trading: Trading, slug: str, action: Action
) -> None:
    where = f"/console/{slug}/{KEYS[slug](trading)}/{action.slug}"
    browser = await staffed(*(set(PERMISSIONS) - {action.permission}))
    refused = [await browser.get(where), await browser.post(where, data={})]
    browser = await staffed(action.permission)

    page = await opened(browser, where)

    assert [answer.status_code for answer in refused] == [403, 403]
    assert action.slug in page


@pytest.mark.parametrize(
    ("slug", "action"), BULK, ids=[f"{slug}/{action.slug}" for slug, action in BULK]
)
async def test_an_action_on_many_asks_for_its_permission(
    staffed: Staffed, trading: Trading, slug: str, action: Action
) -> None:
    browser = await staffed(*(set(PERMISSIONS) - {action.permission}))

    answer = await browser.post(
        f"/console/{slug}/do/{action.slug}", data={"row": str(KEYS[slug](trading))}
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("screen", [each for each in LISTS if each.export], ids=_id)
async def test_a_list_can_be_taken_along_as_a_file(
    staffed: Staffed, trading: Trading, screen: ListScreen, kind: str
) -> None:
    browser = await staffed()

    answer = await browser.post(f"{screen.url}/export?as={kind}")

    assert answer.status_code == 200
    assert f".{kind}" in answer.headers["content-disposition"]
    assert len(answer.content) > 100
    assert trading.product.listed


@pytest.mark.parametrize(("slug", "action"), ACTIONS, ids=lambda part: getattr(part, "slug", part))
async def test_every_action_is_done_or_refused_in_words(
    staffed: Staffed, trading: Trading, slug: str, action: Action
) -> None:
    browser = await staffed()

    answer = await browser.post(f"/console/{slug}/{KEYS[slug](trading)}/{action.slug}")

    assert answer.status_code in {200, 303, 403, 404, 409, 422}, answer.text


def test_every_permission_that_a_screen_asks_for_can_be_given() -> None:
    asked = {screen.permission for screen in SITE.screens}
    asked |= {action.permission for _, action in [*ACTIONS, *BULK]}
    asked |= {document.permission for slug in SITE.slugs() for document in SITE.documents_of(slug)}

    assert asked <= set(PERMISSIONS)


def test_no_two_screens_answer_at_one_address() -> None:
    kinds = [(type(screen), screen.slug) for screen in [*LISTS, *CHARTS, *DETAILS]]
    actions = [(slug, action.slug) for slug, action in ACTIONS]

    assert len(kinds) == len(set(kinds))
    assert len(actions) == len(set(actions))


def test_jumps_are_single_letters_and_lead_to_one_place() -> None:
    jumps = [screen.jump for screen in [*LISTS, *CHARTS] if screen.jump]

    assert all(len(jump) == 1 and jump.isalpha() for jump in jumps)
    assert len(jumps) == len(set(jumps))


@pytest.mark.parametrize("slug", ["parked-events", "failed-jobs"])
async def test_who_may_look_at_what_got_stuck_may_not_yet_set_it_going(
    staffed: Staffed, trading: Trading, slug: str
) -> None:
    browser = await staffed("audit.view")
    key = KEYS[slug](trading)
    action = SITE.actions_of(slug)[0].slug

    page = await browser.get(f"/console/{slug}")
    answer = await browser.post(f"/console/{slug}/{key}/{action}")

    assert page.status_code == 200
    assert f"/{action}" not in page.text
    assert answer.status_code == 403


async def test_the_trail_calls_things_by_their_names_and_leads_to_them(
    staffed: Staffed, session: AsyncSession, trading: Trading
) -> None:
    sku = trading.product.skus[0]
    await inventory.adjust(session, sku.id, on_hand=77, by=trading.staff.as_actor())
    await session.flush()
    browser = await staffed("audit.view")

    page = await browser.get("/console/audit")

    assert f'href="/console/stock/{sku.id}"' in page.text
    assert f">{sku.code} " in page.text
    assert f">{sku.id}<" not in page.text


async def test_a_message_leads_to_the_member_and_is_found_by_their_name(
    staffed: Staffed, session: AsyncSession, trading: Trading
) -> None:
    session.add(
        Message(
            channel=Channel.IN_APP,
            member_id=trading.member.id,
            recipient="",
            template="order_paid",
            params={},
            locale="zh_CN",
            body="付款成功",
            state=MessageState.SENT,
            created_at=trading.message.created_at,
        )
    )
    await session.flush()
    browser = await staffed("messages.view")

    page = await browser.get(f"/console/messages?q={trading.member.nickname}")

    assert f'href="/console/members/{trading.member.id}"' in page.text
