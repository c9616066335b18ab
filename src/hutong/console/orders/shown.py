"""One order as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType

from hutong import payments
from hutong.console.checks.attached import NO_CHECKS, Checks
from hutong.console.kit import Label, Labels
from hutong.console.orders import words
from hutong.console.orders.words import FULFILMENT_STATES, PAYMENT_STATES, STAGES, STEPS
from hutong.console.services.words import VOUCHER_STATES
from hutong.fulfilment import CARRIERS
from hutong.kernel import texts
from hutong.kernel.actor import ActorKind
from hutong.kernel.i18n import N_, gettext
from hutong.members import masked_phone
from hutong.orders import can_cancel, can_ship, reason_words
from hutong.views.order_page import OrderPage, OrderSheet, Parcel, Payment, Step
from hutong.vouchers import Voucher, VoucherState, not_had

WHO = {ActorKind.SYSTEM: N_("System"), ActorKind.MEMBER: N_("Buyer"), ActorKind.GUEST: N_("Guest")}


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime
    text: str
    who: str
    note: str = ""


@dataclass(frozen=True)
class OrderShown:
    page: OrderPage
    checks: Checks = NO_CHECKS
    codes: Sequence[Voucher] = ()

    @property
    def order(self) -> OrderSheet:
        return self.page.order

    @property
    def words(self) -> ModuleType:
        """The words of states, for the templates."""
        return words

    @property
    def parcels(self) -> Sequence[Parcel]:
        return self.page.parcels

    @property
    def payment(self) -> Payment | None:
        return self.page.payment

    @property
    def badges(self) -> Sequence[Label]:
        """The word a shopper sees, then money and goods where they say something else."""
        order = self.order
        axes = (PAYMENT_STATES[order.payment], FULFILMENT_STATES[order.fulfilment])
        stage = STAGES[order.stage]
        return [stage, *(each for each in axes if each.title != stage.title)]

    @property
    def moments(self) -> Sequence[Moment]:
        return [_moment(step) for step in self.order.history]

    @property
    def phone(self) -> str:
        return masked_phone(self.order.phone)

    @property
    def recipient(self) -> str:
        return self.order.recipient

    @property
    def where(self) -> str:
        return f"{self.order.region} {self.order.detail}".strip()

    @property
    def voucher_states(self) -> Labels:
        return VOUCHER_STATES

    @property
    def can_call_off(self) -> bool:
        """Some of its services nobody had."""
        return any(not_had(voucher) for voucher in self.codes)

    @property
    def buyer(self) -> str:
        return self.order.member_name or ""

    @property
    def buyer_note(self) -> str:
        return self.order.buyer_note

    @property
    def cancel_reason(self) -> str:
        return reason_words(self.order.cancel_reason)

    @property
    def can_ship(self) -> bool:
        return can_ship(self.order)

    @property
    def can_cancel(self) -> bool:
        had = any(voucher.state is VoucherState.REDEEMED for voucher in self.codes)
        return can_cancel(self.order) and not had

    def said(self, note: str) -> str:
        return payments.in_words(note)

    def provider(self, name: str) -> str:
        return payments.provider_name(name)

    def carrier(self, parcel: Parcel) -> str:
        known = CARRIERS.get(parcel.carrier)
        return texts.pick(known.name) if known else parcel.carrier


def _moment(step: Step) -> Moment:
    known = STEPS.get((step.axis, step.after))
    who = gettext(WHO[step.by_kind]) if step.by_kind in WHO else step.by_name
    text = gettext(known) if known else step.after
    return Moment(step.at, text, who, reason_words(step.note))
