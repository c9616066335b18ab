from hutong.decoration.fields import Choice, Items, Link, Picture, Words
from hutong.decoration.kinds.kind import Kind
from hutong.kernel.i18n import N_

NAVIGATION = Kind(
    name="navigation",
    title=N_("Navigation"),
    hint=N_("Round pictures that lead to categories or pages."),
    icon="grid",
    fields=(
        Choice(
            name="by",
            title=N_("Which entries"),
            options=(("categories", N_("The first categories")), ("hand", N_("Hand-picked"))),
        ),
        Items(
            name="places",
            title=N_("Entries"),
            most=20,
            fields=(
                Picture(name="picture", title=N_("Picture"), required=True),
                Words(name="title", title=N_("Heading"), required=True, most=20),
                Link(name="url", title=N_("Leads to"), required=True),
            ),
        ),
    ),
)
