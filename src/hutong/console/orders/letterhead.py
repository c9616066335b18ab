"""What stands at the head of every printed paper: the shop's sign, its name and its colour."""

from dataclasses import dataclass
from pathlib import Path

from fpdf import FPDF

from hutong import content, decoration
from hutong.console.kit import Deed
from hutong.kernel import texts

LOGO_WIDTH = 640
LOGO_HEIGHT, LOGO_WIDEST = 9, 60  # mm
LINE = 0.8
BLACK = 0


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Without a picture of its own the shop signs with its name alone."""

    name: str
    logo: Path | None
    colour: tuple[int, int, int]


async def letterhead(deed: Deed) -> Letterhead:
    brand = await decoration.brand(deed.session)
    logo = content.picture_path(deed.settings.media_dir, brand.logo, LOGO_WIDTH)
    red, green, blue = (int(brand.primary[at : at + 2], 16) for at in (1, 3, 5))
    return Letterhead(texts.pick(brand.name), logo, (red, green, blue))


def draw(paper: FPDF, head: Letterhead) -> None:
    """The colour along the upper edge, the sign below it; the name comes next."""
    paper.set_fill_color(*head.colour)
    paper.rect(0, 0, paper.w, LINE * 2, style="F")
    paper.set_fill_color(BLACK)
    if head.logo is not None:
        top = paper.get_y()
        paper.image(
            head.logo, x=paper.l_margin, y=top, w=LOGO_WIDEST, h=LOGO_HEIGHT, keep_aspect_ratio=True
        )
        paper.set_y(top + LOGO_HEIGHT + 2)
