"""The products of the list as it is filtered, in the exchange format: to be corrected and imported
again, by a worker."""

from typing import Any

from hutong import access, exchange
from hutong.console.goods.narrowing import FILTERS
from hutong.console.kit import Takeaway
from hutong.kernel.actor import Actor
from hutong.kernel.db import Database
from hutong.kernel.errands import Errand, Progress, Result, Work
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.settings import Settings
from hutong.views.products import ProductFilters, product_ids

KIND = "products.export"
PRODUCTS_MAX = 20_000
TAKEAWAYS = (
    Takeaway("exchange.xlsx", N_("To edit and import again: Excel"), KIND),
    Takeaway("exchange.csv", N_("To edit and import again: CSV"), KIND),
    Takeaway("exchange.zip", N_("To edit and import again: with pictures"), KIND),
)


def taking_out(settings: Settings) -> Work:
    async def take_out(db: Database, errand: Errand, progress: Progress) -> Result:
        asked = errand.asked
        narrowed: dict[str, Any] = {each.name: each.read(asked["query"]) for each in FILTERS}
        async with db.reading() as session:
            ids = await product_ids(session, ProductFilters(**narrowed), limit=PRODUCTS_MAX)
        kind = asked["as"].rpartition(".")[2]
        made = await exchange.products_as_file(db, settings, ids, kind=kind, progress=progress)
        async with db.transaction() as session:
            access.record(
                session,
                Actor.staff(errand.owner_id, asked["by"]),
                "products.export",
                object_type="file",
                object_id="products.export",
                label=made.name,
                after={"products": len(ids), "filters": asked["query"]},
                ip=asked["ip"],
            )
        told = gettext("{count} products.").format(count=len(ids))
        return Result(told=told, file=made)

    return take_out
