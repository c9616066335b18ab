"""The pictures of a product, as a form types them."""

from collections.abc import Sequence
from dataclasses import dataclass

from hutong import content
from hutong.catalog import PictureDraft, ProductSheet
from hutong.console.kit import Deed, Posted
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext

PICTURES_MAX = 20
ORDER_DIGITS = 5
BOTH = ("zh", "en")
Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class PictureTyped:
    key: str
    alt: Words
    order: str
    gone: bool = False


def pictures_of(sheet: ProductSheet | None) -> Sequence[PictureTyped]:
    return [
        PictureTyped(each.key, _both(each.alt), str(place))
        for place, each in enumerate(sheet.pictures if sheet else (), start=1)
    ]


def pictures_typed(posted: Posted) -> Sequence[PictureTyped]:
    keys = list(dict.fromkeys(posted.many("picture")))[:PICTURES_MAX]
    return [
        PictureTyped(
            key,
            _words(posted, f"picture-{key}"),
            posted.one(f"picture-{key}-order") or str(place),
            posted.one(f"picture-{key}-gone") == "1",
        )
        for place, key in enumerate(keys, start=1)
    ]


def pictures_read(posted: Posted) -> tuple[PictureDraft, ...]:
    """In the order that was typed; what is no number keeps its place."""
    kept = [each for each in pictures_typed(posted) if not each.gone]
    ordered = sorted(enumerate(kept), key=lambda pair: (_order(pair[1].order, pair[0]), pair[0]))
    return tuple(PictureDraft(key=each.key, alt=_told(each.alt)) for _, each in ordered)


async def receive_pictures(deed: Deed, posted: Posted) -> None:
    """Uploads go into the media library first: they are still there if the form comes back."""
    files = posted.files("uploads")
    if len(files) > PICTURES_MAX:
        words = gettext("At most {max} of these.").format(max=PICTURES_MAX)
        raise Invalid([Problem("pictures", words)])
    alt = {"zh": posted.one("title_zh"), "en": posted.one("title_en")}
    uploads = [(each.file.read(), _told(alt)) for each in files]
    if not uploads:
        return
    put = await content.put_pictures(deed.session, uploads, media_dir=deed.settings.media_dir)
    for picture in put:
        posted.add("picture", picture.key)
        for language in BOTH:
            posted.add(f"picture-{picture.key}-{language}", alt[language])


def _order(typed: str, otherwise: int) -> int:
    short = typed.isdecimal() and typed.isascii() and len(typed) <= ORDER_DIGITS
    return int(typed) if short else otherwise


def _words(posted: Posted, name: str) -> Words:
    return {language: posted.one(f"{name}-{language}") for language in BOTH}


def _both(words: Words) -> Words:
    return {language: words.get(language, "") for language in BOTH}


def _told(words: Words) -> Words:
    return {language: each for language, each in words.items() if each}
