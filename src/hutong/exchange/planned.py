"""What a dry run finds out about one product of the file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from hutong.assortment import Area
from hutong.catalog import ProductDraft
from hutong.exchange.cells import Limit, Suggested
from hutong.kernel.texts import Texts


class Kind(StrEnum):
    CREATE = "create"
    CHANGE = "change"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """One thing wrong with one cell. `cell` as the spreadsheet says it: B3. `alike`: the words that
    it shares with others of its kind, where its message names a row or a file of its own."""

    row: int
    column: str
    cell: str
    value: str
    message: str
    alike: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field that would be another. `sku` is empty for what the whole product has."""

    row: int
    sku: str
    column: str
    before: str
    after: str


@dataclass(kw_only=True)
class Planned:
    """`limits` are stock limits by SKU code, None to take the suggested ones again. `areas` say
    where it shall be sold, None where that stays; `areas_before` are the rules that say it now.
    `suggested` is what makers suggest, by SKU code; `suggested_before` the records of now."""

    slug: str
    title: Texts
    rows: Sequence[int]
    product_id: UUID | None = None
    version: int | None = None
    draft: ProductDraft | None = None
    before: ProductDraft | None = None
    limits: dict[str, Limit | None] = field(default_factory=dict)
    limits_before: dict[str, Limit | None] = field(default_factory=dict)
    areas: Sequence[Area] | None = None
    areas_before: Sequence[UUID] = ()
    suggested: dict[str, Suggested] = field(default_factory=dict)
    suggested_before: dict[str, UUID] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        if self.wrong or self.draft is None:
            return Kind.WRONG
        if self.before is None:
            return Kind.CREATE
        return Kind.CHANGE if self.changes else Kind.SAME
