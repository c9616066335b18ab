"""Lists on the page of what they are about, and the way to begin one there."""

from collections.abc import Callable, Sequence
from typing import Any

from hutong import checklists
from hutong.checklists import About, Start
from hutong.console.checks.lists import DAY, asked_day, asked_id
from hutong.console.checks.words import LIST_STATES, VIEW, WORK, procedures_of
from hutong.console.kit import Action, Answers, ChoiceField, Deed, Done, Label, Part, Subject
from hutong.kernel.i18n import N_
from hutong.views.checklists.steps import Attached

ATTACHED = Part(
    title=N_("Checklists"), template="console/checks/_attached.html", aside=True, permission=VIEW
)
"""Sees `page.shown.checks`."""


class Checks:
    """The lists of a record, for its page."""

    def __init__(self, lists: Sequence[Attached]) -> None:
        self.lists = lists

    def label(self, each: Attached) -> Label:
        return LIST_STATES[each.state]


NO_CHECKS = Checks(())


def begin_for(
    about: About, subject: Subject, *, key: Callable[[Any], str] = lambda row: str(row.id)
) -> Action:
    """The button that begins a list for a thing of that kind."""

    async def run(deed: Deed, answers: Answers) -> Done:
        procedure = asked_id(answers["procedure"], "procedure")
        assert procedure is not None  # noqa: S101 - the field is required
        wanted = Start(
            procedure_id=procedure,
            key=key(deed.subject),
            label=subject.label(deed.subject),
            target_at=asked_day(answers["target_at"]),
        )
        made = await checklists.start(deed.session, wanted, by=deed.by)
        return Done(go_to=f"/console/checklists/{made.id}")

    return Action(
        slug="checklist",
        title=N_("Begin a list"),
        permission=WORK,
        subject=subject,
        run=run,
        done=N_("The list is begun."),
        fields=(
            ChoiceField(
                name="procedure",
                title=N_("Procedure"),
                options=procedures_of(about),
                required=True,
                hint=N_("Procedures about such a thing are written under Procedures (SOP)."),
            ),
            DAY,
        ),
    )
