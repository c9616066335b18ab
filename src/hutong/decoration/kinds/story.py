from hutong.decoration.fields import Body, Items, Link, Picture, Words
from hutong.decoration.kinds.kind import Kind
from hutong.kernel.i18n import N_

STORY = Kind(
    name="story",
    title=N_("Story"),
    hint=N_("Words beside two pictures, on the deep colour of the theme."),
    icon="leaf",
    fields=(
        Words(name="title", title=N_("Heading"), required=True, most=60),
        Body(name="body", title=N_("Words and headings"), required=True),
        Items(
            name="pictures",
            title=N_("Pictures"),
            most=2,
            fields=(Picture(name="picture", title=N_("Picture"), required=True),),
        ),
        Words(name="more", title=N_("Words of the link"), most=20),
        Link(name="url", title=N_("Leads to")),
    ),
)
