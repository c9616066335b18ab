"""Messaging: the words of every message, their way to a telephone, and the member's inbox."""

from hutong.messaging.connect import connect
from hutong.messaging.gateway import GatewayUnreachable, RecipientRefused, SmsGateway
from hutong.messaging.jobs import SCHEDULE, tasks
from hutong.messaging.models import Message
from hutong.messaging.queries import (
    InboxPage,
    NoSuchMessage,
    find,
    inbox,
    last_words_to,
    mark_read,
    unread,
)
from hutong.messaging.service import (
    SecretForgotten,
    deliver,
    send,
    send_again,
    sign_as,
    sweep,
    tell,
)
from hutong.messaging.states import MessageState
from hutong.messaging.templates import TEMPLATES, Channel, Template

__all__ = [
    "SCHEDULE",
    "TEMPLATES",
    "Channel",
    "GatewayUnreachable",
    "InboxPage",
    "Message",
    "MessageState",
    "NoSuchMessage",
    "RecipientRefused",
    "SecretForgotten",
    "SmsGateway",
    "Template",
    "connect",
    "deliver",
    "find",
    "inbox",
    "last_words_to",
    "mark_read",
    "send",
    "send_again",
    "sign_as",
    "sweep",
    "tasks",
    "tell",
    "unread",
]
