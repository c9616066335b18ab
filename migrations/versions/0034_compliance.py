"""Words that may not be said of goods, goods that may not be sold: the lists a shop begins with.

Revision ID: 0034
Revises: 0033
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

WHEN = postgresql.TIMESTAMP(timezone=True)
WRITTEN = datetime(2026, 11, 22, tzinfo=UTC)
KINDS = ("absolute", "state", "medical", "price", "morals", "prohibited", "infringing")

# Each group: kind, blocks, why, what to write instead, and its words with their exceptions.
# Cited as of the Advertising Law in its text of 2021.
Group = tuple[str, bool, tuple[str, str], tuple[str, str], dict[str, list[str]]]
GROUPS: tuple[Group, ...] = (
    (
        "absolute",
        True,
        (
            "《广告法》第九条第三项：广告不得使用“国家级”“最高级”“最佳”等用语。",
            (
                "Advertising Law, art. 9 (3): advertising may not use “national level”, “highest grade”,"
                " “best” and the like."
            ),
        ),
        (
            "写出可以核实的事实：材质、工艺、数据或检测结果。",
            "Give a fact that can be checked: material, making, figures, a test.",
        ),
        {
            "国家级": ["国家级非物质文化遗产", "国家级非遗"],
            "最高级": [],
            "最佳": ["最佳赏味期", "最佳食用期", "最佳使用期", "最佳饮用温度"],
            "最优秀": [],
            "最先进": [],
            "最顶级": [],
            "世界级": [],
            "顶级": [],
            "极品": [],
            "第一品牌": [],
            "销量第一": [],
            "全网第一": [],
            "全国第一": [],
            "行业第一": [],
            "绝无仅有": [],
            "史无前例": [],
            "独一无二": [],
            "万能": ["万能充电"],
            "永不磨损": [],
            "100%有效": [],
            "全球首家": [],
            "world-class": [],
            "best in the world": [],
            "number one brand": [],
        },
    ),
    (
        "absolute",
        False,
        (
            "《广告法》第九条第三项所称“等用语”：与商品优劣有关时属绝对化用语；陈述可核实的事实时不属。",
            (
                "“And the like” in art. 9 (3) of the Advertising Law: forbidden where it praises the"
                " goods, allowed where it states a fact that can be checked."
            ),
        ),
        (
            "如果是在夸商品，请删去；如果是事实，请写明依据。",
            "Delete it where it is praise; where it is a fact, say on what it rests.",
        ),
        {
            "最好": ["最好不要", "最好先", "最好在", "最好用"],
            "最优": ["最优惠"],
            "第一": [
                "第一次",
                "第一步",
                "第一层",
                "第一遍",
                "第一天",
                "第一眼",
                "第一口",
                "第一泡",
                "第一个",
                "第一只",
                "第一片",
                "第一年",
                "第一批",
                "第一道",
                "第一时间",
            ],
            "唯一": [],
            "首选": [],
            "极致": [],
            "完美": [],
            "永久": [],
            "最低价": [],
            "the best": [],
            "No. 1": [],
        },
    ),
    (
        "state",
        True,
        (
            "《广告法》第九条第二项：广告不得使用或者变相使用国家机关、国家机关工作人员的名义或者形象。",
            (
                "Advertising Law, art. 9 (2): advertising may not use the name or image of state organs"
                " or their staff, not even indirectly."
            ),
        ),
        ("删去。", "Delete it."),
        {
            "国宴专用": [],
            "人民大会堂专用": [],
            "中南海特供": [],
            "部队特供": [],
            "机关特供": [],
            "军队专供": [],
            "领导人推荐": [],
            "国家领导人": [],
            "质量免检": [],
            "国家免检": [],
        },
    ),
    (
        "state",
        True,
        (
            "《商标法》第十四条第五款：不得将“驰名商标”字样用于商品、包装或者广告宣传。",
            (
                "Trademark Law, art. 14 (5): “well-known trademark” may not be used on goods, on packages"
                " or in advertising."
            ),
        ),
        ("写品牌名即可。", "The name of the brand is enough."),
        {"驰名商标": [], "中国名牌": []},
    ),
    (
        "medical",
        True,
        (
            "《广告法》第十七条：医疗、药品、医疗器械以外的广告不得涉及疾病治疗功能，不得使用医疗用语。",
            (
                "Advertising Law, art. 17: only medical advertising may speak of treating diseases or use"
                " medical terms."
            ),
        ),
        (
            "写使用感受，不写功效：如“贴合腰部曲线”。",
            "Say how it feels, not what it heals: “follows the curve of the back”.",
        ),
        {
            "治疗": [],
            "疗效": [],
            "根治": [],
            "治愈": ["治愈系"],
            "抗癌": [],
            "防癌": [],
            "降血压": [],
            "降血糖": [],
            "降血脂": [],
            "消炎": [],
            "杀菌率100%": [],
            "祛湿排毒": [],
            "活血化瘀": [],
            "延年益寿": [],
            "包治百病": [],
            "无副作用": [],
            "cures": [],
            "anti-cancer": [],
        },
    ),
    (
        "medical",
        False,
        (
            "《广告法》第十七条：容易使商品与药品、医疗器械相混淆的用语需要核实。",
            "Advertising Law, art. 17: words that may pass the goods off as medicine must be checked.",
        ),
        ("没有备案或检测依据的，请删去。", "Delete it unless a filing or a test supports it."),
        {"改善睡眠": [], "增强免疫": [], "排毒": [], "抑菌": [], "therapeutic": []},
    ),
    (
        "price",
        True,
        (
            "《明码标价和禁止价格欺诈规定》第十九条：不得虚构原价，不得作无依据的价格比较。",
            (
                "Rules on marked prices and price fraud, art. 19: no invented former prices, no comparison"
                " without grounds."
            ),
        ),
        ("只写当前售价。", "Give the present price only."),
        {
            "全网最低": [],
            "史上最低": [],
            "亏本甩卖": [],
            "跳楼价": [],
            "清仓最低": [],
            "lowest price ever": [],
        },
    ),
    (
        "morals",
        True,
        (
            "《广告法》第九条第八项：广告不得含有淫秽、色情、赌博、迷信、恐怖、暴力的内容。",
            "Advertising Law, art. 9 (8): no obscenity, gambling, superstition, terror or violence.",
        ),
        ("改写为寓意或纹样来历。", "Tell what the motif means, or where it comes from."),
        {
            "辟邪": [],
            "转运神器": [],
            "招财转运": [],
            "开光": [],
            "改命": [],
            "赌博": [],
            "六合彩": [],
            "旺夫": [],
        },
    ),
    (
        "prohibited",
        True,
        (
            "法律、行政法规禁止销售，或者禁止在网络上销售的商品（《电子商务法》第十三条、《广告法》第三十七条）。",
            (
                "Goods that may not be sold, or not online (E-commerce Law, art. 13; Advertising Law,"
                " art. 37)."
            ),
        ),
        ("此类商品不得上架。", "Such goods cannot be listed."),
        {
            "仿真枪": [],
            "枪支": [],
            "弹药": [],
            "管制刀具": [],
            "烟花爆竹": [],
            "电子烟": [],
            "象牙制品": [],
            "象牙雕": [],
            "犀牛角": [],
            "虎骨": [],
            "穿山甲片": [],
            "玳瑁制品": [],
            "罂粟壳": [],
            "窃听器": [],
            "针孔摄像头": [],
            "考试作弊": [],
            "伪基站": [],
            "假币": [],
        },
    ),
    (
        "infringing",
        True,
        (
            "侵犯知识产权或者“三无”商品（《商标法》第五十七条、《产品质量法》第二十七条）。",
            (
                "Infringing goods, or goods without maker, address and certificate (Trademark Law,"
                " art. 57; Product Quality Law, art. 27)."
            ),
        ),
        ("此类商品不得上架。", "Such goods cannot be listed."),
        {
            "高仿": [],
            "精仿": [],
            "山寨": ["山寨门"],
            "超A货": [],
            "原单尾货": [],
            "贴牌大牌": [],
            "三无产品": ["非三无产品", "拒绝三无产品"],
            "无厂名": [],
            "counterfeit": [],
        },
    ),
)


def upgrade() -> None:
    table = op.create_table(
        "compliance_term",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", sa.Enum(*KINDS, name="kind", native_enum=False, length=40), nullable=False
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("blocks", sa.Boolean(), nullable=False),
        sa.Column("reason", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("instead", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("exceptions", postgresql.JSONB(), nullable=False),
        sa.Column("places", postgresql.JSONB(), nullable=False),
        sa.Column("categories", postgresql.JSONB(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("edited_at", WHEN, nullable=False),
        sa.Column("edited_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind not in ('prohibited', 'infringing') or blocks",
            name=op.f("compliance_term_banned_goods_block_check"),
        ),
        sa.CheckConstraint(
            "char_length(words) between 2 and 40", name=op.f("compliance_term_words_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("compliance_term_pkey")),
    )
    op.create_index(
        "compliance_term_words_key", "compliance_term", [sa.text("lower(words)")], unique=True
    )
    op.create_index(
        "compliance_term_edited_idx", "compliance_term", [sa.text("edited_at desc"), "id"]
    )
    op.bulk_insert(table, list(_terms()))


def _terms() -> Iterator[dict[str, Any]]:
    for kind, blocks, reason, instead, words in GROUPS:
        for each, exceptions in words.items():
            yield {
                "id": uuid5(NAMESPACE_URL, f"hutong:term:{each}"),
                "kind": kind,
                "words": each,
                "blocks": blocks,
                "reason": dict(zip(("zh", "en"), reason, strict=True)),
                "instead": dict(zip(("zh", "en"), instead, strict=True)),
                "exceptions": exceptions,
                "places": [],
                "categories": [],
                "active": True,
                "edited_at": WRITTEN,
                "edited_by": "system",
            }


def downgrade() -> None:
    op.drop_table("compliance_term")
