from hutong.decoration.fields import Link, Moment, Words
from hutong.decoration.kinds.kind import Kind
from hutong.kernel.i18n import N_

COUNTDOWN = Kind(
    name="countdown",
    title=N_("Countdown"),
    hint=N_("How long something still lasts. It disappears when the time is over."),
    icon="clock",
    fields=(
        Words(name="title", title=N_("Heading"), required=True, most=40),
        Moment(name="until", title=N_("Ends at"), required=True),
        Link(name="url", title=N_("Leads to")),
    ),
)
