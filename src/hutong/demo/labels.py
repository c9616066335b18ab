"""Brands, the rules by which goods get tags, and what neighbours call some of the goods."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, tagging
from hutong.catalog import BrandDraft, Sourcing, TagDraft, TagPlace, Tone
from hutong.kernel.actor import Actor
from hutong.kernel.texts import Texts
from hutong.tagging import TagRuleDraft

OWN = "xiangli"
BRANDS: Mapping[str, tuple[Texts, Texts]] = {
    OWN: (
        {"zh": "巷里", "en": "Xiangli"},
        {
            "zh": "自己的东西自己先用三个月，过不了关的不上架。",
            "en": "We use a thing of our own for three months before it is sold.",
        },
    ),
    "luming": (
        {"zh": "鹿鸣窑", "en": "Luming Kiln"},
        {
            "zh": "龙泉山里的一座小窑，一个月开两次。\n\n釉色靠松柴的火候，每一只都略有不同。",
            "en": "A small kiln in the hills of Longquan, opened twice a month.\n\n"
            "Pine fire makes the glaze, so no two pieces are quite the same.",
        },
    ),
    "miantian": (
        {"zh": "棉田", "en": "Miantian"},
        {
            "zh": "南通的老织厂，只做棉、麻和羊毛。",
            "en": "An old mill in Nantong that weaves cotton, linen and wool only.",
        },
    ),
    "shanbai": (
        {"zh": "山白", "en": "Shanbai"},
        {
            "zh": "临安山脚的小作坊，皂和香都是手工做的。",
            "en": "A workshop below the hills of Lin'an that makes soap and scent by hand.",
        },
    ),
}
MAKERS: Mapping[str, str] = {
    **dict.fromkeys(("tea-coffee", "tableware", "vases"), "luming"),
    **dict.fromkeys(("textiles", "towels"), "miantian"),
    **dict.fromkeys(("scent", "wash", "skin", "hair"), "shanbai"),
}
MADE: Mapping[str, tuple[str, str, str]] = {  # maker, address, number of the supplier
    OWN: ("巷里生活用品有限公司", "浙江省杭州市拱墅区小河直街", "91330105MA00DEMO10"),
    "luming": ("鹿鸣窑陶瓷有限公司", "浙江省丽水市龙泉市剑池街道", "91331181MA00DEMO21"),
    "miantian": ("南通棉田纺织有限公司", "江苏省南通市通州区金沙街道", "91320612MA00DEMO32"),
    "shanbai": ("临安山白日用品厂", "浙江省杭州市临安区天目山镇", "91330112MA00DEMO43"),
}
EXCLUSIVE = ("luming", "shanbai")
KEYWORDS: Mapping[str, tuple[str, ...]] = {
    "qinghua-teapot": ("喝茶神器", "功夫茶壶"),
    "sise-towels": ("洗脸巾套装",),
    "zhubing-toothbrush": ("环保牙刷",),
}
FOUND: Mapping[str, tuple[Texts, Texts]] = {  # title and description in search engines
    "qinghua-teapot": (
        {
            "zh": "青花手绘茶壶 | 景德镇陶瓷功夫茶具",
            "en": "Blue and white teapot, painted by hand in Jingdezhen",
        },
        {
            "zh": "景德镇匠人手绘的青花茶壶，两三个人喝茶正好。",
            "en": "A porcelain teapot painted by hand in Jingdezhen, for two or three.",
        },
    ),
}
PROMO, WINTER, GIFT = "promo", "winter", "gift"


@dataclass(frozen=True, slots=True)
class Label:
    brand_id: UUID | None
    sourcing: Sourcing | None
    keywords: tuple[str, ...]
    maker: str
    maker_address: str
    supplier_number: str


async def put_up_brands(session: AsyncSession, by: Actor) -> Mapping[str, UUID]:
    made = {}
    for slug, (name, story) in BRANDS.items():
        draft = BrandDraft(slug=slug, name=name, story=story, country="CN")
        made[slug] = (await catalog.save_brand(session, draft, by=by)).id
    return made


def label(slug: str, category: str, brands: Mapping[str, UUID]) -> Label:
    maker = MAKERS.get(category, OWN)
    sourcing = Sourcing.OWN_BRAND if maker == OWN else None
    if maker in EXCLUSIVE:
        sourcing = Sourcing.EXCLUSIVE
    return Label(brands[maker], sourcing, KEYWORDS.get(slug, ()), *MADE[maker])


async def follow_rules(session: AsyncSession, categories: Mapping[str, UUID], by: Actor) -> None:
    """New goods, what sold well lately, what suits the winter, and presents up to 200 yuan."""
    tags = {tag.slug: tag.id for tag in await catalog.tags(session)}
    season = TagDraft(slug="season", name={"zh": "时令", "en": "In season"}, place=TagPlace.FILTER)
    tags["season"] = (await catalog.save_tag(session, season, by=by)).id
    for draft in (
        TagDraft(
            slug=WINTER,
            name={"zh": "冬日暖居", "en": "Winter warmth"},
            tone=Tone.WARN,
            parent_id=tags["season"],
            priority=150,
        ),
        TagDraft(slug=GIFT, name={"zh": "送礼之选", "en": "Good presents"}, place=TagPlace.FILTER),
        TagDraft(slug=PROMO, name={"zh": "促销", "en": "On offer"}, tone=Tone.HOT, priority=250),
    ):
        tags[draft.slug] = (await catalog.save_tag(session, draft, by=by)).id
    textiles = categories["textiles"]
    for rule in (
        TagRuleDraft(name="上架四十天内为新品", tag_id=tags["new"], listed_days=40),
        TagRuleDraft(
            name="九十天售出一百件为爆款", tag_id=tags["hit"], sold_least=100, sold_days=90
        ),
        TagRuleDraft(
            name="冬天的家纺",
            tag_id=tags[WINTER],
            category_id=textiles,
            begins=1101,
            ends=228,
        ),
        TagRuleDraft(
            name="两百元以内的好礼",
            tag_id=tags[GIFT],
            brand_id=(await catalog.brand_at(session, "luming")).id,
            price_from=5000,
            price_to=20000,
        ),
    ):
        made = await tagging.save_rule(session, rule, by=by)
        await tagging.put_in_force(session, made.id, by=by)
