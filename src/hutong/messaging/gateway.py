"""What we ask of whoever carries messages to telephones."""

from dataclasses import dataclass
from typing import Protocol

from hutong.kernel.errors import Refused, Unavailable


@dataclass(eq=False)
class RecipientRefused(Refused):
    """Trying again would not help: the number does not exist, or its owner wants nothing."""

    message = "The message cannot be delivered: {reason}"
    reason: str


@dataclass(eq=False)
class GatewayUnreachable(Unavailable):
    message = "The message service does not answer."


class SmsGateway(Protocol):
    simulated: bool
    """Nothing leaves the house, so that a code may be read in the message log instead."""

    async def send(self, phone: str, body: str, *, key: str) -> None:
        """Hand it over. The same key twice is one message.

        Raises RecipientRefused for good, GatewayUnreachable for now.
        """
        ...
