"""Every address of the member's own pages."""

from litestar.types import ControllerRouterHandler

from hutong.storefront.account import (
    centre,
    devices,
    inbox,
    password,
    phone,
    preferences,
    profile,
)
from hutong.storefront.account.addresses import pages as addresses

ROUTES: list[ControllerRouterHandler] = [
    centre.show,
    profile.show,
    profile.save,
    password.show,
    password.send_code,
    password.save,
    phone.show,
    phone.send_code,
    phone.save,
    devices.show,
    devices.end,
    devices.end_others,
    inbox.show,
    inbox.mark_read,
    preferences.show,
    preferences.speak,
    preferences.be_known,
    preferences.take_away,
    *addresses.ROUTES,
]
