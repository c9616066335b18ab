"""Where the books of a module disagree with each other: always an alarm, never a report."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Drift:
    rule: str
    id: UUID
    says: str = ""
