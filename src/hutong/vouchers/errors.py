from dataclasses import dataclass
from datetime import date

from hutong.kernel.errors import Conflict, NotFound, Refused


@dataclass(eq=False)
class NoSuchCode(NotFound):
    message = "There is no code {code}. Please look at it again: it has twelve digits."
    code: str


@dataclass(eq=False)
class CodeVoid(Refused):
    message = "This code is void: its money went back to the buyer."
    code: str


@dataclass(eq=False)
class CodeExpired(Refused):
    message = "This code could be redeemed until {last_day}."
    code: str
    last_day: date


@dataclass(eq=False)
class CannotUndo(Refused):
    message = "A redemption can be undone for {minutes} minutes, and only once."
    minutes: int


@dataclass(eq=False)
class AlreadyHad(Conflict):
    """A code was redeemed, or there are fewer codes left than shall go back."""

    message = "Some of these services have been redeemed and cannot be given back."
    number: str
