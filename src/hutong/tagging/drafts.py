"""What staff hand in about a rule, and everything that can be wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from hutong.kernel import seasons
from hutong.kernel.errors import Problem
from hutong.kernel.i18n import gettext as _

NAME_MAX = 60
WORDS_MAX = 120
DAYS_MAX = 365
COUNT_MAX = 1_000_000
TOGETHER = (("sold_least", "sold_days"), ("begins", "ends"), ("parameter", "value"))
CONDITIONS = (
    *("category_id", "brand_id", "listed_days", "sold_least", "sold_days"),
    *("price_from", "price_to", "parameter", "value", "stock_least", "stock_most"),
    *("begins", "ends"),
)


@dataclass(frozen=True, kw_only=True)
class TagRuleDraft:
    name: str
    tag_id: UUID
    category_id: UUID | None = None
    brand_id: UUID | None = None
    listed_days: int | None = None
    sold_least: int | None = None
    sold_days: int | None = None
    price_from: int | None = None
    price_to: int | None = None
    parameter: str | None = None
    value: str | None = None
    stock_least: int | None = None
    stock_most: int | None = None
    begins: int | None = None
    ends: int | None = None
    id: UUID | None = None

    def problems(self) -> Iterator[Problem]:
        if not self.name.strip():
            yield Problem("name", _("Please fill this in."))
        elif len(self.name.strip()) > NAME_MAX:
            yield Problem("name", _("At most {max} characters.").format(max=NAME_MAX))
        if all(getattr(self, each) is None for each in CONDITIONS):
            yield Problem("listed_days", _("Give at least one condition."))
        yield from self._halves()
        yield from self._ranges()
        for field in ("begins", "ends"):
            if (day := getattr(self, field)) is not None and not seasons.is_day(day):
                yield Problem(field, _("A day such as 11-01 is needed."))
        for field in ("parameter", "value"):
            if len(getattr(self, field) or "") > WORDS_MAX:
                yield Problem(field, _("At most {max} characters.").format(max=WORDS_MAX))

    def _halves(self) -> Iterator[Problem]:
        for pair in TOGETHER:
            for one, other in (pair, pair[::-1]):
                if getattr(self, one) is None and getattr(self, other) is not None:
                    yield Problem(one, _("Both are needed, or neither."))

    def _ranges(self) -> Iterator[Problem]:
        words = _("Between {least} and {most}.")
        for field, least, most in (
            ("listed_days", 1, DAYS_MAX),
            ("sold_days", 1, DAYS_MAX),
            ("sold_least", 1, COUNT_MAX),
            ("stock_least", 0, COUNT_MAX),
            ("stock_most", 0, COUNT_MAX),
        ):
            if (number := getattr(self, field)) is not None and not least <= number <= most:
                yield Problem(field, words.format(least=least, most=most))
        for low, high in (("price_from", "price_to"), ("stock_least", "stock_most")):
            lowest, highest = getattr(self, low), getattr(self, high)
            if lowest is not None and highest is not None and lowest > highest:
                yield Problem(high, _("This is less than where it begins."))
