"""Who hears what, which jobs there are, and what runs by itself: the upward traffic on one page."""

from collections.abc import Mapping

from hutong import inventory, search
from hutong.catalog import CategoryChanged, PriceChanged, ProductChanged
from hutong.inventory import StockChanged
from hutong.kernel import events
from hutong.kernel.events import Wiring
from hutong.kernel.jobs import Periodic, Task

WIRING = Wiring(
    reactions={
        CategoryChanged: [search.follow_category],
        ProductChanged: [search.follow_product],
        PriceChanged: [search.follow_product],
        StockChanged: [search.follow_stock],
    }
)


def tasks() -> Mapping[str, Task]:
    """Every job by the name under which it is deferred."""
    return {
        "events.prepare_partitions": events.prepare_partitions,
        "inventory.release_expired": inventory.release_expired,
    }


SCHEDULE = (
    Periodic("5 0 * * *", "events.prepare_partitions"),
    Periodic("*/5 * * * *", "inventory.release_expired"),
)
