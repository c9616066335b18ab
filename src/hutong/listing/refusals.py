"""What is asked for and not there."""

from dataclasses import dataclass

from hutong.kernel.errors import NotFound


@dataclass(eq=False)
class NoSuchHold(NotFound):
    message = "This product is not held."
    hold: str


@dataclass(eq=False)
class NoSuchScan(NotFound):
    message = "There is no such look at all goods."
    scan: str


@dataclass(eq=False)
class NoSuchTurn(NotFound):
    message = "There is no such entry."
    turn: str


@dataclass(eq=False)
class NoSuchAppointment(NotFound):
    message = "There is no such appointment."
    appointment: str


@dataclass(eq=False)
class NoSuchRule(NotFound):
    message = "There is no such rule."
    rule: str


@dataclass(eq=False)
class NoSuchStandard(NotFound):
    message = "There is no such standard."
    standard: str


@dataclass(eq=False)
class NoSuchPaper(NotFound):
    message = "There is no such certificate."
    paper: str


@dataclass(eq=False)
class NoSuchReview(NotFound):
    message = "There is no such review."
    review: str
