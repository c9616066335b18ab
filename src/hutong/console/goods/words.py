"""The words and colours of goods."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog
from hutong.catalog import CategoryNode, ProductKind, ProductState, Sourcing
from hutong.console.kit import Label, Labels, Option, Tone
from hutong.kernel import texts
from hutong.kernel.i18n import N_

LEVELS = 9
INDENT = "\N{IDEOGRAPHIC SPACE}\N{IDEOGRAPHIC SPACE}"

PRODUCT_STATES: Labels = {
    ProductState.LISTED: Label(N_("On sale"), Tone.GOOD),
    ProductState.DRAFT: Label(N_("Draft"), Tone.WARN),
    ProductState.DELISTED: Label(N_("Off sale")),
}
PRODUCT_KINDS: Labels = {
    ProductKind.GOODS: Label(N_("Goods, sent in a parcel")),
    ProductKind.SERVICE: Label(N_("A service, had by a code"), Tone.INFO),
}
SOURCINGS: Labels = {
    Sourcing.OWN_BRAND: Label(N_("Own brand"), Tone.GOOD),
    Sourcing.EXCLUSIVE: Label(N_("Exclusive agency"), Tone.INFO),
}
SALE: Labels = {
    "active": Label(N_("On sale"), Tone.GOOD),
    "inactive": Label(N_("Off sale")),
}
COMPLETENESS: Labels = {
    "90": Label(N_("Below 90")),
    "75": Label(N_("Below 75")),
    "50": Label(N_("Below 50")),
}


async def categories_by_slug(session: AsyncSession) -> Sequence[Option]:
    tree = await catalog.category_tree(session, levels=LEVELS, hidden=True)
    return [Option(node.slug, texts.pick(node.name), depth) for node, depth in flat(tree)]


async def categories_by_id(session: AsyncSession) -> Sequence[Option]:
    tree = await catalog.category_tree(session, levels=LEVELS, hidden=True)
    return [Option(str(node.id), texts.pick(node.name), depth) for node, depth in flat(tree)]


async def tags_by_slug(session: AsyncSession) -> Sequence[Option]:
    """Each below the one above it."""
    paths = (await catalog.tag_paths(session)).values()
    told = sorted(paths, key=lambda path: [(-tag.priority, tag.slug) for tag in path])
    return [Option(path[-1].slug, texts.pick(path[-1].name), len(path) - 1) for path in told]


async def brands_by_slug(session: AsyncSession) -> Sequence[Option]:
    known = await catalog.brands(session)
    return [Option(brand.slug, texts.pick(brand.name)) for brand in known]


async def brands_by_id(session: AsyncSession) -> Sequence[Option]:
    known = await catalog.brands(session)
    return [Option(str(brand.id), texts.pick(brand.name)) for brand in known]


def flat(nodes: Sequence[CategoryNode], depth: int = 0) -> list[tuple[CategoryNode, int]]:
    """The tree from the top down, each with its depth."""
    return [each for node in nodes for each in [(node, depth), *flat(node.children, depth + 1)]]
