"""The boxes of an MP4 (ISO/IEC 14496-12): each says how long it is and what it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hutong.content.filming.refusals import NotAFilm, Read

NAME = "mp4"
BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"av01"}
AT_THE_TOP = {
    *(b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"meta"),
    *(b"moof", b"mfra", b"sidx", b"styp", b"ssix", b"prft"),
}
OPENED = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
PICTURES = {b"avc1", b"avc3", b"hvc1", b"hev1", b"av01", b"vp09"}
BLOTTED = {b"udta", b"meta", b"uuid"}
FREE = b"free"
BOXES_MAX = 2000
HEAD, LONG_HEAD = 8, 16
LONG, TO_THE_END = 1, 0
BRAND = 4


@dataclass
class _Seen:
    boxes: int = 0
    brands: set[bytes] = field(default_factory=set)
    codecs: set[bytes] = field(default_factory=set)
    sides: tuple[int, int] = (0, 0)
    seconds: int = 0
    has_data: bool = False


def read(data: bytes) -> Read:
    """Raises NotAFilm where the boxes do not fill the file from its first byte to its last."""
    seen, cleaned = _Seen(), bytearray(data)
    for kind, start, end in _boxes(data, 0, len(data), seen):
        if kind not in AT_THE_TOP:
            raise NotAFilm
        _look(data, (kind, start, end), seen, cleaned)
    if not (seen.brands & BRANDS and seen.codecs & PICTURES and seen.has_data):
        raise NotAFilm
    return Read(*seen.sides, seen.seconds, bytes(cleaned))


def _look(data: bytes, box: tuple[bytes, int, int], seen: _Seen, cleaned: bytearray) -> None:
    kind, start, end = box
    if kind in BLOTTED:
        cleaned[start - 4 : start] = FREE
        cleaned[start:end] = bytes(end - start)
    elif kind in OPENED:
        for inside in _boxes(data, start, end, seen):
            _look(data, inside, seen, cleaned)
    elif kind == b"stsd":
        entries = _boxes(data, start + 8, end, seen)
        seen.codecs |= {codec for codec, _start, _end in entries}
    else:
        _note(kind, data[start:end], seen)


def _note(kind: bytes, content: bytes, seen: _Seen) -> None:
    match kind:
        case b"ftyp":
            seen.brands |= {content[at : at + BRAND] for at in range(0, len(content), BRAND)}
        case b"mdat":
            seen.has_data = bool(content)
        case b"mvhd":
            seen.seconds = _duration(content)
        case b"tkhd":
            seen.sides = max(seen.sides, _sides(content))
        case _:
            pass


def _boxes(data: bytes, start: int, end: int, seen: _Seen) -> Iterator[tuple[bytes, int, int]]:
    """Kind, and where its content begins and ends."""
    while start < end:
        seen.boxes += 1
        if seen.boxes > BOXES_MAX or end - start < HEAD:
            raise NotAFilm
        size, head = _number(data, start, 4), HEAD
        if size == LONG:
            size, head = _number(data, start + HEAD, 8), LONG_HEAD
        elif size == TO_THE_END:
            size = end - start
        if size < head or size > end - start:
            raise NotAFilm
        kind = data[start + 4 : start + HEAD]
        if head == LONG_HEAD and kind in BLOTTED:
            raise NotAFilm
        yield kind, start + head, start + size
        start += size


def _duration(box: bytes) -> int:
    """Whole seconds, rounded up. The second version of the box has longer numbers."""
    scale, length, wide = (20, 24, 8) if box[:1] == b"\x01" else (12, 16, 4)
    each_second = _number(box, scale, 4)
    return -(-_number(box, length, wide) // each_second) if each_second else 0


def _sides(box: bytes) -> tuple[int, int]:
    """The last eight bytes: width and height, in 65536ths."""
    if len(box) < HEAD:
        raise NotAFilm
    return _number(box, len(box) - 8, 4) >> 16, _number(box, len(box) - 4, 4) >> 16


def _number(data: bytes, start: int, length: int) -> int:
    return int.from_bytes(data[start : start + length], "big")
