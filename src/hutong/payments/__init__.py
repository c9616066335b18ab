"""Owns money movements: what is expected, what came, what went back. Knows a payment's
reference, never what it pays for."""

from hutong.payments.books.models import Account, EntryKind, JournalEntry, Leg
from hutong.payments.books.queries import Booking, Standing, bookings, standings
from hutong.payments.captures import Captures
from hutong.payments.connect import connect, examine, takes_ecny
from hutong.payments.errors import (
    MoneyIsOurs,
    NoMoneyOfOurs,
    NoSuchAttempt,
    NoSuchProvider,
    NotHeld,
    NothingToPay,
    OtherCurrency,
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
    Method,
    Notice,
    NoticeAnswer,
    Onward,
    ProviderRefused,
    ProviderUnreachable,
    Recognising,
    RefundAnswer,
    RefundAsked,
    RefundFacts,
    Stale,
    Unreadable,
)
from hutong.payments.health.queries import Day as PaymentDay
from hutong.payments.health.queries import Delay as PaymentDelay
from hutong.payments.health.queries import Health as PaymentHealth
from hutong.payments.health.queries import Stuck as PaymentsStuck
from hutong.payments.health.queries import days as payment_days
from hutong.payments.health.queries import delays as payment_delays
from hutong.payments.health.queries import health as payment_health
from hutong.payments.health.queries import together
from hutong.payments.health.watch import CONVERSION_LEAST, FAILURE_MOST, SILENCE_MOST, watch
from hutong.payments.health.watch import stuck_now as payments_stuck
from hutong.payments.hot import Choice, Claim
from hutong.payments.invariants import INVARIANTS
from hutong.payments.jobs import SCHEDULE, tasks
from hutong.payments.models import Attempt, Intent, LedgerEntry, Notification, RefundRequest
from hutong.payments.names import provider_name
from hutong.payments.queries import (
    Habits,
    attempts,
    balance,
    find,
    find_attempt,
    find_refund,
    habits,
    held_attempts,
    intent_of,
    ledger,
    notifications,
    of_reference,
    refunds,
    unsettled,
)
from hutong.payments.reconciling.models import (
    BillEntry,
    Difference,
    DifferenceKind,
    DifferenceState,
    Mending,
    Reconciliation,
    RunState,
)
from hutong.payments.reconciling.queries import find_difference, open_differences
from hutong.payments.reconciling.run import (
    AlreadySettled,
    accept_difference,
    ask_about,
    reconcile,
    reconcile_due,
)
from hutong.payments.refunding.ask import RefundWish, ask_refund, decide_refunds
from hutong.payments.refunding.batches import (
    BatchFull,
    BatchGone,
    NothingToRefund,
    discard_batch,
    draft_batch,
    send_batch,
)
from hutong.payments.refunding.models import BatchLine, LineProblem, RefundBatch, RefundRule
from hutong.payments.refunding.queries import (
    BATCH_MAX,
    NoSuchBatch,
    NoSuchRule,
    find_batch,
    find_rule,
)
from hutong.payments.refunding.queries import lines as batch_lines
from hutong.payments.refunding.queries import rule as refund_rule
from hutong.payments.refunding.rules import Leave
from hutong.payments.rules import Device, Offer, offers, preferred
from hutong.payments.service.held import accept_held, dismiss_held, return_held
from hutong.payments.service.intents import close_intent, open_intent
from hutong.payments.service.notify import handle_notification
from hutong.payments.service.owe import owe_refund, owe_rest, retry_refund, send_soon
from hutong.payments.service.query import (
    ask_soon,
    close_charge,
    query_attempt,
    query_one,
    query_pending,
)
from hutong.payments.service.refunds import send_refund, send_refunds
from hutong.payments.service.start import claim, go_on, start
from hutong.payments.states import AttemptState, IntentState, LedgerKind, Outcome, RefundState
from hutong.payments.unclaimed.models import Unclaimed, UnclaimedState
from hutong.payments.unclaimed.settle import (
    AlreadyAsked,
    NotUnclaimed,
    NoWayBack,
    StillOurs,
    ask_unclaimed,
    decide_unclaimed,
    return_due,
    return_unclaimed,
    send_unclaimed,
)
from hutong.payments.why import in_words

__all__ = [
    "BATCH_MAX",
    "CONVERSION_LEAST",
    "FAILURE_MOST",
    "INVARIANTS",
    "SCHEDULE",
    "SILENCE_MOST",
    "Account",
    "AlreadyAsked",
    "AlreadySettled",
    "Attempt",
    "AttemptState",
    "BatchFull",
    "BatchGone",
    "BatchLine",
    "BillEntry",
    "BillKind",
    "BillLine",
    "BillNotReady",
    "Booking",
    "Captures",
    "ChargeAsked",
    "ChargeFacts",
    "ChargeStarted",
    "ChargeState",
    "Choice",
    "Claim",
    "Device",
    "Difference",
    "DifferenceKind",
    "DifferenceState",
    "EntryKind",
    "Forged",
    "Gateway",
    "Gateways",
    "Habits",
    "Intent",
    "IntentState",
    "JournalEntry",
    "Leave",
    "LedgerEntry",
    "LedgerKind",
    "Leg",
    "LineProblem",
    "Mending",
    "Method",
    "MoneyIsOurs",
    "NoMoneyOfOurs",
    "NoSuchAttempt",
    "NoSuchBatch",
    "NoSuchProvider",
    "NoSuchRule",
    "NoWayBack",
    "NotHeld",
    "NotUnclaimed",
    "NothingToPay",
    "NothingToRefund",
    "Notice",
    "NoticeAnswer",
    "Notification",
    "Offer",
    "Onward",
    "OtherCurrency",
    "Outcome",
    "PaymentCaptured",
    "PaymentClosed",
    "PaymentDay",
    "PaymentDelay",
    "PaymentHealth",
    "PaymentHeld",
    "PaymentRefunded",
    "PaymentsStuck",
    "ProviderRefused",
    "ProviderUnreachable",
    "Recognising",
    "Reconciliation",
    "RefundAnswer",
    "RefundAsked",
    "RefundBatch",
    "RefundFacts",
    "RefundKeyReused",
    "RefundRequest",
    "RefundRule",
    "RefundState",
    "RefundTooLarge",
    "RefundWish",
    "RunState",
    "Stale",
    "Standing",
    "StillOurs",
    "Unclaimed",
    "UnclaimedState",
    "Unreadable",
    "accept_difference",
    "accept_held",
    "ask_about",
    "ask_refund",
    "ask_soon",
    "ask_unclaimed",
    "attempts",
    "balance",
    "batch_lines",
    "bookings",
    "claim",
    "close_charge",
    "close_intent",
    "connect",
    "decide_refunds",
    "decide_unclaimed",
    "discard_batch",
    "dismiss_held",
    "draft_batch",
    "examine",
    "find",
    "find_attempt",
    "find_batch",
    "find_difference",
    "find_refund",
    "find_rule",
    "go_on",
    "habits",
    "handle_notification",
    "held_attempts",
    "in_words",
    "intent_of",
    "ledger",
    "notifications",
    "of_reference",
    "offers",
    "open_differences",
    "open_intent",
    "owe_refund",
    "owe_rest",
    "payment_days",
    "payment_delays",
    "payment_health",
    "payments_stuck",
    "preferred",
    "provider_name",
    "query_attempt",
    "query_one",
    "query_pending",
    "reconcile",
    "reconcile_due",
    "refund_rule",
    "refunds",
    "retry_refund",
    "return_due",
    "return_held",
    "return_unclaimed",
    "send_batch",
    "send_refund",
    "send_refunds",
    "send_soon",
    "send_unclaimed",
    "standings",
    "start",
    "takes_ecny",
    "tasks",
    "together",
    "unsettled",
    "watch",
]
