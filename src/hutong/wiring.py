"""Who hears what, which jobs there are, and what runs by itself: the upward traffic on one page."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hutong import (
    access,
    analytics,
    cart,
    catalog,
    checklists,
    content,
    fulfilment,
    identity,
    integrity,
    inventory,
    listing,
    messaging,
    orders,
    payments,
    recommendation,
    search,
    tagging,
    taxonomy,
    vouchers,
)
from hutong.catalog import (
    BrandChanged,
    CategoryChanged,
    PriceChanged,
    ProductChanged,
    ProductsTagged,
    TagChanged,
)
from hutong.compliance import ListsChanged
from hutong.fulfilment import ParcelDelivered, Tracker
from hutong.inventory import StockChanged
from hutong.kernel import events, partitions
from hutong.kernel.db import Database
from hutong.kernel.events import Batched, Wiring
from hutong.kernel.jobs import Periodic, Task
from hutong.kernel.settings import Settings
from hutong.messaging import SmsGateway
from hutong.orders import OrderCancelled, OrderPaid, OrderRefunded, OrderShipped
from hutong.orders import reactions as order_reactions
from hutong.payments import Gateways, PaymentCaptured, PaymentRefunded
from hutong.vouchers import VoucherRedeemed, VouchersExpired, VouchersIssued, VouchersVoided

WIRING = Wiring(
    reactions={
        CategoryChanged: [search.follow_category, Batched(listing.follow_categories)],
        ProductChanged: [
            search.follow_product,
            Batched(listing.follow_products, most=200),
            Batched(tagging.follow_products, most=200),
        ],
        ListsChanged: [Batched(listing.follow_lists)],
        PriceChanged: [search.follow_product, Batched(tagging.follow_products, most=200)],
        ProductsTagged: [search.follow_given_tags],
        TagChanged: [search.follow_tag],
        BrandChanged: [search.follow_brand],
        # The same articles again and again: the more at once, the less to do.
        StockChanged: [
            Batched(search.follow_stock, most=4 * events.BATCH_MAX),
            Batched(listing.follow_stock, most=4 * events.BATCH_MAX),
        ],
        PaymentCaptured: [Batched(order_reactions.settle)],
        PaymentRefunded: [order_reactions.refunded],
        ParcelDelivered: [order_reactions.parcel_delivered],
        OrderPaid: [
            Batched(order_reactions.count_sales),
            Batched(order_reactions.credit_searches),
            Batched(order_reactions.issue_codes),
            Batched(recommendation.note_bought),
            order_reactions.tell_buyer,
        ],
        VouchersIssued: [order_reactions.tell_of_codes],
        VoucherRedeemed: [order_reactions.served],
        VouchersExpired: [order_reactions.served],
        VouchersVoided: [order_reactions.served],
        OrderShipped: [order_reactions.tell_buyer],
        OrderCancelled: [order_reactions.tell_buyer],
        OrderRefunded: [order_reactions.tell_buyer],
    }
)


@dataclass(frozen=True, kw_only=True)
class Strangers:
    """Everybody outside the house to whom requests and jobs speak."""

    gateways: Gateways
    tracker: Tracker | None
    sms: SmsGateway = field(default_factory=messaging.connect)


def strangers(settings: Settings) -> Strangers:
    return Strangers(gateways=payments.connect(settings), tracker=fulfilment.connect(settings))


async def _retry_event(db: Database, *, consumer: str, position: int) -> None:
    await events.retry(db, WIRING, consumer=consumer, position=position)


def tasks(settings: Settings, outside: Strangers) -> Mapping[str, Task]:
    """Every job by the name under which it is deferred."""
    return {
        "events.prepare_partitions": partitions.prepare,
        "events.retry": _retry_event,
        "inventory.release_expired": inventory.release_expired,
        "inventory.end_pools": inventory.end_pools,
        "inventory.close_days": inventory.close_days,
        "inventory.plan_stock": inventory.plan_stock,
        **catalog.tasks(),
        **checklists.tasks(),
        **content.tasks(settings),
        **listing.tasks(),
        **identity.tasks(),
        **access.tasks(),
        **messaging.tasks(outside.sms),
        "cart.sweep": cart.sweep,
        **payments.tasks(outside.gateways),
        **fulfilment.tasks(outside.tracker),
        **search.tasks(settings),
        **orders.tasks(settings),
        **integrity.tasks(),
        **tagging.tasks(),
        **taxonomy.tasks(),
        **recommendation.tasks(),
        **vouchers.tasks(),
        **analytics.tasks(),
    }


SCHEDULE = (
    Periodic("5 0 * * *", "events.prepare_partitions"),
    Periodic("*/5 * * * *", "inventory.release_expired"),
    Periodic("*/5 * * * *", "inventory.end_pools"),
    Periodic("10 16 * * *", "inventory.close_days"),
    Periodic("40 16 * * *", "inventory.plan_stock"),
    *catalog.SCHEDULE,
    *checklists.SCHEDULE,
    *content.SCHEDULE,
    *listing.SCHEDULE,
    *identity.SCHEDULE,
    *access.SCHEDULE,
    *messaging.SCHEDULE,
    Periodic("35 19 * * *", "cart.sweep"),
    *payments.SCHEDULE,
    *fulfilment.SCHEDULE,
    *search.SCHEDULE,
    *orders.SCHEDULE,
    *integrity.SCHEDULE,
    *tagging.SCHEDULE,
    *taxonomy.SCHEDULE,
    *recommendation.SCHEDULE,
    *vouchers.SCHEDULE,
    *analytics.SCHEDULE,
)
