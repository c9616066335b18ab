"""Writes down how orders went, story by story."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.demo.bulk.case import Case, Desk
from hutong.demo.bulk.pile import Pile
from hutong.demo.bulk.promises import Tally
from hutong.demo.lived import Crew
from hutong.demo.placing import Shop
from hutong.demo.wallets import Addresses
from hutong.demo.year import Story
from hutong.demo.year.deeds import deeds
from hutong.kernel import clock
from hutong.kernel.actor import Actor

STOCK = text("""
    update inventory_stock s
    set on_hand = s.on_hand + moved.on_hand, reserved = s.reserved + moved.reserved
    from unnest(cast(:locations as uuid[]), cast(:skus as uuid[]), cast(:on_hand as bigint[]),
                cast(:reserved as bigint[])) as moved (location_id, sku_id, on_hand, reserved)
    where s.location_id = moved.location_id and s.sku_id = moved.sku_id
""")


class Chronicle:
    """The goods must stand on the shelves, and the buyers be members, before."""

    def __init__(
        self, shop: Shop, crew: Crew, buyers: Mapping[str, Actor], *, addresses: Addresses
    ) -> None:
        self._buyers = buyers
        self._desk = Desk(Pile(), Tally(), shop, crew, addresses)

    def tell(self, story: Story, until: datetime) -> None:
        """All that has happened to the order by then."""
        with clock.simulated(story.placed_at) as time:
            case = Case(self._desk, story, self._buyers[story.buyer.phone])
            for deed in deeds(story, until):
                time.move_to(deed.at)
                case.do(deed, time)
        self._desk.pile.settle()

    async def write(self, session: AsyncSession) -> None:
        """What has been told since the last time."""
        await self._desk.pile.write(session)
        on_hand, reserved = self._desk.tally.taken()
        moved = {
            "locations": [location_id for location_id, _sku_id in reserved],
            "skus": [sku_id for _location_id, sku_id in reserved],
            "on_hand": [on_hand[shelf] for shelf in reserved],
            "reserved": list(reserved.values()),
        }
        await session.execute(STOCK, moved)
