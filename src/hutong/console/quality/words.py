"""The words of what keeps goods right."""

from collections.abc import Mapping

from hutong.compliance import SUPPLIER
from hutong.console.kit import Label, Labels, Tone
from hutong.kernel import texts
from hutong.kernel.i18n import N_, gettext
from hutong.listing import About, Cause, Lack, Why

TROUBLES: Labels = {
    "blocking": Label(N_("Words that keep it off"), Tone.BAD),
    "warnings": Label(N_("Words to check"), Tone.WARN),
    "differences": Label(N_("Does not fit its SKUs"), Tone.WARN),
    "incomplete": Label(N_("Incomplete"), Tone.WARN),
    "held": Label(N_("On hold"), Tone.BAD),
}
LACKS: Mapping[str, str] = {
    "title": N_("Title"),
    "subtitle": N_("One line about it"),
    "description": N_("Description"),
    "description_short": N_("A longer description"),
    "picture": N_("Main picture"),
    "pictures_few": N_("Three pictures or more"),
    "picture_words": N_("Words for those who cannot see the picture"),
    "parameter": N_("Parameter"),
    "sku": N_("A SKU on sale"),
    "weight": N_("Weight of each SKU"),
    "barcode": N_("Barcode of each SKU"),
    "sku_picture": N_("Picture of each SKU"),
}
LANGUAGE = {"zh": N_("Chinese"), "en": N_("English")}
ABOUT: Mapping[About, str] = {
    About.CAPACITY: N_("Capacity"),
    About.SIZE: N_("Size"),
    About.COLOUR: N_("Colour"),
    About.MATERIAL: N_("Material"),
    About.WEIGHT: N_("Weight"),
    About.LANGUAGES: N_("The two languages"),
    About.PICTURE: N_("Picture of a colour"),
}
WAYS: Labels = {
    "on": Label(N_("On sale"), Tone.GOOD),
    "off": Label(N_("Off sale"), Tone.WARN),
}
CAUSES: Labels = {
    Cause.PERSON: Label(N_("By hand")),
    Cause.UNDO: Label(N_("Undone")),
    Cause.HOLD: Label(N_("On hold"), Tone.BAD),
    Cause.RELEASE: Label(N_("Released")),
    Cause.APPOINTMENT: Label(N_("By appointment")),
    Cause.SOLD_OUT: Label(N_("Sold out for long")),
    Cause.IN_STOCK: Label(N_("In stock again")),
    Cause.SEASON: Label(N_("Season")),
    Cause.PAPERS: Label(N_("Papers expired"), Tone.BAD),
    Cause.INSPECTION: Label(N_("Failed its inspection"), Tone.BAD),
    Cause.REVIEW: Label(N_("Failed its review"), Tone.BAD),
}
WHYS: Labels = {
    Why.WORDS: Label(N_("The lists were changed")),
    Why.CATEGORIES: Label(N_("Categories were changed")),
    Why.ASKED: Label(N_("Somebody asked")),
    Why.OPENING: Label(N_("The shop opened")),
}
SCANS: Labels = {
    "waiting": Label(N_("Waiting"), Tone.WARN),
    "running": Label(N_("Running"), Tone.INFO),
    "ended": Label(N_("Done"), Tone.GOOD),
}
FIELDS: Mapping[str, str] = {
    "title": N_("Title"),
    "subtitle": N_("One line about it"),
    "description": N_("Description"),
    "parameters": N_("Parameters"),
    "specs": N_("Specifications"),
    "pictures": N_("Words of pictures"),
    "supplier": N_("Supplier"),
    "supplier_number": N_("Supplier's identity number"),
    "maker": N_("Maker"),
    "maker_address": N_("Maker's address"),
}


def lack_told(lack: Lack) -> str:
    """Such as "Title (English)" or "Parameter: Capacity"."""
    words = gettext(LACKS[lack.code])
    if lack.name:
        return f"{words}{gettext(': ')}{texts.pick(lack.name)}"
    language = LANGUAGE.get(lack.field.rpartition("_")[2])
    return f"{words} ({gettext(language)})" if language else words


def field_told(path: str) -> str:
    """ "title.en" as "Title (English)"."""
    place, _, rest = path.partition(".")
    language = LANGUAGE.get(rest.rpartition(".")[2])
    words = gettext(FIELDS.get(place, place))
    return f"{words} ({gettext(language)})" if language else words


def anchor(path: str) -> str:
    """Where in the product's form that field is written."""
    place, _, rest = path.partition(".")
    if place in {"title", "subtitle", "description"}:
        return f"{place}_{rest}"
    if place in SUPPLIER:
        return place
    return {"parameters": "parameters", "pictures": "uploads"}.get(place, "matrix")


def cause_told(cause: Cause, says: Mapping[str, str | int]) -> str:
    """The cause, with what explains it."""
    words = gettext(CAUSES[cause].title)
    if cause is Cause.INSPECTION and says.get("number"):
        return f"{words}{gettext(': ')}{says['number']} {says.get('batch', '')}".rstrip()
    if cause in {Cause.HOLD, Cause.REVIEW} and says.get("reason"):
        return f"{words}{gettext(': ')}{says['reason']}"
    if cause is Cause.SOLD_OUT and "days" in says:
        return gettext("Sold out for {days} days").format(days=says["days"])
    return words
