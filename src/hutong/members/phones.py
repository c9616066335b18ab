"""Mobile numbers of the mainland: however they are typed, one form is stored."""

import re
import unicodedata

from hutong.kernel.i18n import _

MOBILE = re.compile(r"1[3-9][0-9]{9}")
LENGTH = 11
_WRITTEN_AROUND = re.compile(r"[\s\-.()_\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_COUNTRY = re.compile(r"(?:\+|00)?86")


def normalise(text: str) -> str | None:
    """Eleven digits, or None when it cannot be a mobile number.

    Full-width digits, spaces, hyphens and +86 are what people paste; they say nothing.
    """
    digits = tidy(text)
    return digits if MOBILE.fullmatch(digits) else None


def tidy(text: str) -> str:
    """What was typed without the decoration, right or wrong."""
    plain = _WRITTEN_AROUND.sub("", unicodedata.normalize("NFKC", text))
    country = _COUNTRY.match(plain)
    if country and len(plain) - country.end() == LENGTH:
        return plain[country.end() :]
    return plain


def problem(text: str) -> str:
    """What is wrong with a number that cannot be one."""
    typed = tidy(text)
    if not typed:
        return _("Please enter a mobile number.")
    if typed.isdigit() and len(typed) != LENGTH:
        message = _("A mobile number has {right} digits, this one has {count}.")
        return message.format(right=LENGTH, count=len(typed))
    return _("Please enter a mobile number of mainland China.")


def masked(phone: str) -> str:
    """138****5678: enough for its owner to know it, too little for anyone else."""
    return f"{phone[:3]}****{phone[-4:]}"
