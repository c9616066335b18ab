from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from hutong.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ListsChanged(Event):
    about = "term_id"
    """A word was added to the lists, changed, or put out of force."""

    name: ClassVar[str] = "compliance.lists_changed"
    term_id: UUID
