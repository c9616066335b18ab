"""The log of messages: what was sent to whom, and what was not."""

from hutong import messaging
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    Column,
    Days,
    Deed,
    Empty,
    Label,
    Labels,
    ListScreen,
    Phone,
    Search,
    Show,
    Subject,
    Tone,
)
from hutong.kernel import texts
from hutong.kernel.i18n import N_
from hutong.kernel.ids import as_id
from hutong.messaging import TEMPLATES, Channel, MessageState
from hutong.views.messages import MessageFilters, MessageRow, message_list

CHANNELS: Labels = {
    Channel.SMS: Label(N_("Text message")),
    Channel.MAIL: Label(N_("Mail")),
    Channel.IN_APP: Label(N_("In the account")),
}
STATES: Labels = {
    MessageState.QUEUED: Label(N_("Waiting"), Tone.WARN),
    MessageState.SENT: Label(N_("Was sent"), Tone.GOOD),
    MessageState.FAILED: Label(N_("Failed"), Tone.BAD),
}
MESSAGE = Subject(
    kind="message",
    find=lambda session, key: messaging.find(session, as_id(key)),
    label=lambda message: str(message.template),
)


def _about(row: MessageRow) -> str:
    known = TEMPLATES.get(row.template)
    return texts.pick(known.title) if known else row.template


def _member(row: MessageRow) -> str | None:
    return f"/console/members/{row.member_id}" if row.member_id else None


async def _send_again(deed: Deed, _answers: Answers) -> None:
    await messaging.send_again(deed.session, deed.subject.id)


SEND_AGAIN = Action(
    slug="again",
    title=N_("Send again"),
    permission="messages.view",
    subject=MESSAGE,
    run=_send_again,
    done=N_("It is sent again."),
    applies=lambda row: row.state is MessageState.FAILED,
)

MESSAGES = ListScreen(
    slug="messages",
    title=N_("Messages"),
    permission="messages.view",
    query=message_list,
    filters_as=MessageFilters,
    key=lambda row: str(row.id),
    sort="-created_at",
    columns=(
        Column(name="created_at", title=N_("Time"), show=Show.TIME, sort=True),
        Column(
            name="channel", title=N_("Channel"), show=Show.LABEL, labels=CHANNELS, phone=Phone.FACT
        ),
        Column(
            name="recipient",
            title=N_("To"),
            show=Show.WRITTEN,
            link=_member,
            phone=Phone.TITLE,
        ),
        Column(name="about", title=N_("About"), value=_about),
        Column(name="body", title=N_("Words"), show=Show.WRITTEN, wide=True),
        Column(name="state", title=N_("State"), show=Show.LABEL, labels=STATES, phone=Phone.BADGE),
        Column(name="error", title=N_("Error"), phone=Phone.HIDDEN),
    ),
    filters=(
        Search(title=N_("Search messages"), placeholder=N_("Recipient or words")),
        Choice(name="channel", title=N_("Channel"), labels=CHANNELS),
        Choice(name="state", title=N_("State"), labels=STATES),
        Days(name="sent", title=N_("Time")),
    ),
    actions=(SEND_AGAIN,),
    empty=Empty(
        N_("No messages yet."), N_("Codes and notices that the shop sends are written down here.")
    ),
    hint=N_("In the demo shop text messages are not really sent: read sign-in codes here."),
)
