"""Passwords that are guessed first: well-known words with the usual tails, walks, runs and dates.

No stolen list is shipped. The published tops of such lists are made of a few hundred words and
habits; those habits are written down here and give some thousands of passwords of 8 characters
and more. Rules cover what is endless: dates, mobile numbers, one short piece repeated.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from hutong.identity.rules import PASSWORD_MIN

WORDS = """
password passwd passcode pass qwerty qwert qwer asdf asdfgh zxcvbn zxcv qazwsx admin administrator
root user guest login master welcome hello letmein secret default test tester testing demo
changeme change access server system manager super superman batman spiderman ironman pokemon
starwars matrix iloveyou loveyou lovely love loveme lover princess prince queen king angel devil
sunshine moonlight rainbow flower butterfly summer winter spring autumn monday friday january
december dragon tiger lion panda monkey dolphin eagle falcon phoenix wolf horse rabbit kitty puppy
bunny cookie chocolate orange banana apple cherry strawberry football baseball basketball soccer
hockey tennis golf liverpool arsenal chelsea barcelona madrid juventus michael jordan jackson
daniel thomas robert william andrew joshua matthew anthony charlie jessica jennifer ashley amanda
nicole michelle hannah samantha maggie buster shadow hunter killer ranger harley mustang ferrari
porsche mercedes corvette yamaha computer internet windows samsung google facebook twitter youtube
instagram amazon microsoft android iphone oracle cisco mysql postgres freedom whatever trustno
nothing forever family friend friends mother father sister brother baby babygirl money dollar
lucky happy smile magic music guitar piano rock pepper ginger silver golden diamond purple yellow
green blue black white hutong woaini woaiwojia woaiziji woaimama woaibaba woaizhongguo wodemima
mima mimamima nihao zhongguo china beijing shanghai guangzhou shenzhen hangzhou chengdu chongqing
wuhan nanjing tianjin suzhou xian taobao tmall alibaba alipay zhifubao tencent weixin wechat qqqq
baidu jingdong huawei xiaomi zhangwei wangwei wangfang liwei lina zhangmin lijing wangjing wangli
lixiang liuwei zhangli chenjing yangyang xiaoming xiaohong xiaoli xiaolong xiaoyu xiaoxiao baobao
baobei laopo laogong laoshi tiantian kuaile xingfu pingan facai gongxi jiayou buzhidao zhidao
meiyou haha hehe heihei aaaa abc abcd abcde abcdef abcdefg
""".split()  # noqa: SIM905 - read as prose
TAILS = """
1 2 12 123 1234 12345 123456 1234567 12345678 123456789 321 0 00 000 01 007 11 111 1111 22 222
2222 33 333 66 666 6666 666666 77 777 88 888 8888 888888 99 999 520 521 1314 5201314 ! !! 1! 12!
123! 1234! @1 @12 @123 @1234 @123456 #1 #123 _123 .123 123. 123@ 123# 123abc abc a q qq aa 163
2000 2008 2010 2012 2015 2018 2019 2020 2021 2022 2023 2024 2025 2026
""".split()  # noqa: SIM905 - read as prose
HEADS = ("1", "12", "123", "1234", "123456", "520", "a", "my", "the", "wo", "qq", "aa")
SHORT = (
    "a",
    "q",
    "z",
    "x",
    "w",
    "aa",
    "qq",
    "ab",
    "abc",
    "qwe",
    "asd",
    "zxc",
    "qaz",
    "wsx",
    "woaini",
)
NUMBERS = (
    *("1234567890"[:length] for length in range(3, 11)),
    *("123123", "112233", "321", "654321", "87654321", "987654321", "111111", "000000", "888888"),
    *("666666", "5201314", "520520", "1314520", "521521", "147258", "159357", "789456", "456789"),
)
ROWS = (
    "1234567890",
    "0123456789",
    "5201314520",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm1",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "zaq12wsxcde34rfv",
    "qwerasdfzxcv",
    "qweasdzxc",
    "123qweasdzxc",
    "147258369",
    "789456123",
    "159357258456",
    "741852963",
    "abcdefghijklmnopqrstuvwxyz",
    "1a2b3c4d5e6f7g8h",
    "a1b2c3d4e5f6g7h8",
    "a1s2d3f4g5h6",
    "112233445566778899",
    "123123123123",
    "123321123321",
    "010203040506070809",
)
WALK_MAX = 14
_AS_LETTERS = str.maketrans("@4301!5$7+", "aaeoiisstt")
_DATE = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_DATE_DAY_FIRST = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d{2}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_REPEATED = re.compile(r"(.{1,4})\1+")


def is_common(password: str) -> bool:
    folded = password.casefold()
    if any(rule.fullmatch(folded) for rule in (_DATE, _DATE_DAY_FIRST, _MOBILE, _REPEATED)):
        return True
    return not everyone().isdisjoint({folded, *_unmasked(folded)})


@lru_cache(maxsize=1)
def everyone() -> frozenset[str]:
    """All that can be listed, folded, of the length that is allowed at all."""
    listed = (*_words(), *_walks(), *_letters_and_numbers())
    return frozenset(each for each in listed if len(each) >= PASSWORD_MIN)


def _unmasked(folded: str) -> Iterator[str]:
    """P@ssw0rd123 is password123: signs stand for letters in the word, not in its tail."""
    yield folded.translate(_AS_LETTERS)
    for tail in TAILS:
        if folded.endswith(tail):
            yield folded.removesuffix(tail).translate(_AS_LETTERS) + tail


def _words() -> Iterator[str]:
    for word in WORDS:
        yield word
        yield word + word
        yield from (word + tail for tail in TAILS)
        yield from (head + word for head in HEADS)
        yield from (head + word + head for head in ("123", "520", "!"))


def _letters_and_numbers() -> Iterator[str]:
    for letters in SHORT:
        for number in NUMBERS:
            yield letters + number
            yield number + letters
            yield letters + number + letters


def _walks() -> Iterator[str]:
    for row in ROWS:
        for way in (row + row[: PASSWORD_MIN - 1], row[::-1] + row[::-1][: PASSWORD_MIN - 1]):
            for start in range(len(way)):
                for end in range(start + PASSWORD_MIN, min(start + WALK_MAX, len(way)) + 1):
                    yield way[start:end]
                    yield from (way[start:end] + tail for tail in ("!", "a", "1"))
