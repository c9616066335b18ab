"""Whose leave a refund needs. Limits are data (RefundRule); this is what they mean."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hutong.kernel.money import Money
from hutong.payments.refunding.models import RefundRule


class Leave(StrEnum):
    NOBODY = "nobody"
    APPROVER = "approver"
    FOUR_EYES = "four_eyes"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to give back, all in all, and what they gave back alone today."""

    amount: Money
    alone_today: Money
    paid_at: datetime | None


def leave_for(wish: Wish, rule: RefundRule | None, at: datetime) -> Leave:
    """A currency without a rule always takes two people.

    Small refunds of recent payments pass by themselves, until the person's sum of the day is
    reached: twenty small ones are not a way around the limit.
    """
    if rule is None or rule.four_eyes < wish.amount:
        return Leave.FOUR_EYES
    recent = wish.paid_at is not None and at - wish.paid_at <= timedelta(days=rule.auto_days)
    small = wish.amount <= rule.auto and wish.alone_today + wish.amount <= rule.auto_daily
    return Leave.NOBODY if recent and small else Leave.APPROVER
