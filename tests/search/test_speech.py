"""A recording becomes words, whatever the one outside who listens may answer."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
import structlog
from pydantic import SecretStr

from hutong import search
from hutong.kernel.settings import Settings
from hutong.search import (
    NotARecording,
    Recording,
    RecordingNotUnderstood,
    SpeechUnreachable,
    TooManyRecordings,
    Turns,
)
from hutong.search.gateways.transcription import ANSWER_MAX, TranscriptionGateway
from tests.conftest import NOON

WEBM = b"\x1aE\xdf\xa3 sound"
Answer = Callable[[httpx.Request], httpx.Response]


def gateway(answer: Answer, key: str = "sk-test") -> TranscriptionGateway:
    return TranscriptionGateway(
        base_url="http://ears.test/v1",
        key=SecretStr(key),
        model="whisper-1",
        who="ears.test",
        transport=httpx.MockTransport(answer),
    )


def saying(text: object, status: int = 200) -> Answer:
    return lambda _asked: httpx.Response(status, json={"text": text})


async def heard(answer: Answer, audio: bytes = WEBM) -> str:
    return await search.hear(gateway(answer), audio, language="zh", length_max=60)


async def test_the_recording_goes_out_as_the_interface_wants_it() -> None:
    asked: list[httpx.Request] = []

    def listen(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"text": "马克杯"})

    words = await heard(listen)

    body = asked[0].content
    assert words == "马克杯"
    assert str(asked[0].url) == "http://ears.test/v1/audio/transcriptions"
    assert asked[0].headers["authorization"] == "Bearer sk-test"
    assert b'filename="speech.webm"' in body
    assert b"Content-Type: audio/webm" in body
    assert WEBM in body
    assert b'name="model"\r\n\r\nwhisper-1' in body
    assert b'name="language"\r\n\r\nzh' in body


async def test_a_server_of_ones_own_gets_no_key() -> None:
    asked: list[httpx.Request] = []

    def listen(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"text": "x"})

    await gateway(listen, key="").transcribe(Recording("wav", WEBM), language="en")

    assert "authorization" not in asked[0].headers


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("马克杯。", "马克杯"),
        (" A mug,\n please! ", "A mug, please"),
        ("杯" * 300, "杯" * 60),
        ("No. 5 tea", "No. 5 tea"),
    ],
)
async def test_a_sentence_becomes_words_to_search_for(said: str, words: str) -> None:
    assert await heard(saying(said)) == words


@pytest.mark.parametrize("said", ["", "  \n", "。", "\x00\x07"])
async def test_no_words_are_not_searched(said: str) -> None:
    with pytest.raises(RecordingNotUnderstood) as refused:
        await heard(saying(said))

    assert "speak again" in str(refused.value) or "没有听清" in str(refused.value)


@pytest.mark.parametrize("status", [400, 413, 415, 422])
async def test_a_recording_that_they_cannot_read_is_spoken_again(status: int) -> None:
    with pytest.raises(RecordingNotUnderstood) as refused:
        await heard(saying("", status))

    assert refused.value.message


@pytest.mark.parametrize("status", [301, 401, 403, 404, 429, 500, 503])
async def test_a_recogniser_that_refuses_is_asked_once_and_nothing_of_it_is_logged(
    status: int,
) -> None:
    asked: list[httpx.Request] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(status, json={"error": {"message": "key sk-test, said 马克杯"}})

    with structlog.testing.capture_logs() as logged, pytest.raises(SpeechUnreachable):
        await heard(refuse)

    assert len(asked) == 1
    assert logged == [{"event": "search.speech_refused", "status": status, "log_level": "warning"}]


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"",
        b"[]",
        b'{"text": 5}',
        b'{"words": "x"}',
        b"\xff\xfe",
        json.dumps({"text": "x" * ANSWER_MAX}).encode(),
    ],
)
async def test_rubbish_is_no_answer(body: bytes) -> None:
    with pytest.raises(SpeechUnreachable) as refused:
        await heard(lambda _asked: httpx.Response(200, content=body))

    assert refused.value.message


@pytest.mark.parametrize("trouble", [httpx.ConnectError, httpx.ReadTimeout, httpx.ReadError])
async def test_a_silent_recogniser_is_given_up(trouble: type[httpx.TransportError]) -> None:
    def say_nothing(_asked: httpx.Request) -> httpx.Response:
        raise trouble("silence")

    with pytest.raises(SpeechUnreachable) as refused:
        await heard(say_nothing)

    assert refused.value.__cause__ is not None


async def test_a_recogniser_that_answers_drop_by_drop_is_given_up() -> None:
    async def hang(_asked: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    slow = gateway(saying(""))
    slow.transport, slow.patience_seconds = httpx.MockTransport(hang), 0

    with pytest.raises(SpeechUnreachable) as refused:
        await slow.transcribe(Recording("webm", WEBM), language="zh")

    assert isinstance(refused.value.__cause__, TimeoutError)


@pytest.mark.parametrize(
    ("audio", "kind"),
    [
        (WEBM, "webm"),
        (b"OggS sound", "ogg"),
        (b"\0\0\0\x18ftypisom", "mp4"),
        (b"RIFF\0\0\0\0WAVEfmt ", "wav"),
    ],
)
async def test_four_kinds_are_known_by_their_first_bytes(audio: bytes, kind: str) -> None:
    asked: list[httpx.Request] = []

    def listen(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"text": "x"})

    await heard(listen, audio)

    assert f'filename="speech.{kind}"'.encode() in asked[0].content


@pytest.mark.parametrize("audio", [b"", b"\x1aE", b"ID3 mp3", b"<svg>", b"RIFF\0\0\0\0AVI "])
async def test_anything_else_goes_to_nobody(audio: bytes) -> None:
    with pytest.raises(NotARecording) as refused:
        await heard(saying("x"), audio)

    assert "WebM" in str(refused.value)


def test_one_address_speaks_ten_times_a_minute() -> None:
    turns = Turns()
    for _ in range(10):
        with turns.one("192.0.2.1", NOON):
            pass

    with pytest.raises(TooManyRecordings) as refused, turns.one("192.0.2.1", NOON):
        pass

    assert refused.value.retry_after == 60
    with turns.one("192.0.2.2", NOON), turns.one("192.0.2.1", NOON + timedelta(minutes=1)):
        pass


def test_only_so_many_are_made_out_at_a_time() -> None:
    turns = Turns()
    speaking = [turns.one(f"192.0.2.{number}", NOON) for number in range(9)]
    for each in speaking[:8]:
        each.__enter__()

    with pytest.raises(TooManyRecordings):
        speaking[8].__enter__()
    speaking[0].__exit__(None, None, None)

    with turns.one("192.0.2.9", NOON):
        assert len(speaking) == 9


def test_who_listens_is_what_the_operator_says(settings: Settings) -> None:
    named = {"speech_url": "https://ears.example/v1/", "speech_who": "Ears Inc."}

    nobody = search.connect_speech(settings.model_copy(update={"simulators": False}))
    unnamed = search.connect_speech(settings.model_copy(update={**named, "speech_who": ""}))
    real = search.connect_speech(settings.model_copy(update=named))

    assert nobody is None
    assert unnamed is not None
    assert unnamed.who == "ears.example"
    assert isinstance(real, TranscriptionGateway)
    assert (real.who, real.base_url) == ("Ears Inc.", "https://ears.example/v1")
