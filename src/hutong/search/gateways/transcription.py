"""Any server that has OpenAI's POST /v1/audio/transcriptions: OpenAI itself, a provider that
speaks its tongue, or a Whisper or SenseVoice server of one's own."""

import asyncio
from dataclasses import dataclass

import httpx
import msgspec
import structlog
from pydantic import SecretStr

from hutong.kernel.outside import counted
from hutong.search.gateway import Recording, RecordingNotUnderstood, SpeechUnreachable

PATIENCE_SECONDS = 12
ANSWER_MAX = 64 * 1024
OK = 200
NOT_READ = {400, 413, 415, 422}  # the recording's fault; everything else is ours or theirs
MEDIA_TYPES = {"webm": "audio/webm", "ogg": "audio/ogg", "mp4": "audio/mp4", "wav": "audio/wav"}

log = structlog.get_logger()


class Heard(msgspec.Struct, frozen=True):
    text: str


@dataclass
class TranscriptionGateway:
    """`base_url` ends before /audio/transcriptions; an empty key is not sent."""

    base_url: str
    key: SecretStr
    model: str
    who: str
    patience_seconds: int = PATIENCE_SECONDS
    transport: httpx.AsyncBaseTransport | None = None
    _client: httpx.AsyncClient | None = None

    async def transcribe(self, recording: Recording, *, language: str) -> str:
        with counted("speech", "transcribe"):
            try:
                async with asyncio.timeout(self.patience_seconds):
                    status, body = await self._sent(recording, language)
            except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
                raise SpeechUnreachable from error
            return _words(status, body)

    async def _sent(self, recording: Recording, language: str) -> tuple[int, bytes]:
        name = f"speech.{recording.kind}"
        key = self.key.get_secret_value()
        async with self._line().stream(
            "POST",
            f"{self.base_url}/audio/transcriptions",
            headers={"authorization": f"Bearer {key}"} if key else {},
            data={"model": self.model, "language": language, "response_format": "json"},
            files={"file": (name, recording.audio, MEDIA_TYPES[recording.kind])},
        ) as answer:
            body = b""
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > ANSWER_MAX:
                    raise SpeechUnreachable
        return answer.status_code, body

    def _line(self) -> httpx.AsyncClient:
        """Kept: each new one reads the certificates of all authorities, 20 ms of CPU."""
        if self._client is None:
            self._client = httpx.AsyncClient(
                timeout=self.patience_seconds, transport=self.transport, trust_env=False
            )
        return self._client


def _words(status: int, body: bytes) -> str:
    """What they answer beside the words is not logged: it may repeat them."""
    if status in NOT_READ:
        raise RecordingNotUnderstood
    if status != OK:
        log.warning("search.speech_refused", status=status)
        raise SpeechUnreachable
    try:
        return msgspec.json.decode(body, type=Heard).text
    except msgspec.DecodeError:
        log.warning("search.speech_unreadable")
        raise SpeechUnreachable from None
