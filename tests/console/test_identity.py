"""Staff set what the brand looks like, see whether it can be read, and go back to what it was."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, content, decoration
from hutong.access import TrailFilter
from hutong.console.orders import slips
from hutong.decoration import Brand
from hutong.kernel.actor import SYSTEM
from hutong.kernel.settings import Settings
from tests.console.conftest import Staffed
from tests.console.trading import Trading
from tests.make import goods as make

SENT = {
    "name_zh": "巷口",
    "name_en": "Alley",
    "primary": "#2B6A57",
    "accent": "#8a1f5c",
    "font": "serif",
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


async def test_a_logo_goes_into_the_library_and_the_brand_is_worn(
    staffed: Staffed, session: AsyncSession
) -> None:
    browser = await staffed()

    answer = await browser.post(
        "/console/identity/new",
        data=SENT,
        files={"logo-file": ("logo.png", make.photo("navy", width=40), "image/png")},
    )

    brand = await decoration.brand(session)
    assert answer.status_code == 303
    assert (brand.primary, brand.name["zh"]) == ("#2b6a57", "巷口")
    assert len(brand.logo) == 32
    lines = await access.trail(session, TrailFilter(object_type="decoration_brand"))
    assert [line.action for line in lines] == ["decoration.save_brand"]


async def test_a_drawing_that_could_run_scripts_is_no_logo(
    staffed: Staffed, session: AsyncSession
) -> None:
    browser = await staffed()

    answer = await browser.post(
        "/console/identity/new",
        data=SENT,
        files={"logo-file": ("logo.svg", SVG, "image/svg+xml")},
    )

    assert answer.status_code == 422
    assert "This is not a JPEG, PNG or WebP picture." in answer.text
    assert (await decoration.brand(session)).logo == ""


async def test_a_colour_that_cannot_be_read_is_refused_beside_its_field(
    staffed: Staffed, session: AsyncSession
) -> None:
    browser = await staffed()

    answer = await browser.post("/console/identity/new", data={**SENT, "primary": "#ff9933"})
    part = await browser.get("/console/identity/contrast", params={"primary": "#ff9933"})

    none = await browser.get("/console/identity/contrast", params={"primary": ""})

    nearest = decoration.reading("#ff9933").nearest
    assert "contrast__words" in part.text
    assert "contrast__words" not in none.text
    assert answer.status_code == 422
    assert nearest in answer.text
    assert f'data-colour="{nearest}"' in part.text


async def test_an_earlier_version_is_worn_again(staffed: Staffed, session: AsyncSession) -> None:
    first = await decoration.save_brand(session, Brand(name=make.words("巷口")), by=SYSTEM)
    await decoration.save_brand(session, Brand(name=make.words("街角")), by=SYSTEM)
    browser = await staffed()

    answer = await browser.post(f"/console/identity/{first.id}/wear-again", data={"answered": "1"})

    assert answer.status_code == 303
    assert (await decoration.brand(session)).name["zh"] == "巷口"


async def test_the_form_leads_to_a_look_at_the_shop(staffed: Staffed) -> None:
    browser = await staffed()

    form = await browser.get("/console/identity/new")
    look = await browser.get("/console/identity/preview", params={"primary": "#2b6a57"})

    assert "frame-src 'self'" in form.headers["content-security-policy"]
    assert look.status_code == 303
    assert "brand=1&" in look.headers["location"] or "&brand=1" in look.headers["location"]


async def test_who_may_only_look_changes_nothing(staffed: Staffed) -> None:
    browser = await staffed("decoration.view")

    shown = await browser.get("/console/identity")
    answers = [
        await browser.post("/console/identity/new", data=SENT),
        await browser.get("/console/identity/preview"),
        await browser.get("/console/identity/contrast"),
    ]

    assert shown.status_code == 200
    assert [answer.status_code for answer in answers] == [403, 403, 403]


async def test_packing_slips_bear_the_logo(
    staffed: Staffed, session: AsyncSession, trading: Trading, settings: Settings
) -> None:
    if not slips.FONT.is_file():
        pytest.skip("the font for printing is not built: python -m tools.print_font")
    browser = await staffed()
    asked = {"row": [trading.paid.number]}
    plain = await browser.post("/console/orders/do/packing-slips", data=asked)
    put = await content.put_picture(
        session, make.photo("navy"), alt={}, media_dir=settings.media_dir
    )
    await decoration.save_brand(session, Brand(name=make.words("巷口"), logo=put.key), by=SYSTEM)

    answer = await browser.post("/console/orders/do/packing-slips", data=asked)

    assert b"/Subtype /Image" in answer.content
    assert b"/Subtype /Image" not in plain.content
