"""Somebody says what they are looking for. Microphone, recogniser and the service outside are
played; everything between them is the shop's own."""

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e import steps
from tests.e2e.conftest import check_accessibility
from tests.e2e.looking import SMALLEST, too_wide
from tests.e2e.shop import Shop

pytestmark = pytest.mark.browser

RECOGNISES = """
window.ears = [];
window.SpeechRecognition = class {
  start() { window.ears.push(this); }
  stop() { this.onend(); }
  abort() { window.ears.pop(); }
};
"""
SAYS = """words => {
  const [ear] = window.ears;
  ear.onresult({ results: [Object.assign([{ transcript: words }], { isFinal: true })] });
  ear.onend();
}"""
FAILS = "trouble => { const [ear] = ears; ear.onerror({ error: trouble }); ear.onend(); }"
RECORDS = """
delete window.SpeechRecognition;
delete window.webkitSpeechRecognition;
window.open_microphones = 0;
navigator.mediaDevices.getUserMedia = async () => {
  window.open_microphones += 1;
  return { getTracks: () => [{ stop: () => { window.open_microphones -= 1; } }] };
};
window.MediaRecorder = class {
  static isTypeSupported() { return true; }
  constructor(_sound, { mimeType }) { this.mimeType = mimeType; this.state = "inactive"; }
  start() { this.state = "recording"; }
  stop() {
    this.state = "inactive";
    this.ondataavailable({ data: new Blob([new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, 1, 2])]) });
    this.onstop();
  }
};
"""


@pytest.fixture
async def service(shop: Shop) -> AsyncIterator[list[bytes]]:
    """Where the simulators would be: hears a mug in everything."""
    heard: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
        heard.append(await reader.readexactly(length))
        body = json.dumps({"text": "马克杯。"}).encode()
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(body)
        )
        writer.write(body)
        await writer.drain()
        writer.close()

    port = (urlsplit(shop.url).port or 0) + 1
    async with await asyncio.start_server(answer, "localhost", port):
        yield heard


def microphone(page: Page) -> Locator:
    return page.get_by_role("button", name="语音搜索")


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="语音搜索")


async def agree(page: Page) -> None:
    await microphone(page).click()
    await dialog(page).get_by_role("button", name="同意并开始说话").click()


async def test_what_the_browser_hears_is_searched(pc: Page) -> None:
    await pc.add_init_script(RECOGNISES)
    await pc.goto("/")
    await microphone(pc).click()
    await expect(dialog(pc)).to_contain_text("由您的浏览器转成文字")
    await check_accessibility(pc)

    await dialog(pc).get_by_role("button", name="同意并开始说话").click()
    await expect(dialog(pc).get_by_role("status")).to_have_text("正在听，请说出想找的商品。")
    await check_accessibility(pc)
    assert await pc.evaluate("ears[0].lang") == "zh-CN"
    await pc.evaluate(SAYS, "马克杯。")

    await expect(pc.get_by_role("heading", level=1)).to_contain_text("马克杯")
    await expect(steps.search_box(pc)).to_have_value("马克杯")


async def test_consent_is_asked_once_on_a_device_and_escape_ends_the_listening(pc: Page) -> None:
    await pc.add_init_script(RECOGNISES)
    await pc.goto("/")
    await agree(pc)
    await pc.keyboard.press("Escape")
    await expect(dialog(pc)).to_be_hidden()
    assert await pc.evaluate("ears.length") == 0

    await pc.goto("/c/kitchen")
    await microphone(pc).click()

    await expect(dialog(pc).get_by_role("button", name="说完了")).to_be_focused()
    assert await pc.evaluate("ears.length") == 1
    await dialog(pc).get_by_role("button", name="说完了").click()
    await expect(dialog(pc).get_by_role("status")).to_contain_text("没有听到声音")


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("trouble", ["network", "service-not-allowed", "audio-capture"])
async def test_a_recogniser_that_cannot_leaves_it_to_the_shop(pc: Page, trouble: str) -> None:
    await pc.add_init_script(RECORDS + RECOGNISES)
    await pc.goto("/")
    await agree(pc)

    await pc.evaluate(FAILS, trouble)

    await expect(dialog(pc)).to_contain_text("转成文字。录音不会保存")
    await dialog(pc).get_by_role("button", name="同意并开始说话").click()
    await dialog(pc).get_by_role("button", name="说完了").click()
    await expect(steps.search_box(pc)).to_have_value("马克杯")


async def test_a_recording_becomes_a_search(phone: Page, service: list[bytes]) -> None:
    await phone.add_init_script(RECORDS)
    await phone.goto("/")
    await agree(phone)
    await expect(dialog(phone).get_by_role("status")).to_contain_text("正在听")
    assert await phone.evaluate("open_microphones") == 1

    await dialog(phone).get_by_role("button", name="说完了").click()

    await expect(phone.get_by_role("heading", level=1)).to_contain_text("马克杯")
    assert b"\x1a\x45\xdf\xa3\x01\x02" in service[0]
    assert b'name="language"\r\n\r\nzh' in service[0]


async def test_a_recording_that_is_left_goes_nowhere(phone: Page, service: list[bytes]) -> None:
    await phone.add_init_script(RECORDS)
    await phone.goto("/")
    await agree(phone)
    await expect(dialog(phone).get_by_role("status")).to_contain_text("正在听")

    await phone.keyboard.press("Escape")

    await expect(dialog(phone)).to_be_hidden()
    await phone.wait_for_function("open_microphones === 0")
    assert service == []


async def test_a_service_that_is_away_is_told_in_words(phone: Page) -> None:
    await phone.set_viewport_size(SMALLEST)
    await phone.add_init_script(RECORDS)
    await phone.goto("/?lang=en")
    await phone.get_by_role("button", name="Search by voice").click()
    assert await too_wide(phone) == []
    await phone.get_by_role("button", name="Agree and speak").click()
    await phone.get_by_role("button", name="That is all").click()

    said = phone.get_by_role("dialog").get_by_role("status")

    await expect(said).to_contain_text("cannot be recognised right now")
    await expect(phone.get_by_role("button", name="Speak again")).to_be_focused()
    await check_accessibility(phone)
    await phone.wait_for_function("open_microphones === 0")


async def test_a_browser_that_can_do_neither_shows_no_microphone(pc: Page) -> None:
    await pc.add_init_script(RECORDS + "delete window.MediaRecorder;")

    await pc.goto("/")

    await expect(steps.search_box(pc)).to_be_visible()
    await expect(pc.locator("[data-say]")).to_be_hidden()


async def test_without_script_there_is_no_microphone(without_script: Page) -> None:
    await without_script.goto("/")

    await expect(steps.search_box(without_script)).to_be_visible()
    await expect(without_script.locator("[data-say]")).to_be_hidden()
