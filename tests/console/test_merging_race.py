"""While one colleague merges a category, another makes a rule for it: no rule is lost unseen, and
none is left that names a category that is gone."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import listing, tagging
from hutong.catalog import TagDraft, save_tag
from hutong.console.goods.merging import MERGE, NamedByRules
from hutong.console.kit import Deed
from hutong.console.quality.terms import TERM_FORM
from hutong.kernel.actor import SYSTEM
from hutong.kernel.db import Database
from hutong.kernel.errors import Invalid
from hutong.kernel.ids import new_id
from hutong.kernel.settings import Settings
from hutong.listing import RuleDraft, RuleKind, StandardDraft
from hutong.tagging import TagRuleDraft
from hutong.views.category_uses import NamedBy, named_by
from tests.make import goods as make
from tests.make import regions

Making = Callable[[Deed, UUID], Awaitable[Any]]
A_WHILE = 0.3
"""Long enough for the other one to come to what is held."""


async def region(deed: Deed, category_id: UUID) -> None:
    await regions.rule(deed.session, "65", categories=(category_id,))


async def standard(deed: Deed, category_id: UUID) -> None:
    await listing.save_standard(
        deed.session, StandardDraft(category_id=category_id, reviewed=True), by=SYSTEM
    )


async def shelf(deed: Deed, category_id: UUID) -> None:
    draft = RuleDraft(name="售罄下架", kind=RuleKind.SOLD_OUT, category_id=category_id, days=3)
    await listing.save_rule(deed.session, draft, by=SYSTEM)


async def tag(deed: Deed, category_id: UUID) -> None:
    gift = await save_tag(deed.session, TagDraft(slug="gift", name=make.words("送礼")), by=SYSTEM)
    draft = TagRuleDraft(name="送礼", tag_id=gift.id, category_id=category_id)
    await tagging.save_rule(deed.session, draft, by=SYSTEM)


async def term(deed: Deed, category_id: UUID) -> None:
    answers: Mapping[str, Any] = {
        "words": "祖传秘方",
        "kind": "absolute",
        "blocks": True,
        "active": True,
        "reason": make.words("不可宣传", "Not to be claimed"),
        "instead": {},
        "exceptions": "",
        "places": [],
        "categories": [str(category_id)],
    }
    await TERM_FORM.save(deed, answers)


MAKINGS = {
    NamedBy.REGIONS: region,
    NamedBy.STANDARDS: standard,
    NamedBy.SHELF: shelf,
    NamedBy.TAGS: tag,
    NamedBy.TERMS: term,
}


def deed_of(session: AsyncSession, settings: Settings, subject: Any = None) -> Deed:
    return Deed(
        session=session, by=SYSTEM, ip="", subject=subject, settings=settings, session_id=new_id()
    )


@pytest.mark.parametrize("kind", MAKINGS)
@pytest.mark.parametrize("first", ["merges", "makes"])
async def test_who_makes_a_rule_for_a_category_that_is_being_merged_is_not_overlooked(
    committed: Database, settings: Settings, kind: NamedBy, first: str
) -> None:
    async with committed.transaction() as session:
        cups = await make.category(session, "cups")
        mugs = await make.category(session, "mugs")

    decided = asyncio.Event()

    async def merge(session: AsyncSession) -> None:
        await MERGE.run(deed_of(session, settings, cups), {"into": str(mugs.id)})

    async def make_rule(session: AsyncSession) -> None:
        await MAKINGS[kind](deed_of(session, settings), cups.id)

    async def early(what: Callable[[AsyncSession], Awaitable[None]]) -> None:
        async with committed.transaction() as session:
            await what(session)
            decided.set()
            await asyncio.sleep(A_WHILE)

    async def late(what: Callable[[AsyncSession], Awaitable[None]]) -> None:
        await decided.wait()
        async with committed.transaction() as session:
            await what(session)

    one, other = (merge, make_rule) if first == "merges" else (make_rule, merge)
    done = await asyncio.gather(early(one), late(other), return_exceptions=True)

    assert done[0] is None
    assert isinstance(done[1], Invalid if first == "merges" else NamedByRules)
    async with committed.reading() as session:
        assert bool(await named_by(session, cups.id)) is (first == "makes")
