"""Apps and mini-programs pay through the JSON API with what their provider's SDK is to be given."""

import base64

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import payments
from hutong.members import Member
from hutong.simulators.desk import Desk
from tests.api.conftest import calling, token_of
from tests.make import trade


async def test_a_mini_program_gets_the_signed_call_that_wechat_wants(
    app: Litestar,
    session: AsyncSession,
    member: Member,
    desk: Desk,
    gateways: payments.Gateways,
) -> None:
    order = await trade.order(session, member_id=member.id)
    asked = {"provider": "wechat", "method": "jsapi", "payer": "o-123"}
    async with calling(app, await token_of(session, member)) as api:
        ways = (await api.get("/payment-methods", params={"device": "mini_program"})).json()
        started = await api.post(
            f"/orders/{order.number}/payment",
            json=asked,
            headers={"idempotency-key": "key-00000001"},
        )

    assert ways == [{"provider": "wechat", "method": "jsapi", "preferred": True}]
    assert started.status_code == 201, started.text
    call = started.json()["invoke"]
    lines = (call["appId"], call["timeStamp"], call["nonceStr"], call["package"])
    desk.keys.merchant_key("wechat/apiclient_cert.pem").verify(
        base64.b64decode(call["paySign"]),
        "".join(f"{line}\n" for line in lines).encode(),
        PKCS1v15(),
        SHA256(),
    )


async def test_a_method_that_the_provider_does_not_have_is_refused(
    app: Litestar, session: AsyncSession, member: Member, gateways: payments.Gateways
) -> None:
    order = await trade.order(session, member_id=member.id)
    async with calling(app, await token_of(session, member)) as api:
        answers = [
            await api.post(
                f"/orders/{order.number}/payment",
                json=asked,
                headers={"idempotency-key": f"key-0000000{number}"},
            )
            for number, asked in enumerate(
                ({"provider": "unionpay", "method": "jsapi"}, {"provider": "paypal"})
            )
        ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("not offered" in answer.text for answer in answers)
