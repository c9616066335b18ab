from hutong.decoration.fields import Body, Words
from hutong.decoration.kinds.kind import Kind
from hutong.kernel.i18n import N_

WORDS = Kind(
    name="words",
    title=N_("Words and headings"),
    hint=N_("Headings, paragraphs, lists and links."),
    icon="edit",
    fields=(
        Words(name="title", title=N_("Heading"), most=60),
        Body(
            name="body",
            title=N_("Words and headings"),
            required=True,
            hint=N_("## heading · - list · **bold** · [words](/page)"),
        ),
    ),
)
