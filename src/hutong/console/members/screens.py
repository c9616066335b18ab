"""Members: the list, one member's page, and what staff may do with an account."""

from hutong import members
from hutong.console.kit import (
    Action,
    Answers,
    Column,
    Days,
    Deed,
    DetailScreen,
    Done,
    Empty,
    Fact,
    Facts,
    Flag,
    Label,
    Labels,
    ListScreen,
    Phone,
    Rows,
    Search,
    Show,
    Subject,
    Tone,
)
from hutong.console.orders.words import STAGES
from hutong.kernel.i18n import N_
from hutong.kernel.ids import as_id
from hutong.members import FreezeReason
from hutong.views.members import MemberFilters, MemberPage, MemberRow, member_list, member_page

STANDINGS: Labels = {
    "active": Label(N_("Active"), Tone.GOOD),
    "frozen": Label(N_("Frozen"), Tone.BAD),
}
GENDERS: Labels = {"female": Label(N_("Female")), "male": Label(N_("Male"))}
REASONS: Labels = {
    FreezeReason.ABNORMAL_SIGN_IN: Label(N_("Unusual sign-in"), Tone.BAD),
    FreezeReason.BY_STAFF: Label(N_("Frozen by staff"), Tone.BAD),
}
LANGUAGES: Labels = {"zh_CN": Label(N_("Chinese")), "en": Label(N_("English"))}
MEMBER = Subject(
    kind="member",
    find=lambda session, key: members.find(session, as_id(key)),
    label=lambda member: str(member.nickname),
)


async def _freeze(deed: Deed, _answers: Answers) -> None:
    reason = FreezeReason.BY_STAFF
    await members.freeze(deed.session, deed.subject.id, reason=reason, by=deed.by)


async def _release(deed: Deed, _answers: Answers) -> None:
    await members.unfreeze(deed.session, deed.subject.id, by=deed.by)


async def _reveal(deed: Deed, _answers: Answers) -> Done:
    return Done(reveal=await members.reveal_phone(deed.session, deed.subject.id, by=deed.by))


def _is_frozen(page: MemberPage) -> bool:
    return page.row.frozen_at is not None


def _link(row: MemberRow) -> str:
    return f"/console/members/{row.id}"


REVEAL = Action(
    slug="phone",
    title=N_("Show the phone number"),
    permission="members.reveal",
    subject=MEMBER,
    run=_reveal,
    done="",
    question=N_("Show the whole phone number? That you looked is written down."),
    icon="eye",
)
FREEZE = Action(
    slug="freeze",
    title=N_("Freeze the account"),
    permission="members.freeze",
    subject=MEMBER,
    run=_freeze,
    done=N_("The account is frozen and signed out everywhere."),
    question=N_("Freeze this account? It is signed out on every device and cannot order."),
    applies=lambda page: not _is_frozen(page),
    tone=Tone.BAD,
)
RELEASE = Action(
    slug="release",
    title=N_("Release the account"),
    permission="members.freeze",
    subject=MEMBER,
    run=_release,
    done=N_("The account can be used again."),
    applies=_is_frozen,
)

MEMBERS = ListScreen(
    slug="members",
    title=N_("Members"),
    permission="members.view",
    query=member_list,
    filters_as=MemberFilters,
    key=lambda row: str(row.id),
    link=_link,
    sort="-joined_at",
    columns=(
        Column(name="nickname", title=N_("Nickname"), show=Show.WRITTEN, phone=Phone.TITLE),
        Column(name="phone", title=N_("Phone"), show=Show.CODE),
        Column(name="orders", title=N_("Orders"), show=Show.NUMBER, sort=True),
        Column(name="spent", title=N_("Spent"), show=Show.MONEY, sort=True),
        Column(
            name="last_order_at",
            title=N_("Last order"),
            show=Show.TIME,
            sort=True,
            phone=Phone.HIDDEN,
        ),
        Column(name="joined_at", title=N_("Joined"), show=Show.TIME, sort=True),
        Column(
            name="standing",
            title=N_("State"),
            show=Show.LABEL,
            labels=STANDINGS,
            phone=Phone.BADGE,
        ),
    ),
    filters=(
        Search(
            title=N_("Search members"),
            placeholder=N_("Nickname, whole phone number or its last four digits"),
        ),
        Days(name="joined", title=N_("Joined")),
        Flag(name="bought", title=N_("Has bought")),
        Flag(name="frozen", title=N_("Frozen")),
    ),
    empty=Empty(N_("No members yet."), N_("Whoever signs in for the first time appears here.")),
    jump="m",
)

MEMBER_PAGE = DetailScreen(
    slug="members",
    history=("members_member",),
    title=lambda page: str(page.row.nickname),
    permission="members.view",
    load=member_page,
    badges=lambda page: [STANDINGS[page.row.standing]],
    sections=(
        Rows(
            title=N_("Latest orders"),
            name="orders",
            columns=(
                Column(
                    name="number",
                    title=N_("Order number"),
                    show=Show.CODE,
                    link=lambda order: f"/console/orders/{order.number}",
                    phone=Phone.TITLE,
                ),
                Column(name="total", title=N_("Total"), show=Show.MONEY),
                Column(
                    name="stage",
                    title=N_("State"),
                    show=Show.LABEL,
                    labels=STAGES,
                    phone=Phone.BADGE,
                ),
                Column(name="placed_at", title=N_("Placed"), show=Show.TIME),
            ),
            empty=N_("This member has not ordered yet."),
        ),
        Rows(
            title=N_("Addresses"),
            name="addresses",
            columns=(
                Column(name="recipient", title=N_("Recipient"), show=Show.WRITTEN),
                Column(name="masked_phone", title=N_("Phone"), show=Show.CODE),
                Column(name="region", title=N_("Region"), show=Show.WRITTEN),
                Column(name="is_default", title=N_("Default"), show=Show.YES),
            ),
            empty=N_("No address is kept."),
        ),
        Rows(
            title=N_("Devices"),
            name="sessions",
            columns=(
                Column(name="device", title=N_("Device")),
                Column(name="ip", title=N_("Address"), show=Show.CODE),
                Column(name="started_at", title=N_("Signed in"), show=Show.TIME),
                Column(name="seen_at", title=N_("Last seen"), show=Show.TIME),
            ),
            empty=N_("Not signed in anywhere."),
        ),
        Facts(
            title=N_("Account"),
            facts=(
                Fact("phone", N_("Phone"), Show.CODE),
                Fact("joined_at", N_("Joined"), Show.TIME),
                Fact("orders_count", N_("Orders"), Show.NUMBER),
                Fact("spent", N_("Spent"), Show.MONEY),
                Fact("gender", N_("Gender"), Show.LABEL, GENDERS, optional=True),
                Fact("birthday", N_("Birthday"), Show.DAY, optional=True),
                Fact("locale", N_("Language"), Show.LABEL, LANGUAGES),
                Fact("frozen_reason", N_("Why frozen"), Show.LABEL, REASONS, optional=True),
            ),
            aside=True,
        ),
    ),
    actions=(REVEAL, FREEZE, RELEASE),
)
