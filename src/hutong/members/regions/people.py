"""Tells a person's name from the rest of an address."""

import re
from collections.abc import Sequence

INNER_GAP = "\ue000"  # of private use: no text has it
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟"
    "卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边"
    "辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇"
    "敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺肖闫"
)
COMPOUND_SURNAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "夏侯",
    "司徒",
)
TITLES = ("先生", "女士", "小姐", "老师", "同学", "阿姨", "师傅", "经理", "医生")

_HAN = re.compile(r"[一-龥㐀-䶿]{2,4}(?:·[一-龥]{1,8})?")
_LATIN = re.compile(rf"[A-Za-z][A-Za-z.'\-{INNER_GAP}]+")
_OF_A_PLACE = re.compile(
    r"[省市区县镇乡村路街道巷弄号栋幢座楼室厦苑园城院校店场站门铺层]$|(?:公司|小区|广场|大学|中学|小学|工厂|驿站|前台|花园|家园|公寓)"
)
_APART = re.compile(r"(?<!\S)([一-龥]) ([一-龥]{1,2})(?!\S)")
_STUCK = re.compile(r"(?<=[\d号栋幢座楼室层厦苑店元])([一-龥]{2,4})$")


def the_name(words: Sequence[str]) -> str:
    """The word most likely to be a name, "" when none is; the first of equals."""
    best = max(words, key=_likeness, default="")
    return spoken(best) if _likeness(best) else ""


def spoken(word: str) -> str:
    return word.replace(INNER_GAP, " ")


def rejoined(line: str) -> str:
    """A short name is sometimes written with a gap: 冯 程程."""
    return _APART.sub(lambda match: match[1] + match[2] if match[1] in SURNAMES else match[0], line)


def stuck_at_the_end(detail: str) -> tuple[str, str]:
    """302室张三 is a room and a person."""
    match = _STUCK.search(detail)
    if match is None or _likeness(match[1]) < _SURE:
        return detail, ""
    return detail[: match.start()].rstrip(), match[1]


_SURE = 3
_LIKELY = 2
_POSSIBLE = 1


def _likeness(word: str) -> int:
    if word.endswith(TITLES) and len(word) > len(TITLES[0]):
        return _SURE
    if _OF_A_PLACE.search(word):
        return 0
    if _HAN.fullmatch(word):
        return _SURE if _has_surname(word) else _POSSIBLE
    return _LIKELY if _LATIN.fullmatch(word) else 0


def _has_surname(word: str) -> bool:
    if "·" in word or word.startswith(COMPOUND_SURNAMES):
        return True
    return word[0] in SURNAMES and len(word) <= len("诸葛亮")
