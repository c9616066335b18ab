"""From what somebody uploads as a film to the file that browsers play. Knows no database.

Nothing here decodes a picture: what is read is the table of contents of the file, every box of it,
so that nothing else can travel inside. Words about who filmed it, and where, are blotted out.
"""

from dataclasses import dataclass

from hutong.content.filming import mp4, webm
from hutong.content.filming.refusals import (
    BYTES_MAX,
    SECONDS_MAX,
    SIDE_MAX,
    FilmTooLarge,
    FilmTooLong,
    NotAFilm,
)

__all__ = ["BYTES_MAX", "SECONDS_MAX", "FilmTooLarge", "FilmTooLong", "Filmed", "NotAFilm", "film"]


@dataclass(frozen=True)
class Filmed:
    container: str
    width: int
    height: int
    seconds: int
    data: bytes


def film(data: bytes) -> Filmed:
    """Raises NotAFilm, FilmTooLarge and FilmTooLong."""
    if len(data) > BYTES_MAX:
        raise FilmTooLarge
    reader = mp4 if data[4:8] == b"ftyp" else webm if data[:4] == webm.EBML else None
    if reader is None:
        raise NotAFilm
    read = reader.read(data)
    if not (0 < read.width <= SIDE_MAX and 0 < read.height <= SIDE_MAX):
        raise NotAFilm
    if read.seconds > SECONDS_MAX:
        raise FilmTooLong
    return Filmed(reader.NAME, read.width, read.height, read.seconds, read.data)
