"""What staff made can be taken back, and be put back where it was."""

from hutong.console.kit.actions import Action, Run, Subject
from hutong.console.kit.labels import Tone
from hutong.kernel.i18n import N_


def taking_back(
    subject: Subject, permission: str, *, lift: Run, restore: Run
) -> tuple[Action, ...]:
    """For rows that tell by `gone` whether they were taken back."""
    return (
        Action(
            slug="removal",
            title=N_("Take back"),
            permission=permission,
            subject=subject,
            run=lift,
            done=N_("It no longer holds. It can be put back under “Taken back”."),
            applies=lambda row: not row.gone,
            tone=Tone.BAD,
        ),
        Action(
            slug="return",
            title=N_("Put back"),
            permission=permission,
            subject=subject,
            run=restore,
            done=N_("It holds again."),
            applies=lambda row: bool(row.gone),
            primary=True,
        ),
    )
