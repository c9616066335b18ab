from hutong.decoration.fields import Choice, Items, Words
from hutong.decoration.kinds.kind import Kind
from hutong.kernel.i18n import N_

PROMISES = Kind(
    name="promises",
    title=N_("Promises"),
    hint=N_("What a shopper can rely on, with a sign beside each."),
    icon="shield",
    fields=(
        Items(
            name="promises",
            title=N_("Promises"),
            least=1,
            most=6,
            fields=(
                Choice(
                    name="icon",
                    title=N_("Sign"),
                    options=(
                        ("check-circle", N_("Tick")),
                        ("return", N_("Return")),
                        ("clock", N_("Clock")),
                        ("truck", N_("Lorry")),
                        ("shield", N_("Shield")),
                    ),
                ),
                Words(name="title", title=N_("Heading"), required=True, most=30),
                Words(name="line", title=N_("One line"), most=60),
            ),
        ),
    ),
)
