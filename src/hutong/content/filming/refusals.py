from dataclasses import dataclass

from hutong.kernel.errors import Refused

BYTES_MAX = 48 * 1024 * 1024
SECONDS_MAX = 180
SIDE_MAX = 4096


@dataclass(eq=False)
class NotAFilm(Refused):
    message = "This is not a film that browsers play: MP4 (H.264, H.265, AV1) or WebM."


@dataclass(eq=False)
class FilmTooLarge(Refused):
    message = "A film has at most {megabytes} MB."
    megabytes: int = BYTES_MAX // 1024 // 1024


@dataclass(eq=False)
class FilmTooLong(Refused):
    message = "A film lasts at most {minutes} minutes."
    minutes: int = SECONDS_MAX // 60


@dataclass(frozen=True)
class Read:
    """What a file says of itself, and the file without what it says of others."""

    width: int
    height: int
    seconds: int
    data: bytes
