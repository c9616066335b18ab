"""What must always hold of pages of words."""

from hutong.kernel.i18n import N_
from hutong.kernel.invariants import About, Invariant

INVARIANTS = (
    Invariant(
        id="content.addresses",
        family="I10",
        holds=N_("No address of a page is one that it or another has left."),
        about=About.ADDRESS,
        query="""
            select '/help/' || slug as id, slug as says
            from content_article join content_former_article_slug using (slug)""",
    ),
)
