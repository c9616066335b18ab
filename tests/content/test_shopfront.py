import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content
from hutong.content import Shopfront, Slide
from hutong.kernel.actor import SYSTEM
from hutong.kernel.errors import Invalid


def a_shopfront(*, leads_to: str = "/c/cups") -> Shopfront:
    words = {"zh": "巷里", "en": "Xiangli"}
    slide = Slide(title=words, line=words, picture="a" * 16, url=leads_to)
    return Shopfront(name=words, slogan=words, description=words, slides=(slide,))


async def test_what_staff_save_is_what_shoppers_see(session: AsyncSession) -> None:
    await content.save_shopfront(session, a_shopfront(), by=SYSTEM)
    await content.save_shopfront(session, a_shopfront(leads_to="/c/vases"), by=SYSTEM)

    shown = await content.shopfront(session)

    assert shown == a_shopfront(leads_to="/c/vases")


async def test_a_shop_without_words_still_has_a_name(session: AsyncSession) -> None:
    assert (await content.shopfront(session)).name["zh"]


@pytest.mark.parametrize("url", ["https://elsewhere.test/", "//elsewhere.test", "c/cups"])
async def test_a_slide_never_leads_to_another_site(session: AsyncSession, url: str) -> None:
    with pytest.raises(Invalid) as refused:
        await content.save_shopfront(session, a_shopfront(leads_to=url), by=SYSTEM)

    assert [problem.field for problem in refused.value.problems] == ["slides.0.url"]
