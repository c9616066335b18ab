"""Whether pages are published by two, and what was asked for."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import decoration
from hutong.access import Approval
from hutong.console.approvals.screens import PERMISSION, STATES
from hutong.console.decoration.screens import VIEW, NoFilters
from hutong.console.kit import (
    Answers,
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
    Tone,
)
from hutong.decoration import PublishingRule
from hutong.kernel.i18n import N_, gettext
from hutong.views.approvals import decision
from hutong.views.lists import Found, Paging

PEOPLE: Labels = {
    "one": Label(N_("One person")),
    "two": Label(N_("Two people"), Tone.WARN),
}


@dataclass(frozen=True, slots=True)
class Asking:
    """A request to publish, as the page's editor shows it."""

    approval: Approval

    @property
    def number(self) -> int:
        number: int = self.approval.facts["version"]
        return number

    @property
    def state(self) -> Label:
        return STATES[decision(self.approval)]


async def _rules(
    session: AsyncSession, _filters: NoFilters, paging: Paging
) -> Found[PublishingRule]:
    rows = await decoration.publishing_rules(session)
    return Found(rows[paging.offset : paging.offset + paging.size], len(rows))


async def _find(session: AsyncSession, _key: str) -> PublishingRule | None:
    rules = await decoration.publishing_rules(session)
    return rules[0] if rules else None


async def _begin(session: AsyncSession, _rule: PublishingRule | None) -> Answers:
    return {"by_two": await decoration.published_by_two(session)}


async def _save(deed: Deed, answers: Answers) -> Done:
    rule = await decoration.set_publishing(deed.session, by_two=answers["by_two"], by=deed.by)
    return Done(go_to=PUBLISHING.url, created=rule)


PUBLISHING_FORM = FormScreen(
    slug="publishing",
    title=lambda _rule: gettext("Who publishes pages"),
    permission=PERMISSION,
    subject=Subject(
        kind="publishing_rule",
        find=_find,
        label=lambda _rule: gettext("Publishing by two"),
        trail_kind="decoration_publishing_rule",
    ),
    groups=(
        Group(
            "",
            (
                SwitchField(
                    name="by_two",
                    title=N_("Pages are published by two"),
                    hint=N_(
                        "Who built a page asks, and somebody else agrees under Approvals. Going"
                        " back to what was shown before takes one."
                    ),
                ),
            ),
        ),
    ),
    begin=_begin,
    save=_save,
    opens=N_("Change"),
    edits=False,
)
PUBLISHING = ListScreen(
    slug="publishing",
    title=N_("Who publishes pages"),
    permission=VIEW,
    query=_rules,
    filters_as=NoFilters,
    key=lambda row: str(row.id),
    columns=(
        Column(name="set_at", title=N_("Since"), show=Show.TIME, phone=Phone.TITLE),
        Column(
            name="by_two",
            title=N_("Takes"),
            value=lambda row: "two" if row.by_two else "one",
            show=Show.LABEL,
            labels=PEOPLE,
            phone=Phone.BADGE,
        ),
        Column(name="set_by", title=N_("By"), show=Show.WRITTEN),
    ),
    create=PUBLISHING_FORM,
    hint=N_("The newest line is in force."),
    empty=Empty(
        N_("One person publishes pages alone."), N_("For a second pair of eyes, change it here.")
    ),
)
