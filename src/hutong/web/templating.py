"""How pages are written: one Jinja environment, compiled once, in the reader's language."""

from datetime import date as Day  # noqa: N812 - `date` is the filter here
from datetime import datetime
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime, get_timezone
from babel.numbers import format_decimal, get_currency_precision, get_currency_symbol
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hutong import content
from hutong.kernel import clock, i18n, texts
from hutong.kernel.actor import SYSTEM
from hutong.kernel.money import Money
from hutong.kernel.settings import Settings
from hutong.web.assets import Assets
from hutong.web.picture import Focus, Pictures

PACKAGE = Path(__file__).parents[1]
FORMATS = {
    "zh_CN": {"day": "y年M月d日", "short": "M月d日", "minute": "y-MM-dd HH:mm", "month": "y年M月"},
    "en": {"day": "d MMM y", "short": "d MMM", "minute": "d MMM y, HH:mm", "month": "MMMM y"},
}


def environment(chosen: Settings) -> Environment:
    """For the running shop: read again and again while it is written, once in production."""
    cdn = chosen.cdn_url
    return templates(Assets.load(cdn=cdn), reload=not chosen.production, cdn=cdn)


def templates(
    assets: Assets, *, focus: Focus | None = None, reload: bool = False, cdn: str = ""
) -> Environment:
    """Templates are named by their path in the package, such as web/page.html."""
    pictures = Pictures(cdn)
    written = Environment(
        loader=FileSystemLoader(PACKAGE),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=reload,
        cache_size=-1,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    written.install_gettext_callables(  # type: ignore[attr-defined]  # by the i18n extension
        i18n.gettext, i18n.ngettext, newstyle=True
    )
    written.globals |= {
        "asset": assets.drawing,
        "entry": assets.entry,
        "picture_url": pictures.url,
        "picture_srcset": pictures.srcset,
        "film_url": pictures.film_url,
        "picture_focus": (focus or Focus()).look,
    }
    written.filters |= {
        "money": money,
        "money_parts": money_parts,
        "date": date,
        "number": number,
        "text": text,
        "who": who,
        "spans": content.spans,
    }
    return written


def warm(environment: Environment) -> None:
    """Compile every template now: a broken one stops the start, not a shopper."""
    for name in environment.list_templates(extensions=["html"]):
        if not name.startswith("simulators/"):  # strangers have an environment of their own
            environment.get_template(name)


def money(value: Money) -> str:
    return "".join(money_parts(value))


def money_parts(value: Money) -> tuple[str, str, str]:
    """Sign, whole units and the rest, because a price shows them in two sizes."""
    digits, sign = _currency(value.currency)
    whole, rest = divmod(abs(value.minor), 10**digits)
    minus = "-" if value.minor < 0 else ""
    return minus + sign, f"{whole:,}", f".{rest:0{digits}d}" if digits else ""


@cache
def _currency(code: str) -> tuple[int, str]:
    """Digits of its minor unit, and its sign; looked up once, because a page has many prices."""
    return get_currency_precision(code), get_currency_symbol(code, locale="zh_CN")


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


def date(value: datetime | Day, style: str = "minute") -> str:
    """style: day | short | minute | month. A moment is told in the shop's time of day."""
    locale = i18n.current()
    pattern = FORMATS[locale][style]
    if not isinstance(value, datetime):
        return format_date(value, pattern, locale=_locale(locale))
    local = value.astimezone(clock.SHOP_ZONE)
    if style == "minute":
        zone = get_timezone(str(clock.SHOP_ZONE))
        return format_datetime(local, pattern, tzinfo=zone, locale=_locale(locale))
    return format_date(local.date(), pattern, locale=_locale(locale))


def who(name: str) -> str:
    """What the house does by itself has a name in each language."""
    return i18n.gettext("System") if name == SYSTEM.name else name


def number(value: int) -> str:
    return format_decimal(value, locale=_locale(i18n.current()))


def text(value: texts.Texts) -> str:
    return texts.pick(value)
