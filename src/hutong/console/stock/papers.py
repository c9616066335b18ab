"""What receipts, transfers and stocktakes have in common: how their lists name and date them, and
the columns of their lines."""

from hutong.console.kit import Column, Days, Labels, Phone, Show
from hutong.kernel.i18n import N_

WRITTEN = Column(name="made_at", title=N_("Written down"), show=Show.TIME, sort=True)
WRITTEN_BETWEEN = Days(name="made", title=N_("Written down"))


def named(states: Labels) -> tuple[Column, Column]:
    """Its number and its state, the first columns of its list."""
    return (
        Column(name="number", title=N_("Number"), show=Show.CODE, sort=True, phone=Phone.TITLE),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=states, phone=Phone.BADGE),
    )
