from hutong.decoration.fields import Body, Goods, Items, Percent, Picture, Words
from hutong.decoration.kinds.kind import Kind
from hutong.kernel.i18n import N_

HOTSPOTS = Kind(
    name="hotspots",
    title=N_("Scene with hot spots"),
    hint=N_("A picture of a scene, with a spot on each thing that can be bought."),
    icon="pin",
    fields=(
        Words(name="title", title=N_("Heading"), required=True, most=40),
        Body(name="body", title=N_("Words and headings")),
        Picture(name="picture", title=N_("Picture"), required=True),
        Items(
            name="spots",
            title=N_("Hot spots"),
            least=1,
            most=8,
            fields=(
                Percent(name="across", title=N_("From the left (%)")),
                Percent(name="down", title=N_("From the top (%)")),
                Goods(name="goods", title=N_("Product")),
            ),
        ),
    ),
)
