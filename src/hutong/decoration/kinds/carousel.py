from hutong.decoration.fields import Items, Link, Picture, Words
from hutong.decoration.kinds.kind import Kind
from hutong.kernel.i18n import N_

CAROUSEL = Kind(
    name="carousel",
    title=N_("Carousel"),
    hint=N_("Large pictures that lead somewhere; one alone is a banner."),
    icon="image",
    fields=(
        Items(
            name="slides",
            title=N_("Slides"),
            least=1,
            most=8,
            fields=(
                Picture(name="picture", title=N_("Picture"), required=True),
                Words(name="title", title=N_("Heading"), required=True, most=40),
                Words(name="line", title=N_("One line"), most=120),
                Link(name="url", title=N_("Leads to"), required=True),
            ),
        ),
    ),
)
