from hutong.decoration.fields import Film, Picture, Words
from hutong.decoration.kinds.kind import Kind
from hutong.kernel.i18n import N_

FILM = Kind(
    name="film",
    title=N_("Film"),
    hint=N_("A short film behind a picture; it is fetched when somebody plays it."),
    icon="play",
    fields=(
        Film(name="film", title=N_("Film"), required=True),
        Picture(name="poster", title=N_("Picture before it plays"), required=True),
        Words(name="title", title=N_("Heading"), required=True, most=40),
        Words(name="line", title=N_("One line"), most=120),
    ),
)
