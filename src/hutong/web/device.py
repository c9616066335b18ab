"""What a browser says it runs on. It decides what is offered, never what is allowed."""

import re
from typing import Any

from litestar import Request
from litestar.datastructures import State

from hutong.payments import Device

PHONES = re.compile(r"Mobile|Android|iPhone|HarmonyOS", re.IGNORECASE)


def paying_device(request: Request[Any, Any, State]) -> Device:
    agent = request.headers.get("user-agent", "")
    if "MicroMessenger" in agent:
        return Device.WECHAT
    if "AlipayClient" in agent:
        return Device.ALIPAY
    return Device.PHONE if PHONES.search(agent) else Device.DESKTOP
