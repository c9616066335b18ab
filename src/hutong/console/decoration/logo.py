"""The sign of a shop or a brand, as a form types it."""

from hutong import content
from hutong.console.kit import Deed, PartField, Posted
from hutong.kernel.i18n import N_, gettext


async def receive_logo(deed: Deed, posted: Posted) -> None:
    """The upload goes into the media library first: it is still there if the form comes back."""
    files = posted.files("logo-file")
    uploads = [(each.file.read(), {"zh": gettext("Logo")}) for each in files[:1]]
    put = await content.put_pictures(deed.session, uploads, media_dir=deed.settings.media_dir)
    for picture in put:
        posted.add("logo", picture.key)


def _logo(posted: Posted) -> str:
    told = posted.many("logo")
    return "" if posted.one("logo-gone") == "1" or not told else told[-1]


LOGO = PartField(
    name="logo",
    title=N_("Logo"),
    template="console/decoration/_logo.html",
    parse=_logo,
    echo=_logo,
)
