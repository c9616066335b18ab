"""The real gateway against the simulated recogniser, over HTTP without a socket in between."""

import pytest
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr

from hutong.search import Recording, SpeechUnreachable
from hutong.search.gateways.transcription import TranscriptionGateway
from tests.simulators.conftest import BASE

WEBM = Recording("webm", b"\x1aE\xdf\xa3 sound")
SLOWEST_SECONDS = 30


@pytest.fixture
def gateway(theirs: ASGITransport) -> TranscriptionGateway:
    return TranscriptionGateway(
        base_url=f"{BASE}/speech/v1",
        key=SecretStr(""),
        model="whisper-1",
        who="simulated",
        patience_seconds=SLOWEST_SECONDS,
        transport=theirs,
    )


@pytest.fixture
def person(theirs: ASGITransport) -> AsyncClient:
    return AsyncClient(transport=theirs, base_url=BASE, headers={"accept-language": "en"})


async def turn(person: AsyncClient, **form: str) -> None:
    answer = await person.post("/speech/switches", data={"hearing": "usual", **form})
    assert answer.status_code == 303


async def test_it_hears_what_a_person_writes(
    gateway: TranscriptionGateway, person: AsyncClient
) -> None:
    unasked = await gateway.transcribe(WEBM, language="en")
    await turn(person, words="a blue mug")

    asked = await gateway.transcribe(WEBM, language="zh")

    page = await person.get("/speech")
    assert (unasked, asked) == ("teapot", "a blue mug")
    assert page.text.count("<td>audio/webm</td>") == 2
    assert 'value="a blue mug"' in page.text
    assert str(len(WEBM.audio)) in page.text


@pytest.mark.parametrize("hearing", ["rubbish", "full", "closed"])
async def test_it_fails_as_others_do(
    gateway: TranscriptionGateway, person: AsyncClient, hearing: str
) -> None:
    await turn(person, hearing=hearing)

    with pytest.raises(SpeechUnreachable) as refused:
        await gateway.transcribe(WEBM, language="zh")

    assert refused.value.message


async def test_it_can_make_out_nothing(gateway: TranscriptionGateway, person: AsyncClient) -> None:
    await turn(person, hearing="nothing", words="tea")

    assert await gateway.transcribe(WEBM, language="zh") == ""


async def test_another_site_cannot_turn_its_switches(person: AsyncClient) -> None:
    answer = await person.post(
        "/speech/switches",
        data={"hearing": "full"},
        headers={"sec-fetch-site": "cross-site"},
    )

    assert answer.status_code == 403
