"""The values in the trail, as a person reads them, and where the thing itself is looked at."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from hutong.console.goods.import_words import MODES
from hutong.console.goods.import_words import STATES as IMPORT_STATES
from hutong.console.goods.words import PRODUCT_KINDS, PRODUCT_STATES, SOURCINGS
from hutong.console.kit import Labels
from hutong.console.members.screens import REASONS
from hutong.console.messages.screens import CHANNELS
from hutong.console.messages.screens import STATES as MESSAGE_STATES
from hutong.console.orders.words import (
    ATTEMPT_STATES,
    FULFILMENT_STATES,
    ORDER_STATES,
    PAYMENT_STATES,
    REFUND_STATES,
)
from hutong.console.services.words import VOUCHER_STATES
from hutong.console.stock.words import (
    KINDS,
    RECEIPT_STATES,
    STOCKTAKE_STATES,
    TRANSFER_STATES,
)
from hutong.kernel.i18n import gettext
from hutong.kernel.money import Money
from hutong.kernel.texts import LANGUAGES
from hutong.views.trail import Change, TrailRow
from hutong.web.templating import money

CHOICES: Mapping[str, Mapping[str, Labels]] = {
    "catalog_product": {
        "state": PRODUCT_STATES,
        "sourcing": SOURCINGS,
        "kind": PRODUCT_KINDS,
    },
    "exchange_import": {"state": IMPORT_STATES, "(mode)": MODES},
    "vouchers_voucher": {"state": VOUCHER_STATES},
    "inventory_location": {"kind": KINDS},
    "inventory_receipt": {"state": RECEIPT_STATES},
    "inventory_stocktake": {"state": STOCKTAKE_STATES},
    "inventory_transfer": {"state": TRANSFER_STATES},
    "members_member": {"frozen_reason": REASONS},
    "message": {"state": MESSAGE_STATES, "channel": CHANNELS},
    "order": {"state": ORDER_STATES, "payment": PAYMENT_STATES, "fulfilment": FULFILMENT_STATES},
    "payment": {"state": ATTEMPT_STATES},
    "refund": {"state": REFUND_STATES},
}
PLACES: Mapping[str, Callable[[TrailRow], str]] = {
    "access_role": lambda row: f"/console/roles/{quote(row.object_id, safe='')}/edit",
    "access_staff": lambda row: f"/console/staff/{row.object_id}/edit",
    "decoration_page": lambda row: f"/console/pages/{row.object_id}/design",
    "content_article": lambda row: f"/console/articles/{row.object_id}/edit",
    "catalog_category": lambda row: f"/console/categories/{row.object_id}/edit",
    "catalog_product": lambda row: f"/console/products/{row.object_id}",
    "exchange_import": lambda row: f"/console/imports/{row.object_id}",
    "inventory_receipt": lambda row: f"/console/receipts/{row.object_id}",
    "inventory_stock": lambda row: f"/console/stock/{row.object_id}",
    "inventory_stocktake": lambda row: f"/console/stocktakes/{row.object_id}",
    "inventory_transfer": lambda row: f"/console/transfers/{row.object_id}",
    "members_member": lambda row: f"/console/members/{row.object_id}",
    "order": lambda row: f"/console/orders/{quote(row.label, safe='')}",
    "payment": lambda row: f"/console/payments/{row.object_id}",
    "refund_batch": lambda row: f"/console/refund-batches/{row.object_id}",
}


def place(row: TrailRow) -> str | None:
    """Where the thing is looked at; None where it has no page."""
    return PLACES[row.object_type](row) if row.object_type in PLACES else None


def told(change: Change, kept: Any) -> str:
    """One of the two values of a change."""
    labels = CHOICES.get(change.of, {}).get(change.field, {})
    each = kept if isinstance(kept, list) else [kept]
    if kept and all(isinstance(one, str) and one in labels for one in each):
        return "; ".join(gettext(labels[one].title) for one in each)
    return value(kept)


def value(kept: Any) -> str:
    """As JSON kept it: words in both languages, amounts, lists, yes and no."""
    match kept:
        case None | bool():
            words = "" if kept is None else gettext("Yes") if kept else gettext("No")
        case {"minor": int(minor), "currency": str(currency)}:
            words = money(Money(minor, currency))
        case dict() if set(kept) <= set(LANGUAGES):
            words = " / ".join(kept[each] for each in LANGUAGES if kept.get(each))
        case {"name": dict(name), "value": dict(said)}:
            words = f"{value(name)}: {value(said)}"
        case dict():
            words = "; ".join(f"{name}: {value(each)}" for name, each in kept.items())
        case list():
            words = "; ".join(value(each) for each in kept)
        case _:
            words = str(kept)
    return words
