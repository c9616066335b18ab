"""What a device is called in a list, from what its browser says of itself."""

from hutong.kernel.i18n import N_, _

PROGRAMS = (  # the first that fits: most browsers also name the ones they resemble
    ("MicroMessenger", N_("WeChat")),
    ("AliApp", N_("Alipay")),
    ("DingTalk", N_("DingTalk")),
    ("HuaweiBrowser", N_("Huawei Browser")),
    ("MiuiBrowser", N_("Xiaomi Browser")),
    ("QQBrowser", N_("QQ Browser")),
    ("UCBrowser", N_("UC Browser")),
    ("SamsungBrowser", N_("Samsung Internet")),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """Chrome · Windows; what is not known is left out."""
    program = next((_(name) for sign, name in PROGRAMS if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return " · ".join(filter(None, (program, system))) or _("Unknown device")
