"""How far money has come: an intent to be paid, one try at paying it, one refund of it."""

from enum import StrEnum


class IntentState(StrEnum):
    PENDING = "pending"
    CAPTURED = "captured"
    CLOSED = "closed"
    REFUNDING = "refunding"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"


INTENT_MOVES = {
    IntentState.PENDING: {IntentState.CAPTURED, IntentState.CLOSED},
    # money may arrive after we closed; it is ours to give back, not to overlook
    IntentState.CLOSED: {IntentState.CAPTURED},
    IntentState.CAPTURED: {IntentState.REFUNDING},
    IntentState.REFUNDING: {IntentState.PARTLY_REFUNDED, IntentState.REFUNDED},
    IntentState.PARTLY_REFUNDED: {IntentState.REFUNDING},
    # somebody paid a second time after the first payment went back
    IntentState.REFUNDED: {IntentState.REFUNDING},
}


class AttemptState(StrEnum):
    STARTING = "starting"
    OPEN = "open"
    CAPTURED = "captured"
    FAILED = "failed"
    CLOSED = "closed"
    HELD = "held"
    RETURNED = "returned"  # held, and given back


ATTEMPT_MOVES = {
    AttemptState.STARTING: {
        AttemptState.OPEN,
        AttemptState.CAPTURED,
        AttemptState.FAILED,
        AttemptState.CLOSED,
        AttemptState.HELD,
    },
    AttemptState.OPEN: {
        AttemptState.CAPTURED,
        AttemptState.FAILED,
        AttemptState.CLOSED,
        AttemptState.HELD,
    },
    AttemptState.CAPTURED: set[AttemptState](),
    # news comes in any order: a charge said to have failed or closed may turn out to be paid
    AttemptState.FAILED: {AttemptState.CAPTURED, AttemptState.CLOSED, AttemptState.HELD},
    AttemptState.CLOSED: {AttemptState.CAPTURED, AttemptState.HELD},
    AttemptState.HELD: {AttemptState.CAPTURED, AttemptState.RETURNED, AttemptState.CLOSED},
    AttemptState.RETURNED: set[AttemptState](),
}


class RefundState(StrEnum):
    ASKED = "asked"
    DECLINED = "declined"
    OWED = "owed"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"


REFUND_MOVES = {
    # somebody of the staff wants it; nothing is owed before it is approved
    RefundState.ASKED: {RefundState.OWED, RefundState.DECLINED},
    RefundState.DECLINED: set[RefundState](),
    # owed again after a refusal, it may still turn out that the first asking worked
    RefundState.OWED: {RefundState.SENT, RefundState.DONE},
    # sent means asked, not answered: it is asked again with the same key until there is an answer
    RefundState.SENT: {RefundState.DONE, RefundState.FAILED},
    RefundState.DONE: set[RefundState](),
    # a refund that the provider first refused may be asked again, or turn out to have been made
    RefundState.FAILED: {RefundState.OWED, RefundState.DONE},
}


class Outcome(StrEnum):
    """What became of a message from a provider."""

    APPLIED = "applied"
    NO_EFFECT = "no_effect"  # a fact that we knew already
    DUPLICATE = "duplicate"  # an event that we had already
    HELD = "held"  # signed, and not what we agreed: a person must look
    EARLY = "early"  # about money that we have not heard of yet; to be sent again
    UNKNOWN = "unknown"  # signed, about a payment that is not ours
    UNREADABLE = "unreadable"
    STALE = "stale"
    FORGED = "forged"

    @property
    def understood(self) -> bool:
        """It need not be sent again."""
        return self in {self.APPLIED, self.NO_EFFECT, self.DUPLICATE, self.HELD}


class LedgerKind(StrEnum):
    CAPTURE = "capture"
    REFUND = "refund"
    # money that is not what was agreed is with us without being a payment of anything
    HELD = "held"
    RETURNED = "returned"
