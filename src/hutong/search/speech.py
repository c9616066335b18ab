"""Searching by voice: a recording becomes the words of a search. Neither is kept or logged."""

from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from hutong.identity import Limit, wait
from hutong.kernel.errors import Refused, TooMany
from hutong.kernel.i18n import N_
from hutong.kernel.settings import Settings
from hutong.search.gateway import Recording, RecordingNotUnderstood, SpeechGateway
from hutong.search.gateways.transcription import TranscriptionGateway

AUDIO_MAX = 512 * 1024  # fifteen seconds of plain sound; compressed ones are a tenth of it
SECONDS_MAX = 15
PER_ADDRESS = (Limit(10, timedelta(minutes=1)), Limit(60, timedelta(hours=1)))
ADDRESSES_MAX = 10_000
AT_ONCE = 8
BUSY_SECONDS = 5
ENDS = " \t\r\n。.，,、！!？?；;…"  # recognisers write sentences; shelves are not named so
SIMULATED = N_("the simulated recogniser of this trial shop")


@dataclass(eq=False)
class SpeechNotOffered(Refused):
    message = "This shop does not recognise speech itself. Please type what you are looking for."


@dataclass(eq=False)
class NotARecording(Refused):
    message = "This is no recording that we can read: WebM, Ogg, MP4 and WAV are."


@dataclass(eq=False)
class TooManyRecordings(TooMany):
    message = "That was a lot of speaking. Please type, or try again in {wait}."


def connect_speech(settings: Settings) -> SpeechGateway | None:
    """Whoever listens, where somebody does; in development without an account, the simulator."""
    if settings.speech_url:
        return TranscriptionGateway(
            base_url=settings.speech_url.rstrip("/"),
            key=settings.speech_key,
            model=settings.speech_model,
            who=settings.speech_who or urlsplit(settings.speech_url).hostname or "",
        )
    if not settings.simulators or settings.production:
        return None
    host = urlsplit(settings.public_url).hostname or "localhost"
    return TranscriptionGateway(
        base_url=f"http://{host}:{settings.simulator_port}/speech/v1",
        key=settings.speech_key,
        model=settings.speech_model,
        who=SIMULATED,
    )


async def hear(gateway: SpeechGateway, audio: bytes, *, language: str, length_max: int) -> str:
    """What to search for. Raises NotARecording, RecordingNotUnderstood or SpeechUnreachable."""
    kind = _kind(audio)
    if kind is None:
        raise NotARecording
    said = await gateway.transcribe(Recording(kind, audio), language=language)
    words = " ".join(said.split()).strip(ENDS)[:length_max].strip(ENDS)
    if not words or not words.isprintable():
        raise RecordingNotUnderstood
    return words


class Turns:
    """How often one address may speak, and how many may at once. Each web process counts for
    itself, in memory, and forgets: who speaks to us is nobody's business."""

    def __init__(self) -> None:
        self._taken: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._speaking = 0

    @contextmanager
    def one(self, address: str, at: datetime) -> Iterator[None]:
        """Raises TooManyRecordings."""
        taken = self._taken.setdefault(address, deque(maxlen=PER_ADDRESS[-1].count))
        self._taken.move_to_end(address)
        if len(self._taken) > ADDRESSES_MAX:
            self._taken.popitem(last=False)
        if seconds := wait(taken, PER_ADDRESS, at):
            raise TooManyRecordings(seconds)
        if self._speaking >= AT_ONCE:
            raise TooManyRecordings(BUSY_SECONDS)
        taken.append(at)
        self._speaking += 1
        try:
            yield
        finally:
            self._speaking -= 1


def _kind(audio: bytes) -> str | None:
    """By its first bytes: what a browser calls it proves nothing."""
    if audio.startswith(b"\x1aE\xdf\xa3"):
        return "webm"
    if audio.startswith(b"OggS"):
        return "ogg"
    if audio[4:8] == b"ftyp":
        return "mp4"
    return "wav" if audio.startswith(b"RIFF") and audio[8:12] == b"WAVE" else None
