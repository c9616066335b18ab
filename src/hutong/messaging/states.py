from enum import StrEnum


class MessageState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


MOVES = {
    MessageState.QUEUED: {MessageState.SENT, MessageState.FAILED},
    MessageState.SENT: set[MessageState](),
    MessageState.FAILED: {MessageState.QUEUED},
}
