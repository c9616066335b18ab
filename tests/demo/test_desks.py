"""The demo shows what staff do besides orders: imports, arrangements, words, views."""

from collections import Counter

from sqlalchemy import select

from hutong import exchange, search
from hutong.console.kit import address
from hutong.console.kit.site import Site
from hutong.console.registry import AREAS
from hutong.decoration.models import Showing
from hutong.demo.brought import LIMITED
from hutong.exchange import Import, ImportState, Kind, LineState
from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.listing import Appointment, Cause, Turn
from hutong.search import MerchandisingRule, Wording, WordingKind
from hutong.workspace import SavedView

SITE = Site(AREAS)


async def test_an_import_went_well_one_was_taken_back_and_one_waits_with_its_mistakes(
    demo_shop: Database,
) -> None:
    async with demo_shop.reading() as session:
        imports = {each.state: each for each in await session.scalars(select(Import))}
        done = await exchange.counts(session, imports[ImportState.DONE].id)
        undone = await exchange.counts(session, imports[ImportState.UNDONE].id)
        waiting = await exchange.counts(session, imports[ImportState.CHECKED].id)

    assert (done.states, done.kinds) == ({LineState.DONE: 2}, {Kind.CREATE: 2})
    assert undone.states == {LineState.UNDONE: len(LIMITED)}
    assert waiting.kinds == {Kind.CREATE: 1, Kind.WRONG: 3}


async def test_results_are_arranged_now_later_and_no_longer(demo_shop: Database) -> None:
    at = clock.now()
    async with demo_shop.reading() as session:
        rules = list(await session.scalars(select(MerchandisingRule)))

    held = [rule for rule in rules if rule.removed_at is None]
    later = [rule for rule in held if rule.begins_at and rule.begins_at > at]
    assert (len(rules), len(held), len(later)) == (4, 3, 1)


async def test_goods_are_turned_by_a_rule_and_will_be_turned_on_their_day(
    demo_shop: Database,
) -> None:
    async with demo_shop.reading() as session:
        turns = list(await session.scalars(select(Turn)))
        planned = list(await session.scalars(select(Appointment)))

    assert Cause.SOLD_OUT in {turn.cause for turn in turns}
    assert {each.goes_on for each in planned if each.done_at is None} == {True, False}


async def test_words_are_kept_of_every_kind(demo_shop: Database) -> None:
    async with demo_shop.reading() as session:
        said = Counter(await session.scalars(select(Wording.kind).where(~Wording.seeded)))

    assert set(said) == set(WordingKind) - {WordingKind.SILENT}
    assert len(search.split_words("年货、年礼")) == 2


async def test_colleagues_share_views_that_their_lists_understand(demo_shop: Database) -> None:
    async with demo_shop.reading() as session:
        views = list(await session.scalars(select(SavedView)))

    assert {view.shared for view in views} == {True, False}
    for view in views:
        screen = SITE.list_of(view.screen)
        assert screen is not None
        assert address.of(screen, view.query).values == view.query
        assert address.filters(screen, address.of(screen, view.query)) is not None


async def test_a_version_of_a_page_waits_for_its_days(demo_shop: Database) -> None:
    async with demo_shop.reading() as session:
        shown = list(await session.scalars(select(Showing)))

    later = [each for each in shown if each.from_at and each.from_at > clock.now()]
    assert len(later) == 1
    assert later[0].until_at is not None
