"""The pay page with the providers as their simulators play them."""

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.members import Member
from tests.make import trade

WECHAT_BROWSER = {"user-agent": "Mozilla/5.0 (Linux; Android 14) Mobile MicroMessenger/8.0"}
CHINESE = {"accept-language": "zh-CN"}


async def test_inside_wechat_the_shopper_is_recognised_and_pays_where_they_are(
    shopper: AsyncClient,
    session: AsyncSession,
    member: Member,
    gateways: payments.Gateways,
) -> None:
    order = await trade.order(session, member_id=member.id)
    page = await shopper.get(f"/pay/{order.number}", headers=WECHAT_BROWSER)
    assert 'value="wechat" checked' in page.text
    assert "alipay" not in page.text

    asked = await shopper.post(
        f"/pay/{order.number}", data={"provider": "wechat"}, headers=WECHAT_BROWSER
    )
    there = asked.headers["location"]
    assert "/connect/oauth2/authorize?" in there
    assert "snsapi_base" in there
    back = f"/pay/{order.number}/recognised/wechat"
    refused = await shopper.get(f"{back}?code=", headers=WECHAT_BROWSER)
    known = await shopper.get(f"{back}?code=abc", headers=WECHAT_BROWSER)

    assert refused.status_code == 303
    assert known.headers["location"] == f"/pay/{order.number}/onward"
    sheet = await shopper.get(known.headers["location"], headers=WECHAT_BROWSER)
    assert "paySign" in sheet.text
    assert "prepay_id=" in sheet.text
    elsewhere = await shopper.get(f"/pay/{order.number}/recognised/alipay?code=1")
    assert elsewhere.headers["location"] == f"/pay/{order.number}"


async def test_digital_renminbi_is_named_where_the_provider_carries_it(
    shopper: AsyncClient, session: AsyncSession, member: Member, gateways: payments.Gateways
) -> None:
    order = await trade.order(session, member_id=member.id)

    page = await shopper.get(f"/pay/{order.number}", headers=CHINESE)
    gateways["unionpay"].ecny = False  # type: ignore[attr-defined]
    without = await shopper.get(f"/pay/{order.number}", headers=CHINESE)

    assert "数字人民币" in page.text
    assert "数字人民币" not in without.text
