"""What waits for somebody. Each number leads to the list that holds exactly that many."""

from operator import attrgetter

from hutong.console.kit import Counter
from hutong.kernel.i18n import N_

TRADE, MONEY, GOODS, STOCK, HOUSE = (
    N_("Trade"),
    N_("Money"),
    N_("Goods"),
    N_("Stock"),
    N_("House"),
)


def _counter(
    group: str, name: str, title: str, *, url: str, permission: str, urgent: bool = False
) -> Counter:
    return Counter(
        group=group,
        title=title,
        count=attrgetter(f"waiting.{name}"),
        url=f"/console/{url}",
        permission=permission,
        urgent=urgent,
    )


COUNTERS = (
    _counter(
        TRADE, "to_ship", N_("Orders to ship"), url="orders?state=to_ship", permission="orders.ship"
    ),
    _counter(
        TRADE,
        "approvals",
        N_("To approve"),
        url="approvals?state=open",
        permission="approvals.decide",
    ),
    _counter(
        MONEY,
        "refunds",
        N_("Refunds owed"),
        url="refunds?state=open",
        permission="payments.refund",
        urgent=True,
    ),
    _counter(
        MONEY,
        "payments_held",
        N_("Held payments"),
        url="payments?state=held",
        permission="payments.settle",
        urgent=True,
    ),
    _counter(
        MONEY,
        "differences",
        N_("Bill differences to settle"),
        url="differences?state=open",
        permission="payments.settle",
        urgent=True,
    ),
    _counter(
        GOODS,
        "drafts",
        N_("Products still in draft"),
        url="products?state=draft",
        permission="catalog.edit",
    ),
    _counter(
        GOODS,
        "to_review",
        N_("Goods waiting for review"),
        url="reviews?state=waiting",
        permission="listing.review",
    ),
    _counter(
        GOODS,
        "suggested",
        N_("Suggested prices to confirm"),
        url="suggested-prices?state=waiting",
        permission="approvals.decide",
    ),
    _counter(
        GOODS,
        "papers_soon",
        N_("Certificates that expire soon"),
        url="papers?state=soon",
        permission="catalog.edit",
    ),
    _counter(
        GOODS,
        "papers_expired",
        N_("Expired certificates"),
        url="papers?state=expired",
        permission="catalog.edit",
        urgent=True,
    ),
    _counter(
        GOODS,
        "goods_held",
        N_("Goods held"),
        url="goods-check?trouble=held",
        permission="listing.review",
        urgent=True,
    ),
    _counter(STOCK, "low_stock", N_("Low stock"), url="stock?low=1", permission="inventory.view"),
    _counter(
        STOCK,
        "expected",
        N_("Deliveries expected"),
        url="receipts?state=expected",
        permission="inventory.receive",
    ),
    _counter(
        STOCK,
        "partly_here",
        N_("Deliveries partly here"),
        url="receipts?state=partial",
        permission="inventory.receive",
    ),
    _counter(
        STOCK,
        "on_the_way",
        N_("Transfers on their way"),
        url="transfers?state=sent",
        permission="inventory.receive",
    ),
    _counter(
        STOCK,
        "counting",
        N_("Stocktakes being counted"),
        url="stocktakes?state=counting",
        permission="inventory.count",
    ),
    _counter(
        STOCK,
        "to_post",
        N_("Stocktakes to be looked at"),
        url="stocktakes?state=review",
        permission="inventory.approve",
    ),
    _counter(
        HOUSE,
        "alarms",
        N_("Alarms"),
        url="alarms?state=new",
        permission="alarms.handle",
        urgent=True,
    ),
    _counter(
        HOUSE,
        "findings",
        N_("Findings to be mended"),
        url="findings?state=open",
        permission="alarms.handle",
        urgent=True,
    ),
    _counter(
        HOUSE,
        "messages_failed",
        N_("Failed messages"),
        url="messages?state=failed",
        permission="messages.view",
        urgent=True,
    ),
    _counter(
        HOUSE,
        "events_parked",
        N_("Parked events"),
        url="parked-events",
        permission="work.retry",
        urgent=True,
    ),
    _counter(
        HOUSE,
        "jobs_failed",
        N_("Failed jobs"),
        url="failed-jobs",
        permission="work.retry",
        urgent=True,
    ),
)
