"""The words and colours of goods."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import Badge, CategoryNode, ProductState
from hutong.console.kit import Label, Labels, Option, Tone
from hutong.kernel import texts
from hutong.kernel.i18n import N_

LEVELS = 9

PRODUCT_STATES: Labels = {
    ProductState.LISTED: Label(N_("On sale"), Tone.GOOD),
    ProductState.DRAFT: Label(N_("Draft"), Tone.WARN),
    ProductState.DELISTED: Label(N_("Off sale")),
}
BADGES: Labels = {
    Badge.DAILY_PICK: Label(N_("Daily pick")),
    Badge.HIT: Label(N_("Much liked")),
    Badge.NEW: Label(N_("New goods")),
}
SALE: Labels = {
    "active": Label(N_("On sale"), Tone.GOOD),
    "inactive": Label(N_("Off sale")),
}


async def categories_by_slug(session: AsyncSession) -> Sequence[Option]:
    tree = await catalog.category_tree(session, levels=LEVELS, hidden=True)
    return [Option(node.slug, texts.pick(node.name), depth) for node, depth in flat(tree)]


async def categories_by_id(session: AsyncSession) -> Sequence[Option]:
    tree = await catalog.category_tree(session, levels=LEVELS, hidden=True)
    return [Option(str(node.id), texts.pick(node.name), depth) for node, depth in flat(tree)]


def flat(nodes: Sequence[CategoryNode], depth: int = 0) -> list[tuple[CategoryNode, int]]:
    """The tree from the top down, each with its depth."""
    return [each for node in nodes for each in [(node, depth), *flat(node.children, depth + 1)]]
