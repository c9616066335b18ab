"""Words that staff write for shoppers, in every language of the shop."""

from collections.abc import Mapping

from sqlalchemy.dialects.postgresql import JSONB

from hutong.kernel import i18n

Texts = dict[str, str]
"""Language ("zh", "en") to words. Chinese is always there; the others fall back to it."""

TEXTS = JSONB(none_as_null=True)
FALLBACK = "zh"
LANGUAGES = ("zh", "en")


def pick(texts: Mapping[str, str], locale: str | None = None) -> str:
    """The words in the reader's language, in Chinese where they are missing."""
    language = (locale or i18n.current()).partition("_")[0]
    return texts.get(language) or texts.get(FALLBACK, "")
