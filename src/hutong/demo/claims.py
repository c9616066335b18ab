"""Words that the Chinese Advertising Law keeps out of shop copy: the demo sets no bad example."""

import re

SUPERLATIVES = """
    最 第一 国家级 世界级 顶级 顶尖 极致 极品 首选 唯一 独一无二 独家 全网 冠军 史上 史无前例
    前所未有 王牌 万能 绝对 永久 百分之百 100% 完美 遥遥领先 领导品牌 零风险 无副作用
"""
MEDICAL = """
    治疗 疗效 疗程 药用 医用 消炎 杀菌 抗菌 抑菌 除菌 排毒 解毒 减肥 瘦身 根治 治愈 止痛 缓解疼痛
    防脱 生发 美白 祛斑 祛痘 抗衰 延缓衰老 增强免疫 提高免疫 活血 助眠 改善睡眠 降血压 药妆 医学护肤
"""
INVENTED_PRICES = "原价 市场价 专柜价 全场最低 跳楼价 清仓价 亏本"
ENGLISH = (
    r"\bbest\b(?! before)",
    r"\b(?:finest|ultimate|perfect|unbeatable|miracle|guaranteed)\b",
    r"\b(?:number one|no\. ?1|world[- ]class|one of a kind|original price)\b",
    r"\b(?:cures?|heals?|therapeutic|antibacterial|detox|whitening)\b",
    r"\b(?:weight[- ]loss|anti-age?ing)\b",
    r"\b100 ?%",
)

CHINESE = map(re.escape, f"{SUPERLATIVES} {MEDICAL} {INVENTED_PRICES}".split())
FORBIDDEN = re.compile("|".join((*CHINESE, *ENGLISH)), re.IGNORECASE)


def forbidden_claim(text: str) -> str | None:
    """The first forbidden word in the text, as it is written there."""
    found = FORBIDDEN.search(text)
    return found.group() if found else None
