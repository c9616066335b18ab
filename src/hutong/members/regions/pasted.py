"""Reads an address that was copied from a chat: name, telephone, region, detail, in any order.

What cannot be told for sure is left empty, so that its owner is asked instead of misled.
"""

import re
import unicodedata
from dataclasses import dataclass

from hutong.members.regions import people
from hutong.members.regions.draft import AddressDraft
from hutong.members.regions.located import GAP, Located, locate

PASTE_MAX = 500

_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?|0086[- ]?)?(1[3-9]\d(?:[- ]?\d{4}){2})(?!\d)")
_POSTCODE = re.compile(r"邮(?:政编码|编)\s*:?\s*\d{6}|(?<![\d\w])\d{6}(?![\d\w])")
_NAME_LABEL = re.compile(
    r"(?:收货人|收件人|联系人|姓名|名字|[Nn]ame|[Rr]ecipient)(?:姓名)?\s*:\s*"
    r"([A-Za-z][A-Za-z .'-]*[A-Za-z]|[^\s,;。、|/]+)"
)
_FOR_SOMEBODY = re.compile(r"(?<![\w])([一-龥·]{2,6}?)\s*\(?(?:收|亲启)\)?(?![\w])")
_LABEL = re.compile(
    r"(?:收货人|收件人|联系人|姓名|名字|(?:手机|联系|电话)(?:电话|方式|号码?|号)?|[Tt]el|[Pp]hone|[Mm]obile"
    r"|所在(?:地区|地)|(?:收货|收件|详细|邮寄|家庭|公司)?地址|地区|省市区|街道|[Aa]ddress)\s*:"
    r"|(?<![\w])(?:收货人|收件人|联系人|姓名|手机号?码?|联系电话|电话|所在地区|详细地址|收货地址|地址)(?=\s|$)"
)
_LATIN_NAME = re.compile(r"(?<![\w])[A-Za-z][A-Za-z.'-]+(?: [A-Za-z][A-Za-z.'-]*){0,3}(?![\w])")
_BREAKS = re.compile(r"[\s,;。、|/]+|(?<=[一-龥])[-~_](?=[一-龥])")


@dataclass(frozen=True)
class _Found:
    """One thing taken out of the text, and what is left."""

    value: str
    rest: str


def parse(text: str) -> AddressDraft:
    """As much of the address as can be told; nothing in it is invented."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:PASTE_MAX])[:PASTE_MAX])
    phone = _phone(plain)
    name = _labelled_name(phone.rest)
    line = _one_line(name.rest)
    located = locate(line)
    words = _words_around(line, located)
    recipient = name.value or people.the_name(words)
    detail, glued = _detail(words, recipient)
    codes = {len(region.code): region.code for region in located.regions} if located else {}
    return AddressDraft(
        recipient=recipient or glued,
        phone=phone.value,
        province=codes.get(2, ""),
        city=codes.get(4, ""),
        district=codes.get(6, ""),
        street=codes.get(9, ""),
        detail=detail,
    )


def _phone(text: str) -> _Found:
    match = _PHONE.search(text)
    if match is None:
        return _Found("", text)
    number = re.sub(r"\D", "", match[1])
    return _Found(number, _cut(text, match.start(), match.end()))


def _labelled_name(text: str) -> _Found:
    match = _NAME_LABEL.search(text) or _FOR_SOMEBODY.search(text)
    if match is None:
        return _Found("", text)
    return _Found(match[1].strip(), _cut(text, match.start(), match.end()))


def _cut(text: str, start: int, end: int) -> str:
    return f"{text[:start]}\n{text[end:]}"


def _one_line(text: str) -> str:
    """The words with one gap between them; a Latin name stays one word."""
    without = _POSTCODE.sub("\n", _LABEL.sub("\n", text))
    joined = _LATIN_NAME.sub(lambda match: match[0].replace(" ", people.INNER_GAP), without)
    words = (word.strip("-~_()") for word in _BREAKS.split(joined))
    return people.rejoined(GAP.join(word for word in words if word))


def _words_around(line: str, located: Located | None) -> list[str]:
    """What stands before and after the region."""
    if located is None:
        return line.split(GAP) if line else []
    before, after = line[: located.start], line[located.end :]
    return [word for word in (*before.split(GAP), *after.split(GAP)) if word]


def _detail(words: list[str], recipient: str) -> tuple[str, str]:
    """The detail without the name, and the name when it was stuck to its end."""
    kept = [word for word in words if people.spoken(word) != recipient]
    detail = GAP.join(people.spoken(word) for word in kept)
    if recipient:
        return detail, ""
    return people.stuck_at_the_end(detail)
