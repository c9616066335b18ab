from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from hutong.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Event):
    about = "member_id"
    name: ClassVar[str] = "members.joined"
    member_id: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class MemberFrozen(Event):
    about = "member_id"
    name: ClassVar[str] = "members.frozen"
    member_id: UUID
    at: datetime
