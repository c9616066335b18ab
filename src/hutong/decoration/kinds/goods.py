from hutong.decoration.fields import Choice, Goods, Link, Words
from hutong.decoration.kinds.kind import Kind
from hutong.kernel.i18n import N_

GOODS = Kind(
    name="goods",
    title=N_("Products"),
    hint=N_("Chosen by hand, or by a rule that is followed every time."),
    icon="box",
    fields=(
        Words(name="title", title=N_("Heading"), most=40),
        Words(name="line", title=N_("One line"), most=120),
        Goods(name="goods", title=N_("Which products")),
        Choice(
            name="layout",
            title=N_("Arrangement"),
            options=(("grid", N_("Rows")), ("shelf", N_("One row to push sideways"))),
        ),
        Link(name="url", title=N_("“See all” leads to")),
    ),
)
