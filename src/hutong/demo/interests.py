"""What buyers of the last weeks looked at before they bought, and what the shopper looks at now:
each has a home page of their own."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import recommendation
from hutong.demo.accounts import SHOPPER
from hutong.demo.searching import Town
from hutong.recommendation import DeedKind, Note

WEEKS = timedelta(days=80)
BEFORE = timedelta(minutes=25)
LOOKED_AT = ("qinghua-teapot", "shuanggai-caddy", "xiangmu-tray", "qinghua-vase")
AT_ONCE = 1000


async def remember(session: AsyncSession, town: Town) -> None:
    notes = [*_bought(town), *_of_the_shopper(town)]
    for begin in range(0, len(notes), AT_ONCE):
        await recommendation.write(session, notes[begin : begin + AT_ONCE])
    while await recommendation.work_out_some(session):
        pass


def _bought(town: Town) -> Iterator[Note]:
    for story in town.paid:
        buyer = town.buyers.get(story.buyer.phone)
        if buyer is None or buyer.id is None or story.paid_at is None:
            continue
        for line in story.lines if story.paid_at > town.now - WEEKS else ():
            product_id = town.articles[line.sku].product_id
            yield Note(buyer.id, product_id, DeedKind.SEEN, story.placed_at - BEFORE)
            yield Note(buyer.id, product_id, DeedKind.BOUGHT, story.paid_at)


def _of_the_shopper(town: Town) -> Iterator[Note]:
    """Tea things these days."""
    shopper = town.buyers[SHOPPER.login]
    found = {each.slug: each.product_id for each in town.articles.values()}
    for days, slug in enumerate(LOOKED_AT):
        if slug in found and shopper.id is not None:
            at = town.now - timedelta(hours=20 * days + 1)
            yield Note(shopper.id, found[slug], DeedKind.SEEN, at)
