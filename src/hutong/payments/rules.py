"""Which ways of paying suit a shopper, and which one to offer first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hutong.payments.gateway import Gateways, Method


class Device(StrEnum):
    """What the shopper holds, as far as it decides how one can pay."""

    DESKTOP = "desktop"
    PHONE = "phone"
    WECHAT = "wechat"  # the browser inside WeChat
    ALIPAY = "alipay"  # the browser inside Alipay
    MINI_PROGRAM = "mini_program"
    APP = "app"


SUITS: dict[Device, Sequence[Method]] = {
    Device.DESKTOP: (Method.QR, Method.PAGE),
    Device.PHONE: (Method.WAP,),
    Device.WECHAT: (Method.JSAPI, Method.WAP),
    Device.ALIPAY: (Method.WAP,),
    Device.MINI_PROGRAM: (Method.JSAPI,),
    Device.APP: (Method.APP,),
}
SHUT_OUT = {Device.WECHAT: "alipay", Device.ALIPAY: "wechat"}  # neither opens inside the other


@dataclass(frozen=True)
class Offer:
    provider: str
    method: Method


def offers(gateways: Gateways, device: Device) -> list[Offer]:
    """One for each provider that can be used there, by the method that suits best."""
    found = []
    for gateway in gateways.values():
        method = next((each for each in SUITS[device] if each in gateway.methods), None)
        if method is not None and gateway.name != SHUT_OUT.get(device):
            found.append(Offer(gateway.name, method))
    return found


def preferred(
    offered: Sequence[Offer], *, device: Device, last: str | None, unwell: Collection[str]
) -> Offer | None:
    """The one that is chosen beforehand.

    A provider whose last few payments could not even be started is passed over while there is
    another. Inside a wallet's own browser that wallet comes first, since its shopper need only
    confirm. Else it is what this member paid with last, and for newcomers the first of the list.
    """
    well = [each for each in offered if each.provider not in unwell] or offered
    for name in (device.value, last):
        for each in well:
            if each.provider == name:
                return each
    return well[0] if well else None
