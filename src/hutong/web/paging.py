"""Lists that are too long for one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

NEIGHBOURS = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Pages:
    """Where one stands in a list. `query` is the rest of the address, which every link keeps.
    `order` names the order in which the list was first shown, where that is kept."""

    path: str
    query: Sequence[tuple[str, str]]
    current: int
    count: int
    order: str = ""

    @property
    def previous(self) -> int | None:
        return self.current - 1 if self.current > 1 else None

    @property
    def next(self) -> int | None:
        return self.current + 1 if self.current < self.count else None

    @property
    def shown(self) -> list[int | None]:
        """First, last and those around the current one; None where some are left out."""
        near = range(self.current - NEIGHBOURS, self.current + NEIGHBOURS + 1)
        wanted = sorted({1, self.count, *near} & set(range(1, self.count + 1)))
        shown: list[int | None] = []
        for number in wanted:
            if shown and number - (shown[-1] or 0) > 1:
                shown.append(None)
            shown.append(number)
        return shown

    def url(self, number: int) -> str:
        rest = [(name, value) for name, value in self.query if name != "page"]
        query = rest if number == 1 else [*rest, ("page", str(number))]
        if self.order and (number, self.current) != (1, 1):
            query = [*query, ("order", self.order)]
        return f"{self.path}?{urlencode(query)}" if query else self.path
