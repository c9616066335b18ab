"""Where the demo shop does not send: glass and liquids to where the road is long, a mirror of
glass to the neighbourhood alone. From today on; the year before went everywhere."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import assortment, catalog
from hutong.assortment import Having, RegionDraft
from hutong.demo.shelves import FAR
from hutong.kernel.texts import Texts

LIQUID = ("wash", "skin")
OWN_VAN = ("yuanjing-mirror",)
LONG_ROADS = ("54", "65")
NEIGHBOURS = ("31", "32", "33")  # Shanghai, Jiangsu, Zhejiang
GLASS: tuple[Texts, Texts] = (
    {"zh": "玻璃器皿不发偏远地区", "en": "No glass to remote regions"},
    {"zh": "玻璃器皿长途运输容易破损", "en": "glass breaks easily on so long a way"},
)
LIQUIDS: tuple[Texts, Texts] = (
    {"zh": "液体洗护不发西藏、新疆", "en": "No liquids to Tibet and Xinjiang"},
    {"zh": "液体商品需走陆运，暂未开通", "en": "liquids go by road only, and none goes there yet"},
)
MIRROR: tuple[Texts, Texts] = (
    {"zh": "镜子仅江浙沪配送", "en": "Mirrors in the neighbourhood alone"},
    {"zh": "镜子由自有车辆送货，仅限江浙沪", "en": "our own van brings mirrors, and it stays near"},
)


async def restrict(session: AsyncSession, products: Mapping[str, UUID], *, since: datetime) -> None:
    shelves = {
        shelf.slug: shelf.id
        for room in await catalog.category_tree(session, levels=2, hidden=True)
        for shelf in room.children
    }
    liquids = tuple(shelves[slug] for slug in LIQUID if slug in shelves)
    mirrors = tuple(products[slug] for slug in OWN_VAN if slug in products)
    drafts = (
        _draft(GLASS, FAR, since, having=(Having("材质", "玻璃"),)),
        _draft(LIQUIDS, LONG_ROADS, since, categories=liquids),
        _draft(MIRROR, NEIGHBOURS, since, products=mirrors, only=True),
    )
    for draft in drafts:
        await assortment.save_region_rule(session, draft)


def _draft(
    words: tuple[Texts, Texts], regions: tuple[str, ...], since: datetime, **about: Any
) -> RegionDraft:
    name, reason = words
    only = bool(about.pop("only", False))
    return RegionDraft(
        name=name, reason=reason, only=only, regions=regions, begins_at=since, **about
    )
