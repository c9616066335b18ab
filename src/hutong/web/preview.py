"""Links that show what is not shown yet: signed, and over after some days."""

from datetime import UTC, datetime, timedelta

from hutong.kernel import clock
from hutong.kernel.sealing import Box

PURPOSE = "decoration.preview"
GOOD_FOR = timedelta(days=7)
WHOLE_SHOP = "shop"


def link(box: Box, subject: str) -> str:
    """`subject` is the id of a page, or the whole shop."""
    until = int((clock.now() + GOOD_FOR).timestamp())
    told = f"{subject}.{until}"
    return f"/preview/{told}.{box.sign(PURPOSE, told)}"


def subject_of(box: Box, token: str) -> str | None:
    """None for a link that is not ours or is over."""
    told, _, signature = token.rpartition(".")
    subject, _, until = told.rpartition(".")
    if not box.signed(PURPOSE, told, signature) or not until.isdecimal():
        return None
    over = datetime.fromtimestamp(int(until), UTC) <= clock.now()
    return None if over else subject
