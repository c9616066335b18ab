"""The words and colours of orders, their money and their parcels."""

from collections.abc import Mapping

from hutong.console.kit import Label, Labels, Tone
from hutong.fulfilment import ShipmentState
from hutong.kernel.i18n import N_
from hutong.orders import LABELS, Axis, FulfilmentState, OrderState, PaymentState, Stage
from hutong.payments import AttemptState, Outcome, RefundState

_TONES = {
    Stage.UNPAID: Tone.WARN,
    Stage.TO_SHIP: Tone.INFO,
    Stage.PARTLY_SHIPPED: Tone.INFO,
    Stage.TO_RECEIVE: Tone.CALM,
    Stage.TO_USE: Tone.INFO,
    Stage.COMPLETED: Tone.GOOD,
    Stage.CANCELLED: Tone.CALM,
    Stage.REFUNDING: Tone.BAD,
    Stage.REFUNDED: Tone.BAD,
}
STAGES: Labels = {stage: Label(title, _TONES[stage]) for stage, title in LABELS.items()}

TABS: Labels = {
    "to_ship": Label(N_("To ship")),
    "unpaid": Label(N_("Awaiting payment")),
    "partly_shipped": Label(N_("Partly shipped")),
    "to_receive": Label(N_("On its way")),
    "completed": Label(N_("Completed")),
    "refunds": Label(N_("Refunds")),
    "cancelled": Label(N_("Cancelled")),
}

ORDER_STATES: Labels = {
    OrderState.OPEN: Label(N_("In progress"), Tone.INFO),
    OrderState.COMPLETED: Label(N_("Completed"), Tone.GOOD),
    OrderState.CANCELLED: Label(N_("Cancelled")),
}
PAYMENT_STATES: Labels = {
    PaymentState.UNPAID: Label(N_("Unpaid"), Tone.WARN),
    PaymentState.PAID: Label(N_("Paid"), Tone.GOOD),
    PaymentState.REFUNDING: Label(N_("Refund under way"), Tone.BAD),
    PaymentState.REFUNDED: Label(N_("Refunded"), Tone.BAD),
}
FULFILMENT_STATES: Labels = {
    FulfilmentState.NOT_NEEDED: Label(N_("Nothing to ship")),
    FulfilmentState.NONE: Label(N_("Not shipped")),
    FulfilmentState.PARTIAL: Label(N_("Partly shipped"), Tone.INFO),
    FulfilmentState.SHIPPED: Label(N_("Shipped"), Tone.INFO),
    FulfilmentState.DELIVERED: Label(N_("Delivered"), Tone.GOOD),
    FulfilmentState.RECEIVED: Label(N_("Goods received"), Tone.GOOD),
}
PARCEL_STATES: Labels = {
    ShipmentState.CREATED: Label(N_("Handed over")),
    ShipmentState.IN_TRANSIT: Label(N_("In transit"), Tone.INFO),
    ShipmentState.OUT_FOR_DELIVERY: Label(N_("Out for delivery"), Tone.INFO),
    ShipmentState.DELIVERED: Label(N_("Delivered"), Tone.GOOD),
    ShipmentState.EXCEPTION: Label(N_("In trouble"), Tone.BAD),
}
ATTEMPT_STATES: Labels = {
    AttemptState.STARTING: Label(N_("Starting")),
    AttemptState.OPEN: Label(N_("At the cashier"), Tone.INFO),
    AttemptState.CAPTURED: Label(N_("Paid"), Tone.GOOD),
    AttemptState.FAILED: Label(N_("Failed"), Tone.BAD),
    AttemptState.CLOSED: Label(N_("Closed")),
    AttemptState.HELD: Label(N_("Held for a person"), Tone.BAD),
    AttemptState.RETURNED: Label(N_("Held, then given back")),
}
REFUND_STATES: Labels = {
    RefundState.ASKED: Label(N_("Waits for approval"), Tone.WARN),
    RefundState.DECLINED: Label(N_("Declined")),
    RefundState.OWED: Label(N_("Owed"), Tone.WARN),
    RefundState.SENT: Label(N_("Sent"), Tone.INFO),
    RefundState.DONE: Label(N_("Given back"), Tone.GOOD),
    RefundState.FAILED: Label(N_("Failed"), Tone.BAD),
}
OUTCOMES: Labels = {
    Outcome.APPLIED: Label(N_("Applied"), Tone.GOOD),
    Outcome.NO_EFFECT: Label(N_("Known already")),
    Outcome.DUPLICATE: Label(N_("Repeated")),
    Outcome.HELD: Label(N_("Held for a person"), Tone.BAD),
    Outcome.EARLY: Label(N_("Too early"), Tone.WARN),
    Outcome.UNKNOWN: Label(N_("Not ours"), Tone.WARN),
    Outcome.UNREADABLE: Label(N_("Unreadable"), Tone.BAD),
    Outcome.STALE: Label(N_("Too old"), Tone.BAD),
    Outcome.FORGED: Label(N_("Forged"), Tone.BAD),
}
STEPS: Mapping[tuple[Axis, str], str] = {
    (Axis.ORDER, OrderState.OPEN): N_("Order placed"),
    (Axis.ORDER, OrderState.COMPLETED): N_("Order completed"),
    (Axis.ORDER, OrderState.CANCELLED): N_("Order cancelled"),
    (Axis.PAYMENT, PaymentState.PAID): N_("Payment received"),
    (Axis.PAYMENT, PaymentState.REFUNDING): N_("Refund begun"),
    (Axis.PAYMENT, PaymentState.REFUNDED): N_("Money given back"),
    (Axis.FULFILMENT, FulfilmentState.PARTIAL): N_("A part was shipped"),
    (Axis.FULFILMENT, FulfilmentState.SHIPPED): N_("Shipped"),
    (Axis.FULFILMENT, FulfilmentState.DELIVERED): N_("Delivered"),
    (Axis.FULFILMENT, FulfilmentState.RECEIVED): N_("Goods received"),
}
