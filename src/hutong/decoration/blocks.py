"""What a page is made of: blocks in an order, each with who sees it and when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from hutong import members
from hutong.decoration.fields import Problems, Words, moment_of, read_all, show_all
from hutong.decoration.kinds import KINDS
from hutong.decoration.states import SEES, Audience, Reader
from hutong.kernel.clock import SHOP_ZONE
from hutong.kernel.errors import Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import Texts
from hutong.search import Index

BLOCKS_MAX = 40
ID_MAX = 40
TITLE = Words(name="title", title="", required=True, most=60)
LINE = Words(name="line", title="", most=160)
REGIONS_MAX = 300
NOWHERE = ("-",)
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Block:
    """`hours` are of the shop's day, "18:00" to "20:00"; over midnight when the end is earlier.
    `regions`: for readers there alone, by name as staff typed it; `outside`: for all others.
    `by_interest`: it may change places with others of this sort, as its reader is interested."""

    id: str
    kind: str
    values: Mapping[str, Any]
    off: bool = False
    audience: Audience = Audience.EVERYONE
    from_at: datetime | None = None
    until_at: datetime | None = None
    hours: tuple[str, str] | None = None
    regions: str = ""
    outside: bool = False
    by_interest: bool = False

    def is_shown(self, at: datetime, reader: Reader, region: str = "") -> bool:
        begun = self.from_at is None or self.from_at <= at
        over = self.until_at is not None and self.until_at <= at
        return (
            not self.off
            and begun
            and not over
            and reader in SEES[self.audience]
            and self._is_in_hours(at)
            and self._is_in_region(region)
        )

    def edges(self, at: datetime) -> Iterator[datetime]:
        """When this block may come or go next."""
        if self.off:
            return
        yield from (each for each in (self.from_at, self.until_at) if each)
        local = at.astimezone(SHOP_ZONE)
        for clock_time in self.hours or ():
            today = datetime.combine(local.date(), _time(clock_time) or time(), SHOP_ZONE)
            yield today if today > at else today + DAY
        yield from _ends(self.values)

    def _is_in_region(self, region: str) -> bool:
        """Whose region nobody knows is in none."""
        codes = _codes(self.regions)
        return not codes or any(region.startswith(code) for code in codes) is not self.outside

    def _is_in_hours(self, at: datetime) -> bool:
        if self.hours is None:
            return True
        begin, end = (_time(each) or time() for each in self.hours)
        now = at.astimezone(SHOP_ZONE).time()
        return begin <= now < end if begin < end else now >= begin or now < end


@dataclass(frozen=True, kw_only=True)
class Content:
    title: Texts = field(default_factory=dict)
    line: Texts = field(default_factory=dict)
    blocks: Sequence[Block] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A block as its template sees it."""

    id: str
    kind: str
    values: Mapping[str, Any]
    by_interest: bool = False


def shown(
    blocks: Iterable[Block], index: Index, at: datetime, reader: Reader, *, region: str = ""
) -> Sequence[Shown]:
    """`region`: the code of the district that the reader's parcels go to, where that is known."""
    return tuple(
        Shown(
            id=each.id,
            kind=each.kind,
            values=show_all(KINDS[each.kind].fields, each.values, index),
            by_interest=each.by_interest,
        )
        for each in blocks
        if each.kind in KINDS
        and each.is_shown(at, reader, region)
        and not _is_over(each.values, at)
    )


def next_edge(blocks: Iterable[Block], at: datetime) -> datetime | None:
    """Until when the same blocks are shown."""
    return min((edge for each in blocks for edge in each.edges(at) if edge > at), default=None)


def read(raw: object) -> tuple[Content, Problems]:
    """A draft of the right form, and everything that is still wrong with it. What no block could
    be is left out."""
    told = raw if isinstance(raw, Mapping) else {}
    problems: Problems = []
    sent = told.get("blocks")
    listed = (
        [each for each in sent if isinstance(each, Mapping)]
        if isinstance(sent, list | tuple)
        else []
    )
    if len(listed) > BLOCKS_MAX:
        problems.append(Problem("blocks", _("At most {max} of these.").format(max=BLOCKS_MAX)))
    known = [each for each in listed if each.get("kind") in KINDS][:BLOCKS_MAX]
    content = Content(
        title=TITLE.read(told.get("title"), "title", problems),
        line=LINE.read(told.get("line"), "line", problems),
        blocks=tuple(_block(each, place, problems) for place, each in enumerate(known)),
    )
    return content, problems


def _block(raw: Mapping[str, Any], place: int, problems: Problems) -> Block:
    at = f"blocks.{place}"
    kind = KINDS[raw["kind"]]
    from_at, until_at = moment_of(raw.get("from_at")), moment_of(raw.get("until_at"))
    if from_at and until_at and until_at <= from_at:
        problems.append(Problem(f"{at}.until_at", _("The end comes after the beginning.")))
    audience = raw.get("audience")
    return Block(
        id=str(raw.get("id") or place)[:ID_MAX],
        kind=kind.name,
        values=read_all(kind.fields, raw.get("values"), at, problems),
        off=raw.get("off") is True,
        audience=Audience(audience) if audience in set(Audience) else Audience.EVERYONE,
        from_at=from_at,
        until_at=until_at,
        hours=_hours(raw.get("hours"), at, problems),
        regions=_regions(raw.get("regions"), at, problems),
        outside=raw.get("outside") is True,
        by_interest=raw.get("by_interest") is True,
    )


def _hours(raw: object, at: str, problems: Problems) -> tuple[str, str] | None:
    if not isinstance(raw, list | tuple) or not any(raw):
        return None
    begin, end = (str(each or "") for each in (*raw, "", "")[:2])
    if _time(begin) is None or _time(end) is None or begin == end:
        problems.append(Problem(f"{at}.hours", _("Two times of day are needed, such as 18:00.")))
        return None
    return begin, end


def _regions(raw: object, at: str, problems: Problems) -> str:
    """Kept as it was typed; until every name is a region's, the block is for nobody."""
    told = raw.strip()[:REGIONS_MAX] if isinstance(raw, str) else ""
    try:
        members.regions.named(told)
    except members.regions.NotOneRegion as refusal:
        problems.append(Problem(f"{at}.regions", str(refusal)))
    return told


@lru_cache(maxsize=500)
def _codes(told: str) -> tuple[str, ...]:
    try:
        return members.regions.named(told) if told else ()
    except members.regions.NotOneRegion:
        return NOWHERE


def _time(told: str) -> time | None:
    try:
        return time.fromisoformat(told)
    except ValueError:
        return None


def _ends(values: Mapping[str, Any]) -> Iterator[datetime]:
    """A countdown goes when it has come to its end."""
    until = moment_of(values.get("until"))
    if until is not None:
        yield until


def _is_over(values: Mapping[str, Any], at: datetime) -> bool:
    return any(end <= at for end in _ends(values))
