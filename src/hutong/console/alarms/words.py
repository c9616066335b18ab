"""What each kind of alarm says, and where it is dealt with. A kind without words fails a test."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hutong.access import Alarm
from hutong.console.kit import Label, Tone
from hutong.kernel.i18n import N_, gettext
from hutong.payments import provider_name
from hutong.views.alarms import AlarmRow


@dataclass(frozen=True, slots=True)
class Words:
    """`says` is filled with the facts of the alarm."""

    title: str
    says: str
    url: str


ALARMS: Mapping[str, Words] = {
    "payments.conversion": Words(
        N_("Few payments succeed"),
        N_("{provider}: {share}% of {tried} payments of a day were paid, less than {least}%."),
        "/console/payment-health",
    ),
    "payments.failures": Words(
        N_("Many payments fail"),
        N_("{provider}: {share}% refused within an hour ({failed}), more than {most}%."),
        "/console/payments?state=failed",
    ),
    "payments.silence": Words(
        N_("Provider does not tell"),
        N_("{provider}: {silent} payments of an hour came without a message ({share}%)."),
        "/console/payment-health",
    ),
    "payments.unclear": Words(
        N_("Unclear payments"),
        N_("{provider}: the fate of {count} payments is not known long after their time."),
        "/console/payments?state=open",
    ),
    "payments.provider_away": Words(
        N_("Provider away"),
        N_("{provider} left {count} payments without an answer and answered none."),
        "/console/payment-health",
    ),
    "payments.bill_missing": Words(
        N_("Bill missing"),
        N_("{provider} has not given its bill of {day}."),
        "/console/reconciliations",
    ),
    "payments.differences": Words(
        N_("Differences with a provider"),
        N_("{count} moves of money at {provider} differ from our ledger."),
        "/console/differences?state=open",
    ),
    "access.trail_broken": Words(
        N_("Audit trail altered"),
        N_("The audit trail is not whole: broken at place {broken_at}, {unsealed} unsealed."),
        "/console/audit",
    ),
    "integrity.broken": Words(
        N_("Something does not add up"),
        N_("{count} things do not agree, such as: {example}"),
        "/console/findings?state=open",
    ),
}
KINDS = {kind: Label(words.title, Tone.BAD) for kind, words in ALARMS.items()}


def title(row: Alarm | AlarmRow) -> str:
    known = ALARMS.get(row.kind)
    return gettext(known.title) if known else row.kind


def says(row: AlarmRow) -> str:
    """In the reader's language; facts of an older version may lack what the words want."""
    known = ALARMS.get(row.kind)
    try:
        return gettext(known.says).format_map(_named(row.facts)) if known else _plain(row)
    except KeyError:
        return _plain(row)


def _named(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    called = {"provider": provider_name(facts["provider"])} if "provider" in facts else {}
    return {**facts, **called}


def url(row: AlarmRow) -> str:
    known = ALARMS.get(row.kind)
    return known.url if known else "/console/alarms"


def _plain(row: AlarmRow) -> str:
    return ", ".join(f"{name}: {value}" for name, value in row.facts.items())
