"""The microphone of the search box, for browsers that do not recognise speech themselves."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from httpx import AsyncClient
from litestar import Litestar

from hutong.search import AUDIO_MAX, Recording, SpeechUnreachable, Turns
from tests.counting import statements
from tests.storefront.conftest import Doors

WEBM = b"\x1aE\xdf\xa3 sound"
SOUND = {"content-type": "audio/webm;codecs=opus"}
CHINESE = {"accept-language": "zh-CN"}


@dataclass
class FakeEar:
    who: str = "Ears & Co."
    words: str = "Teapot."
    away: bool = False
    heard: list[tuple[Recording, str]] = field(default_factory=list)

    async def transcribe(self, recording: Recording, *, language: str) -> str:
        self.heard.append((recording, language))
        if self.away:
            raise SpeechUnreachable
        return self.words


@pytest.fixture
def ear(app: Litestar) -> Iterator[FakeEar]:
    before = app.state.speech, app.state.turns
    app.state.speech, app.state.turns = FakeEar(), Turns()
    yield app.state.speech
    app.state.speech, app.state.turns = before


async def test_a_recording_is_answered_with_words_and_no_row_is_written(
    client: AsyncClient, ear: FakeEar
) -> None:
    with statements() as sent:
        answer = await client.post("/search/speech", content=WEBM, headers=SOUND)

    assert answer.json() == {"words": "Teapot"}
    assert ear.heard == [(Recording("webm", WEBM), "en")]
    assert sent == []


async def test_fifteen_seconds_of_plain_sound_are_taken(client: AsyncClient, ear: FakeEar) -> None:
    seconds = b"RIFF\0\0\0\0WAVE" + b"0" * (15 * 16_000 * 2)

    answer = await client.post(
        "/search/speech", content=seconds, headers={"content-type": "audio/wav"}
    )

    assert answer.status_code == 200
    assert ear.heard[0][0].kind == "wav"


async def test_it_is_heard_in_the_language_of_the_page(client: AsyncClient, ear: FakeEar) -> None:
    await client.post("/search/speech", content=WEBM, headers=SOUND | CHINESE)

    assert ear.heard[0][1] == "zh"


@pytest.mark.parametrize(
    ("content", "kind", "status", "words"),
    [
        (b"\x1aE\xdf\xa3" + b"0" * AUDIO_MAX, "audio/webm", 413, "too long"),
        (b"MZ a program", "audio/webm", 422, "no recording"),
        (b"", "audio/webm", 422, "no recording"),
        (WEBM, "video/webm", 422, "no recording"),
        (WEBM, "application/x-www-form-urlencoded", 422, "no recording"),
    ],
)
async def test_what_is_no_recording_or_too_long_goes_to_nobody(
    client: AsyncClient, ear: FakeEar, content: bytes, kind: str, status: int, words: str
) -> None:
    answer = await client.post("/search/speech", content=content, headers={"content-type": kind})

    assert answer.status_code == status
    assert words in answer.json()["message"]
    assert ear.heard == []


async def test_a_recogniser_that_is_away_is_told_in_words(
    client: AsyncClient, ear: FakeEar
) -> None:
    ear.away = True

    answer = await client.post("/search/speech", content=WEBM, headers=SOUND | CHINESE)

    assert answer.status_code == 503
    assert answer.json() == {"message": "语音识别暂时不可用，请用文字搜索。"}


async def test_who_speaks_too_often_is_told_to_type(client: AsyncClient, ear: FakeEar) -> None:
    for _ in range(10):
        await client.post("/search/speech", content=WEBM, headers=SOUND)

    answer = await client.post("/search/speech", content=WEBM, headers=SOUND)

    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert "Please type" in answer.json()["message"]
    assert len(ear.heard) == 10


async def test_another_site_cannot_make_a_visitor_speak(client: AsyncClient, ear: FakeEar) -> None:
    foreign = SOUND | {"sec-fetch-site": "cross-site"}

    answer = await client.post("/search/speech", content=WEBM, headers=foreign)

    assert answer.status_code == 403
    assert ear.heard == []


async def test_a_shop_without_a_recogniser_leaves_it_to_the_browser(
    app: Litestar, client: AsyncClient, ear: FakeEar, open_doors: Doors
) -> None:
    app.state.speech = None
    await open_doors()

    page = await client.get("/search")
    dialog = await client.get("/search/speech")
    answers = [
        await client.post("/search/speech", content=WEBM, headers=SOUND | language)
        for language in ({}, CHINESE)
    ]

    assert 'data-say=""' in page.text
    assert 'data-consent="browser"' in dialog.text
    assert 'data-consent="ours"' not in dialog.text
    assert [answer.status_code for answer in answers] == [422, 422]
    assert "does not recognise speech" in answers[0].json()["message"]
    assert "未开通语音识别" in answers[1].json()["message"]


async def test_the_shopper_reads_who_will_hear_them(client: AsyncClient, ear: FakeEar) -> None:
    dialog = await client.get("/search/speech")

    assert "turned into words by Ears &amp; Co." in dialog.text
    assert "We keep no sound" in dialog.text


async def test_the_microphone_is_there_for_the_script_to_show(
    client: AsyncClient, ear: FakeEar, open_doors: Doors
) -> None:
    await open_doors()

    page = await client.get("/search")

    button = page.text.partition('class="search__say"')[2].partition(">")[0]
    assert 'data-say="ours"' in button
    assert button.endswith(" hidden")
