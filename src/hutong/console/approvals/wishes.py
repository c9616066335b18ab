"""Prices that somebody asked a second person for, each SKU with both of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hutong.access import Approval
from hutong.kernel.i18n import gettext
from hutong.kernel.money import Money
from hutong.views.approvals import Decision, decision
from hutong.web.templating import money

SKUS, PRICE, ORIGINAL = "skus.", ".price", ".original"


def prices_wished(approval: Approval) -> Sequence[str]:
    """One line for each SKU, then those whose price struck through changes."""
    changes = approval.facts["changes"].items()
    return [
        *(_line(name, PRICE, pair) for name, pair in changes if name.endswith(PRICE)),
        *(
            gettext("{change} (struck through)").format(change=_line(name, ORIGINAL, pair))
            for name, pair in changes
            if name.endswith(ORIGINAL)
        ),
    ]


def _line(name: str, ending: str, pair: Sequence[Any]) -> str:
    before, after = (_told(kept) for kept in pair)
    return f"{name.removeprefix(SKUS).removesuffix(ending)} {before} → {after}"


def _told(kept: Any) -> str:
    return money(Money(kept["minor"], kept["currency"])) if kept else "\u2013"


@dataclass(frozen=True, slots=True)
class WishShown:
    approval: Approval

    @property
    def what(self) -> str:
        return gettext("; ").join(prices_wished(self.approval))

    @property
    def reason(self) -> str:
        return self.approval.reason

    @property
    def asked_by(self) -> str:
        return self.approval.asked_by

    @property
    def asked_at(self) -> datetime:
        return self.approval.asked_at

    @property
    def decided_by(self) -> str:
        return self.approval.decided_by

    @property
    def note(self) -> str:
        return self.approval.note

    @property
    def state(self) -> Decision:
        return decision(self.approval)
