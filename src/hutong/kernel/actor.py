"""Who did it: written beside every change that a person may later ask about."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    GUEST = "guest"
    MEMBER = "member"
    STAFF = "staff"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    kind: ActorKind
    id: UUID | None
    name: str

    @classmethod
    def member(cls, member_id: UUID, name: str) -> "Actor":
        return cls(ActorKind.MEMBER, member_id, name)

    @classmethod
    def staff(cls, staff_id: UUID, name: str) -> "Actor":
        return cls(ActorKind.STAFF, staff_id, name)


SYSTEM = Actor(ActorKind.SYSTEM, None, "system")
GUEST = Actor(ActorKind.GUEST, None, "guest")
