"""The media library in words: kinds, where something is shown, how large a file is."""

from collections.abc import Mapping

from hutong.console.kit import Label, Labels, Tone
from hutong.kernel.i18n import N_, gettext

SHOWN: Labels = {
    "picture": Label(N_("All pictures")),
    "film": Label(N_("All films")),
    "unused": Label(N_("Shown nowhere"), Tone.WARN),
    "removed": Label(N_("Taken out"), Tone.BAD),
}
KINDS: Labels = {
    "picture": Label(N_("Picture")),
    "film": Label(N_("Film"), Tone.INFO),
}
PLACES: Mapping[str, tuple[str, str]] = {  # what it is, and where it is looked at
    "product": (N_("Product"), "/console/products/{id}"),
    "category": (N_("Category"), "/console/categories/{id}/edit"),
    "brand": (N_("Brand"), "/console/brands/{id}/edit"),
    "page": (N_("Shop page"), "/console/pages/{id}/design"),
    "version": (N_("Published version of a page"), "/console/pages/{id}/design"),
    "theme": (N_("Theme"), "/console/themes/{id}/edit"),
    "identity": (N_("Brand image of the shop"), "/console/identity"),
    "article": (N_("Article of help"), "/console/articles/{id}/edit"),
    "film": (N_("Poster of a film"), "/console/media/{id}"),
}
KILO = 1024


def size(count: int) -> str:
    """Of a file, in whole kilobytes, from ten thousand of them on in megabytes."""
    if count == 0:
        return ""
    kilobytes = -(-count // KILO)
    if kilobytes < 10 * KILO:
        return gettext("{count} KB").format(count=kilobytes)
    return gettext("{count} MB").format(count=-(-kilobytes // KILO))
