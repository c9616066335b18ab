"""What must always hold of goods."""

from hutong.kernel.i18n import N_
from hutong.kernel.invariants import About, Invariant

INVARIANTS = (
    Invariant(
        id="catalog.addresses",
        family="I10",
        holds=N_("No address of a product or category is one that it or another has left."),
        about=About.ADDRESS,
        query="""
            select '/p/' || slug as id, slug as says
            from catalog_product join catalog_former_product_slug using (slug)
            union all
            select '/c/' || slug, slug
            from catalog_category join catalog_former_category_slug using (slug)""",
    ),
)
