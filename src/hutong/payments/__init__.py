"""Owns money movements: what is expected, what came, what went back. Knows a payment's
reference, never what it pays for."""

from hutong.payments.connect import connect
from hutong.payments.errors import (
    NoSuchProvider,
    NothingToPay,
    PaymentClosed,
    RefundKeyReused,
    RefundTooLarge,
)
from hutong.payments.events import PaymentCaptured, PaymentHeld, PaymentRefunded
from hutong.payments.gateway import (
    BillKind,
    BillLine,
    BillNotReady,
    ChargeAsked,
    ChargeFacts,
    ChargeStarted,
    ChargeState,
    Forged,
    Gateway,
    Gateways,
    Notice,
    ProviderRefused,
    ProviderUnreachable,
    RefundAnswer,
    RefundAsked,
    RefundFacts,
    Stale,
    Unreadable,
)
from hutong.payments.jobs import SCHEDULE, tasks
from hutong.payments.models import Attempt, Intent, LedgerEntry, Notification, RefundRequest
from hutong.payments.queries import (
    attempts,
    balance,
    drift,
    find,
    find_refund,
    held_attempts,
    ledger,
    notifications,
    of_reference,
    refunds,
    unsettled,
)
from hutong.payments.service.intents import close_intent, open_intent
from hutong.payments.service.notify import handle_notification
from hutong.payments.service.owe import owe_refund, retry_refund
from hutong.payments.service.query import close_charge, query_attempt, query_one, query_pending
from hutong.payments.service.refunds import send_refund, send_refunds
from hutong.payments.service.start import start
from hutong.payments.states import AttemptState, IntentState, LedgerKind, Outcome, RefundState

__all__ = [
    "SCHEDULE",
    "Attempt",
    "AttemptState",
    "BillKind",
    "BillLine",
    "BillNotReady",
    "ChargeAsked",
    "ChargeFacts",
    "ChargeStarted",
    "ChargeState",
    "Forged",
    "Gateway",
    "Gateways",
    "Intent",
    "IntentState",
    "LedgerEntry",
    "LedgerKind",
    "NoSuchProvider",
    "NothingToPay",
    "Notice",
    "Notification",
    "Outcome",
    "PaymentCaptured",
    "PaymentClosed",
    "PaymentHeld",
    "PaymentRefunded",
    "ProviderRefused",
    "ProviderUnreachable",
    "RefundAnswer",
    "RefundAsked",
    "RefundFacts",
    "RefundKeyReused",
    "RefundRequest",
    "RefundState",
    "RefundTooLarge",
    "Stale",
    "Unreadable",
    "attempts",
    "balance",
    "close_charge",
    "close_intent",
    "connect",
    "drift",
    "find",
    "find_refund",
    "handle_notification",
    "held_attempts",
    "ledger",
    "notifications",
    "of_reference",
    "open_intent",
    "owe_refund",
    "query_attempt",
    "query_one",
    "query_pending",
    "refunds",
    "retry_refund",
    "send_refund",
    "send_refunds",
    "start",
    "tasks",
    "unsettled",
]
