"""A large import holds its products for a while; what only points to them goes on meanwhile."""

from dataclasses import replace

from hutong import catalog, listing
from hutong.kernel.db import Database
from hutong.kernel.money import yuan
from tests.exchange.bringing import BUYER
from tests.make import goods


async def test_products_that_are_being_changed_can_be_looked_at(committed: Database) -> None:
    async with committed.transaction() as session:
        vase = await goods.goods(session, "vase", price="59")
    draft = vase.draft
    dearer = replace(draft, skus=(replace(draft.skus[0], price=yuan("60")),))

    async with committed.transaction() as saving:
        await catalog.save_products(saving, [dearer], by=BUYER)
        async with committed.transaction() as beside:
            await listing.look_at(beside, [vase.id])
