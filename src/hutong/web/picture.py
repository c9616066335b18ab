"""Where the sizes of a picture are fetched from, and what of it a crop keeps in sight."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content

WIDTHS = (160, 320, 480, 640, 960)
USUAL = 640
LARGEST = 1600  # to look at closely


STEP = 10  # per cent: the styles know each tenth
MIDDLE = (50, 50)


class Focus:
    """The focal points of all pictures that have one: every web process keeps them in memory."""

    def __init__(self) -> None:
        self._points: dict[str, tuple[int, int]] = {}
        self._seen: datetime | None = None

    def look(self, key: str) -> str:
        """The classes of the picture; none where the middle is what counts."""
        point = self._points.get(key)
        if point is None:
            return ""
        across, down = (round(each / STEP) for each in point)
        return f" at-x-{across} at-y-{down}"

    async def refresh(self, session: AsyncSession) -> bool:
        """One statement; whether something changed."""
        latest, points = await content.focal_points(session, self._seen)
        self._seen = latest or self._seen
        return self.take(points)

    def take(self, points: Mapping[str, tuple[int, int]]) -> bool:
        before = dict(self._points)
        for key, point in points.items():
            if point == MIDDLE:
                self._points.pop(key, None)
            else:
                self._points[key] = point
        return self._points != before


def url(key: str, width: int = USUAL) -> str:
    return f"/media/{key}-{width}.webp"


def film_url(file: str) -> str:
    return f"/media/film/{file}"


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where pages fetch pictures and films from: the CDN, or the shop itself."""

    cdn: str = ""

    def url(self, key: str, width: int = USUAL) -> str:
        return self.cdn + url(key, width)

    def srcset(self, key: str, largest: int = USUAL) -> str:
        return ", ".join(f"{self.url(key, width)} {width}w" for width in WIDTHS if width <= largest)

    def film_url(self, file: str) -> str:
        return self.cdn + film_url(file)
