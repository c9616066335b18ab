"""The order in which goods were first shown, kept while somebody leafs through them: whatever is
sold, listed or priced meanwhile moves nothing to another page.

An order comes in pieces, each of so many goods, that name the piece before. They stand in one file
of a fixed size beside the index, so that every process of the host can go on with what another one
began, and nothing has to be cleared away: a new piece takes the place of an old one. Nothing is
lost with it: who leafs on after that gets the order of the moment."""

import os
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

PIECE = 240
PIECES_MAX = 50
SLOTS = 8192
TOKEN = 9  # bytes
ASKED = 16
NOTHING = b"\0" * TOKEN
HEAD = struct.Struct(f"<{TOKEN}s{ASKED}s{TOKEN}sH")
SLOT = HEAD.size + 8 * PIECE


@dataclass(frozen=True, slots=True)
class Piece:
    """`asked`: which question it belongs to. `before`: the piece that it goes on from."""

    asked: bytes
    before: bytes
    numbers: tuple[int, ...]

    @property
    def token(self) -> bytes:
        """Made of all it says: another host gives the same order the same name."""
        return blake2b(self.packed(NOTHING), digest_size=TOKEN).digest()

    def packed(self, token: bytes) -> bytes:
        head = HEAD.pack(token, self.asked, self.before, len(self.numbers))
        return head + struct.pack(f"<{len(self.numbers)}Q", *self.numbers)


class Orders:
    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._descriptor: int | None = None
        self._slots: dict[int, bytes] = {}

    def keep(self, question: str, numbers: Sequence[int], *, after: str = "") -> str:
        """The name under which to go on."""
        piece = Piece(_asked(question), _bytes(after), tuple(numbers[:PIECE]))
        token = piece.token
        self._write(_slot(token), piece.packed(token))
        return urlsafe_b64encode(token).decode()

    def known(self, question: str, token: str) -> list[int]:
        """All of that order up to the end of that piece; nothing when it is no longer kept, or
        belongs to another question."""
        pieces: list[Piece] = []
        wanted, asked = _bytes(token), _asked(question)
        while wanted != NOTHING and len(pieces) < PIECES_MAX:
            piece = self._read(wanted)
            if piece is None or piece.asked != asked:
                return []
            pieces.append(piece)
            wanted = piece.before
        return [number for piece in reversed(pieces) for number in piece.numbers]

    def _read(self, token: bytes) -> Piece | None:
        packed = self._slots.get(_slot(token), b"")
        if (descriptor := self._opened()) is not None:
            packed = os.pread(descriptor, SLOT, _slot(token) * SLOT)
        if len(packed) < HEAD.size:
            return None
        named, asked, before, count = HEAD.unpack_from(packed)
        if named != token or len(packed) < HEAD.size + 8 * count:
            return None
        piece = Piece(asked, before, struct.unpack_from(f"<{count}Q", packed, HEAD.size))
        return piece if piece.token == token else None  # else two wrote at once

    def _write(self, slot: int, packed: bytes) -> None:
        descriptor = self._opened()
        if descriptor is None:
            self._slots[slot] = packed
            return
        with suppress(OSError):  # a full disk
            os.pwrite(descriptor, packed, slot * SLOT)

    def _opened(self) -> int | None:
        """None: in memory. The file comes and goes with the folder of the index."""
        if self._descriptor is None and self._file is not None:
            with suppress(OSError):
                self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        return self._descriptor


def _asked(question: str) -> bytes:
    return blake2b(question.encode(), digest_size=ASKED).digest()


def _bytes(token: str) -> bytes:
    """As it came in an address; what is no name of an order is the name of none."""
    try:
        plain = urlsafe_b64decode(token)
    except ValueError:
        return NOTHING
    return plain if len(plain) == TOKEN else NOTHING


def _slot(token: bytes) -> int:
    return int.from_bytes(token[:8], "little") % SLOTS
