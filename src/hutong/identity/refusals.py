"""What this module refuses, as facts."""

from dataclasses import dataclass

from hutong.kernel.errors import Forbidden, Refused, TooMany


@dataclass(eq=False)
class TooManyCodes(TooMany):
    message = "A code was sent already. The next one can be asked for in {wait}."


@dataclass(eq=False)
class TooManyAttempts(TooMany):
    message = "Too many wrong attempts. Please try again in {wait}."
    keeps = True


@dataclass(eq=False)
class WrongCode(Refused):
    """One answer for a wrong, a used, an expired code and one that was never sent."""

    message = "This code is wrong or has expired."
    keeps = True


@dataclass(eq=False)
class WrongCredentials(Refused):
    """One answer whether the account or the password is wrong."""

    message = "The account or the password is wrong."
    keeps = True


@dataclass(eq=False)
class WeakPassword(Refused):
    message = "Please choose another password. {reason}"
    reason: str


@dataclass(eq=False)
class NoSecondFactor(Refused):
    message = "No authenticator app is being set up. Please begin again."


@dataclass(eq=False)
class NotFresh(Forbidden):
    """Signed in too long ago for something that matters this much."""

    message = "Please confirm that it is you: sign in again."
