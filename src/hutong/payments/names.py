"""The providers as people call them."""

from collections.abc import Mapping

from hutong.kernel.i18n import N_, gettext

NAMES: Mapping[str, str] = {
    "wechat": N_("WeChat Pay"),
    "alipay": N_("Alipay"),
    "unionpay": N_("UnionPay"),
    "sandbox": N_("Sandbox cashier"),
}


def provider_name(provider: str) -> str:
    """In the reader's language; one that has no name there is called as we call it."""
    return gettext(NAMES[provider]) if provider in NAMES else provider
