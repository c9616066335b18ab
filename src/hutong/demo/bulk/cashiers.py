"""The providers' side of one order's money: the sandbox, and the three that are simulated."""

import secrets
from datetime import datetime
from typing import Any, Protocol

import msgspec

from hutong.demo import wallets
from hutong.demo.bulk.pile import Pile
from hutong.demo.strangers import MERCHANT, UNDERSTOOD
from hutong.demo.wallets import Addresses
from hutong.payments import Attempt, ChargeAsked, ChargeState, Method, RefundRequest
from hutong.sandbox import charges
from hutong.sandbox import models as sandbox
from hutong.simulators import books
from hutong.simulators import models as simulated

CHARGE_ID_BYTES = 18


class Cashier(Protocol):
    """Each deed writes the provider's rows; those of which the shop hears give the message's id
    and body."""

    method: Method

    def open(self, attempt: Attempt, asked: ChargeAsked, at: datetime) -> None: ...

    def pay(self, attempt: Attempt, at: datetime) -> None: ...

    def tell(self, at: datetime) -> tuple[str, bytes]: ...

    def keep_silent(self, at: datetime) -> None: ...

    def end(self, state: ChargeState) -> None: ...

    def give_back(self, refund: RefundRequest, at: datetime) -> tuple[str, bytes]: ...


def cashier(pile: Pile, provider: str, addresses: Addresses) -> Cashier:
    if provider == "sandbox":
        return SandboxCashier(pile, addresses)
    return WalletCashier(pile, addresses, simulated.Provider(provider))


class SandboxCashier:
    method = Method.PAGE

    def __init__(self, pile: Pile, addresses: Addresses) -> None:
        self._pile = pile
        self._addresses = addresses
        self._charge = sandbox.Charge()

    def open(self, attempt: Attempt, asked: ChargeAsked, at: datetime) -> None:
        self._charge = charge = sandbox.Charge(
            id=secrets.token_urlsafe(CHARGE_ID_BYTES),
            merchant=MERCHANT,
            reference=attempt.id,
            subject=asked.number,
            created_at=at,
            expires_at=asked.expires_at,
            return_url=asked.return_url,
            notify_url=f"{self._addresses.shop}/notify/sandbox",
            amount_minor=asked.amount.minor,
            currency=asked.amount.currency,
        )
        self._pile.add(charge)
        attempt.provider_reference = charge.id
        attempt.url = f"/sandbox/cashier/{charge.id}"

    def pay(self, attempt: Attempt, at: datetime) -> None:  # noqa: ARG002
        charge = self._charge
        charge.state, charge.paid_at = sandbox.ChargeState.PAID, at
        charge.paid_minor = charge.amount_minor

    def tell(self, at: datetime) -> tuple[str, bytes]:
        return self._tell(charges.told_of_charge(self._charge), at)

    def keep_silent(self, at: datetime) -> None:
        self._write(charges.told_of_charge(self._charge), at)

    def end(self, state: ChargeState) -> None:
        self._charge.state = sandbox.ChargeState(state)

    def give_back(self, refund: RefundRequest, at: datetime) -> tuple[str, bytes]:
        made = sandbox.Refund(
            charge_id=self._charge.id,
            key=refund.id,
            currency=refund.currency,
            amount_minor=refund.amount_minor,
            reason=refund.told,
            made_at=at,
        )
        self._pile.add(made)
        refund.provider_reference = str(made.id)
        return self._tell({"refund": charges.refund_told(self._charge, made)}, at)

    def _tell(self, told: dict[str, Any], at: datetime) -> tuple[str, bytes]:
        message = self._write(told, at)
        self._pile.add(sandbox.Delivery(message_id=message.id, sent_at=at, answer=UNDERSTOOD))
        return str(message.id), message.body

    def _write(self, told: dict[str, Any], at: datetime) -> sandbox.Message:
        message = sandbox.Message(charge_id=self._charge.id, forged=False, made_at=at)
        self._pile.add(message)
        message.body = msgspec.json.encode({"event_id": str(message.id), **told})
        return message


class WalletCashier:
    def __init__(self, pile: Pile, addresses: Addresses, provider: simulated.Provider) -> None:
        self.method = wallets.WAYS[provider][0]
        self._pile = pile
        self._addresses = addresses
        self._provider = provider
        self._charge = simulated.Charge()

    def open(self, attempt: Attempt, asked: ChargeAsked, at: datetime) -> None:
        self._charge = charge = simulated.Charge(
            id=books.new_number(self._provider, at),
            token=secrets.token_urlsafe(books.TOKEN_BYTES),
            provider=self._provider,
            created_at=at,
            **vars(self._addresses.wanted(self._provider, asked)),
        )
        self._pile.add(charge)
        onward = self._addresses.onward(charge)
        attempt.url, attempt.code = onward.url or None, onward.code or None

    def pay(self, attempt: Attempt, at: datetime) -> None:
        charge = self._charge
        charge.state, charge.paid_at = simulated.ChargeState.PAID, at
        charge.paid_minor = charge.amount_minor
        attempt.provider_reference = charge.id

    def tell(self, at: datetime) -> tuple[str, bytes]:  # noqa: ARG002 - its clock says when
        return self._tell(None)

    def keep_silent(self, at: datetime) -> None:  # noqa: ARG002
        never = simulated.Telling.NEVER
        self._pile.add(simulated.Message(charge_id=self._charge.id, telling=never))

    def end(self, state: ChargeState) -> None:
        self._charge.state = simulated.ChargeState(state)

    def give_back(self, refund: RefundRequest, at: datetime) -> tuple[str, bytes]:
        charge = self._charge
        made = simulated.Refund(
            id=books.new_number(self._provider, at),
            charge_id=charge.id,
            key=refund.id.hex,
            state=simulated.RefundState.DONE,
            amount_minor=refund.amount_minor,
            made_at=at,
            notify_url=charge.notify_url,
            reserved=wallets.reserved(charge),
        )
        self._pile.add(made)
        refund.provider_reference = made.id
        return self._tell(made)

    def _tell(self, made: simulated.Refund | None) -> tuple[str, bytes]:
        message = simulated.Message(
            charge_id=self._charge.id,
            refund_id=made.id if made else None,
            telling=simulated.Telling.AT_ONCE,
        )
        self._pile.add(message)
        wallets.write(message, self._charge, made)
        return str(message.id), message.body or b""
