"""Goods go on the shelf and off it at a time, or by rules whose effect is seen before."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import listing
from hutong.console.goods.product_form import PRODUCT
from hutong.console.goods.words import categories_by_id
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    ChoiceField,
    Column,
    Deed,
    Done,
    Empty,
    FormScreen,
    Group,
    Label,
    Labels,
    ListScreen,
    Phone,
    Show,
    Subject,
    SwitchField,
    Tab,
    TextField,
    Tone,
    WholeField,
)
from hutong.console.quality.words import WAYS, cause_told
from hutong.kernel import clock, seasons, texts
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.listing import Appointment, Rule, RuleDraft, RuleKind
from hutong.views.listing_rules import (
    AppointmentFilters,
    RuleRow,
    WishRow,
    appointment_list,
    rule_list,
    wish_list,
)
from hutong.views.lists import NoFilters

RULES_PERMISSION = "listing.rules"
APPOINTED: Labels = {
    "waiting": Label(N_("To come"), Tone.INFO),
    "done": Label(N_("Done"), Tone.GOOD),
    "refused": Label(N_("Could not be done"), Tone.BAD),
    "cancelled": Label(N_("Cancelled")),
}
RULE_KINDS: Labels = {
    RuleKind.SOLD_OUT: Label(N_("Off when sold out for long, back with new stock")),
    RuleKind.SEASON: Label(N_("On sale in its season only")),
}


async def _appoint(deed: Deed, answers: Answers) -> None:
    await listing.appoint(
        deed.session,
        deed.subject.id,
        goes_on=answers["way"] == "on",
        due_at=_moment(answers["due_at"]),
        by=deed.by,
    )


def _moment(typed: str) -> datetime:
    """As the browser's own control sends it, by the shop's clock."""
    try:
        return datetime.strptime(typed[:16], "%Y-%m-%dT%H:%M").replace(tzinfo=clock.SHOP_ZONE)
    except ValueError:
        words = gettext("A day and a time are needed.")
        raise Invalid([Problem("due_at", words)]) from None


async def _find(session: AsyncSession, key: str) -> Appointment:
    return await listing.find_appointment(session, as_id(key))


async def _cancel(deed: Deed, _answers: Answers) -> None:
    await listing.cancel(deed.session, deed.subject.id, by=deed.by)


APPOINT = Action(
    slug="appointment",
    title=N_("Set a time"),
    permission="catalog.edit",
    subject=PRODUCT,
    run=_appoint,
    done=N_("The time is set."),
    fields=(
        ChoiceField(name="way", title=N_("Then it is"), labels=WAYS, required=True),
        TextField(name="due_at", title=N_("When"), type="datetime-local", required=True),
    ),
)
APPOINTMENTS = ListScreen(
    slug="appointments",
    title=N_("Scheduled listing"),
    permission="catalog.view",
    query=appointment_list,
    filters_as=AppointmentFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/goods-check/{row.product_id}",
    sort="-due_at",
    columns=(
        Column(name="title", title=N_("Product"), show=Show.TEXTS, phone=Phone.TITLE, wide=True),
        Column(name="way", title=N_("Then it is"), show=Show.LABEL, labels=WAYS),
        Column(name="due_at", title=N_("When"), show=Show.TIME, sort=True),
        Column(name="asked_by", title=N_("Set by"), show=Show.WHO),
        Column(
            name="state", title=N_("State"), show=Show.LABEL, labels=APPOINTED, phone=Phone.BADGE
        ),
        Column(name="trouble", title=N_("Why not"), wide=True),
    ),
    filters=(Choice(name="state", title=N_("State"), labels=APPOINTED, in_tabs=True),),
    tabs=(
        Tab(N_("All")),
        *(Tab(label.title, {"state": state}) for state, label in APPOINTED.items()),
    ),
    actions=(
        Action(
            slug="cancellation",
            title=N_("Call off"),
            permission="catalog.edit",
            subject=Subject(
                kind="appointment", find=_find, label=lambda made: made.due_at.isoformat()
            ),
            run=_cancel,
            done=N_("Called off."),
            applies=lambda row: row.state == "waiting",
        ),
    ),
    hint=N_("Set on the page where a product is checked; done within a minute of the time."),
    empty=Empty(N_("No times are set."), N_("Set one on the page of a product under Goods check.")),
)


async def _rule(session: AsyncSession, key: str) -> Rule:
    return await listing.find_rule(session, as_id(key))


async def _begin(_session: AsyncSession, rule: Rule | None) -> Answers:
    if rule is None:
        return {"active": True}
    return {
        "name": rule.name,
        "kind": rule.kind,
        "category": rule.category_id,
        "days": rule.days,
        "begins": seasons.written(rule.begins),
        "ends": seasons.written(rule.ends),
        "active": rule.active,
    }


async def _save(deed: Deed, answers: Answers) -> Done:
    kept: Rule | None = deed.subject
    draft = RuleDraft(
        id=kept.id if kept else None,
        name=answers["name"],
        kind=RuleKind(answers["kind"]),
        category_id=_category(answers["category"]),
        days=answers["days"],
        begins=seasons.typed(answers["begins"]),
        ends=seasons.typed(answers["ends"]),
        active=answers["active"],
    )
    rule = await listing.save_rule(deed.session, draft, by=deed.by)
    return Done(created=rule, go_to="/console/rule-preview")


def _category(answer: str | None) -> UUID | None:
    try:
        return UUID(answer) if answer else None
    except ValueError:
        words = gettext("Please choose one of these.")
        raise Invalid([Problem("category", words)]) from None


def _when(row: RuleRow) -> str:
    if row.kind is RuleKind.SOLD_OUT:
        return gettext("Sold out for {days} days").format(days=row.days)
    words = gettext("From {begins} to {ends}")
    return words.format(begins=seasons.written(row.begins), ends=seasons.written(row.ends))


def _whose(row: RuleRow) -> str:
    return texts.pick(row.category) if row.category else gettext("The whole shop")


def _because(row: WishRow) -> str:
    return cause_told(row.cause, row.says)


RULE_FORM = FormScreen(
    slug="shelf-rules",
    title=lambda rule: str(rule.name) if rule else gettext("A new rule of listing"),
    permission=RULES_PERMISSION,
    subject=Subject(kind="shelf_rule", find=_rule, label=lambda rule: str(rule.name)),
    groups=(
        Group(
            "",
            (
                TextField(name="name", title=N_("Name of the rule"), required=True, most=60),
                ChoiceField(
                    name="kind", title=N_("What it does"), labels=RULE_KINDS, required=True
                ),
                ChoiceField(
                    name="category",
                    title=N_("Goods of"),
                    options=categories_by_id,
                    hint=N_("And of the categories below it. Nothing chosen: the whole shop."),
                ),
                WholeField(name="days", title=N_("Sold out for how many days"), least=1, most=365),
                TextField(
                    name="begins",
                    title=N_("Season begins"),
                    most=5,
                    placeholder="11-01",
                    hint=N_("Month and day; a season may go over the turn of the year."),
                ),
                TextField(name="ends", title=N_("Season ends"), most=5, placeholder="02-28"),
                SwitchField(name="active", title=N_("In force")),
            ),
            N_(
                "Rules only bring back what a rule took off, and leave alone what somebody undid."
                " After saving you see what would happen now."
            ),
        ),
    ),
    begin=_begin,
    save=_save,
)
RULES = ListScreen(
    slug="shelf-rules",
    title=N_("Rules of listing"),
    permission="catalog.view",
    query=rule_list,
    filters_as=NoFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/shelf-rules/{row.id}/edit",
    sort="name",
    columns=(
        Column(
            name="name",
            title=N_("Name of the rule"),
            show=Show.WRITTEN,
            sort=True,
            phone=Phone.TITLE,
        ),
        Column(name="kind", title=N_("What it does"), show=Show.LABEL, labels=RULE_KINDS),
        Column(name="when", title=N_("When"), value=_when),
        Column(name="category", title=N_("Goods of"), value=_whose),
        Column(name="active", title=N_("In force"), show=Show.YES),
    ),
    create=RULE_FORM,
    empty=Empty(N_("No rules yet."), N_("Goods then only go on sale and off it by hand.")),
)
PREVIEW = ListScreen(
    slug="rule-preview",
    title=N_("What the rules would do now"),
    permission="catalog.view",
    query=wish_list,
    filters_as=NoFilters,
    key=lambda row: str(row.id),
    link=lambda row: f"/console/goods-check/{row.id}",
    columns=(
        Column(name="title", title=N_("Product"), show=Show.TEXTS, phone=Phone.TITLE, wide=True),
        Column(name="way", title=N_("Then it is"), show=Show.LABEL, labels=WAYS, phone=Phone.BADGE),
        Column(name="because", title=N_("Because"), value=_because),
        Column(name="rule", title=N_("Rule"), show=Show.WRITTEN),
    ),
    hint=N_(
        "Done every quarter of an hour; each turn stands in the listing log and can be undone."
    ),
    empty=Empty(N_("The rules have nothing to do.")),
)
