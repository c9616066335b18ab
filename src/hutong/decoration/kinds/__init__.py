"""Every kind of block, in the order in which the editor offers them."""

from hutong.decoration.kinds.carousel import CAROUSEL
from hutong.decoration.kinds.countdown import COUNTDOWN
from hutong.decoration.kinds.film import FILM
from hutong.decoration.kinds.for_you import FOR_YOU
from hutong.decoration.kinds.goods import GOODS
from hutong.decoration.kinds.hotspots import HOTSPOTS
from hutong.decoration.kinds.kind import Kind
from hutong.decoration.kinds.navigation import NAVIGATION
from hutong.decoration.kinds.promises import PROMISES
from hutong.decoration.kinds.story import STORY
from hutong.decoration.kinds.words import WORDS

KINDS = {
    kind.name: kind
    for kind in (
        CAROUSEL,
        NAVIGATION,
        GOODS,
        FOR_YOU,
        COUNTDOWN,
        HOTSPOTS,
        FILM,
        WORDS,
        STORY,
        PROMISES,
    )
}

__all__ = ["KINDS", "Kind"]
