"""What search engines are told of a page, where staff say nothing else."""

from hutong import content
from hutong.content import BlockKind
from hutong.web.frame import shortened


def words_of_product(title: str, subtitle: str, description: str) -> str:
    """Its subtitle and the first words of its description, or its title."""
    blocks = content.blocks(description)
    told = next((each.lines for each in blocks if each.kind is BlockKind.PARAGRAPH), ())
    return shortened(" · ".join(filter(None, (subtitle, *told))) or title)


def words_of_category(name: str, blurb: str) -> str:
    return shortened(blurb) or name
