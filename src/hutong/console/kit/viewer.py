"""Who looks at the console, and the one check of what they may do."""

from dataclasses import dataclass
from uuid import UUID

from litestar.di import NamedDependency

from hutong.kernel.actor import Actor
from hutong.kernel.errors import DomainError, Forbidden


@dataclass(eq=False)
class MayNot(Forbidden):
    message = "Your role does not include this. Ask whoever manages staff."
    permission: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Viewer:
    """A member of staff who has given both factors; `refusal` says what is missing else.

    It is raised by `require`, in the handler and not in a dependency: Litestar leaves the
    transaction of a request to the garbage collector when a dependency raises.
    """

    id: UUID
    name: str
    session_id: UUID
    permissions: frozenset[str]
    ip: str
    roles: tuple[str, ...] = ()
    refusal: DomainError | None = None

    @property
    def actor(self) -> Actor:
        return Actor.staff(self.id, self.name)

    def may(self, permission: str) -> bool:
        return not permission or permission in self.permissions

    def require(self, permission: str) -> None:
        """The first line of every handler. Raises NotSignedIn, SecondFactorNeeded, MayNot."""
        if self.refusal is not None:
            raise self.refusal
        if not self.may(permission):
            raise MayNot(permission)


Staff = NamedDependency[Viewer]
