"""What we ask of whoever turns a recording into words."""

from dataclasses import dataclass
from typing import Protocol

from hutong.kernel.errors import Refused, Unavailable


@dataclass(eq=False)
class RecordingNotUnderstood(Refused):
    message = "We could not make out any words. Please speak again, close to the microphone."


@dataclass(eq=False)
class SpeechUnreachable(Unavailable):
    message = "Speech cannot be recognised right now. Please type what you are looking for."


@dataclass(frozen=True)
class Recording:
    """`kind`: one of webm, ogg, mp4, wav, as its first bytes say."""

    kind: str
    audio: bytes


class SpeechGateway(Protocol):
    who: str
    """For the shopper, who is asked before a recording goes there."""

    async def transcribe(self, recording: Recording, *, language: str) -> str:
        """The words, as they come; empty where there are none. Asked once, never again.

        Raises RecordingNotUnderstood for what it cannot read, SpeechUnreachable otherwise.
        """
        ...
