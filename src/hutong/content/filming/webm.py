"""The elements of a WebM (RFC 8794): an id, a length, and what is inside."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from hutong.content.filming.refusals import NotAFilm, Read

NAME = "webm"
EBML = b"\x1a\x45\xdf\xa3"
HEADER, SEGMENT = 0x1A45DFA3, 0x18538067
DOC_TYPE = 0x4282
INFO, TRACKS, CLUSTER = 0x1549A966, 0x1654AE6B, 0x1F43B675
TRACK, VIDEO, CODEC = 0xAE, 0xE0, 0x86
WIDTH, HEIGHT = 0xB0, 0xBA
SCALE, DURATION = 0x2AD7B1, 0x4489
TAGS, ATTACHMENTS, CHAPTERS, TITLE, APPLICATION = 0x1254C367, 0x1941A469, 0x1043A770, 0x7BA9, 0x5741
VOID = 0xEC
AT_THE_TOP = {
    *(INFO, TRACKS, CLUSTER, TAGS, ATTACHMENTS, CHAPTERS, VOID),
    *(0x114D9B74, 0x1C53BB6B, 0xBF),  # seek head, cues, checksum
}
OPENED = {INFO, TRACKS, TRACK, VIDEO}
BLOTTED = {TAGS, ATTACHMENTS, CHAPTERS}
NUMBERS = {WIDTH: "width", HEIGHT: "height", SCALE: "scale"}
NAMES = {TITLE, APPLICATION}
PICTURES = {b"V_VP8", b"V_VP9", b"V_AV1"}
ELEMENTS_MAX = 20_000
LONGEST_ID, LONGEST_SIZE = 4, 8
SINGLE = 4  # bytes of the shorter kind of number with a fraction
NANOSECONDS = 1_000_000_000
USUAL_SCALE = 1_000_000


@dataclass
class _Seen:
    elements: int = 0
    doc_type: bytes = b""
    codecs: set[bytes] = field(default_factory=set)
    width: int = 0
    height: int = 0
    scale: int = USUAL_SCALE
    length: int = 0
    has_data: bool = False


@dataclass(frozen=True)
class _Element:
    id: int
    begin: int
    start: int
    end: int


def read(data: bytes) -> Read:
    """Raises NotAFilm where the elements do not fill the file from its first byte to its last."""
    seen, cleaned = _Seen(), bytearray(data)
    top = list(_elements(data, 0, len(data), seen))
    if [each.id for each in top] != [HEADER, SEGMENT]:
        raise NotAFilm
    for each in _elements(data, top[0].start, top[0].end, seen):
        if each.id == DOC_TYPE:
            seen.doc_type = data[each.start : each.end].rstrip(b"\0")
    for each in _elements(data, top[1].start, top[1].end, seen):
        if each.id not in AT_THE_TOP:
            raise NotAFilm
        _look(data, each, seen, cleaned)
    if not (seen.doc_type == b"webm" and seen.codecs & PICTURES and seen.has_data):
        raise NotAFilm
    seconds = -(-seen.length * seen.scale // NANOSECONDS)
    return Read(seen.width, seen.height, seconds, bytes(cleaned))


def _look(data: bytes, element: _Element, seen: _Seen, cleaned: bytearray) -> None:
    inside = data[element.start : element.end]
    if element.id in OPENED:
        for part in _elements(data, element.start, element.end, seen):
            _look(data, part, seen, cleaned)
    elif element.id in BLOTTED:
        _blot(cleaned, element)
    elif element.id in NAMES:
        cleaned[element.start : element.end] = bytes(len(inside))
    else:
        _note(element.id, inside, seen)


def _note(element: int, inside: bytes, seen: _Seen) -> None:
    if element == CLUSTER:
        seen.has_data = True
    elif element == CODEC:
        seen.codecs.add(inside.partition(b"/")[0])
    elif element == DURATION:
        seen.length = _whole(inside)
    elif element in NUMBERS:
        setattr(seen, NUMBERS[element], int.from_bytes(inside, "big"))


def _blot(cleaned: bytearray, element: _Element) -> None:
    """An empty element of the same length, so that nothing behind it moves."""
    room = element.end - element.begin - 1 - LONGEST_SIZE
    if room < 0:
        raise NotAFilm
    size = (1 << 56 | room).to_bytes(LONGEST_SIZE, "big")
    cleaned[element.begin : element.end] = bytes([VOID]) + size + bytes(room)


def _elements(data: bytes, start: int, end: int, seen: _Seen) -> Iterator[_Element]:
    while start < end:
        seen.elements += 1
        if seen.elements > ELEMENTS_MAX:
            raise NotAFilm
        name, at = _name(data, start)
        size, at = _size(data, at)
        size = end - at if size is None else size
        if at + size > end:
            raise NotAFilm
        yield _Element(name, start, at, at + size)
        start = at + size


def _name(data: bytes, at: int) -> tuple[int, int]:
    length = _length(data, at, LONGEST_ID)
    return int.from_bytes(data[at : at + length], "big"), at + length


def _size(data: bytes, at: int) -> tuple[int | None, int]:
    """None where it lasts to the end of what it stands in, as live recordings have it."""
    length = _length(data, at, LONGEST_SIZE)
    most = (1 << 7 * length) - 1
    value = int.from_bytes(data[at : at + length], "big") & most
    return (None if value == most else value), at + length


def _length(data: bytes, at: int, longest: int) -> int:
    """Of a number: as many bytes as its first one has leading zeros, and one."""
    first = data[at] if at < len(data) else 0
    length = 9 - first.bit_length()
    if length > longest or at + length > len(data):
        raise NotAFilm
    return length


def _whole(inside: bytes) -> int:
    if len(inside) not in {SINGLE, 2 * SINGLE}:
        raise NotAFilm
    (length,) = struct.unpack(">f" if len(inside) == SINGLE else ">d", inside)
    if not 0 <= length < NANOSECONDS:
        raise NotAFilm
    return int(length) + 1
