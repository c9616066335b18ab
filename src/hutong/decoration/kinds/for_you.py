from hutong.decoration.fields import Goods, Words
from hutong.decoration.kinds.kind import Kind
from hutong.kernel.i18n import N_

FOR_YOU = Kind(
    name="for_you",
    title=N_("For you"),
    hint=N_(
        "Signed-in readers see goods of the categories they are interested in, with the reason."
        " All others, and who switched it off, see the products named here."
    ),
    icon="heart",
    fields=(
        Words(name="title", title=N_("Heading"), required=True, most=40),
        Words(name="line", title=N_("One line for all others"), most=120),
        Goods(name="goods", title=N_("Products for all others")),
    ),
)
