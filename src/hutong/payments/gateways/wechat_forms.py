"""What WeChat Pay writes, as far as we read it."""

import msgspec

from hutong.kernel.money import Money
from hutong.payments.gateway import (
    ChargeFacts,
    ChargeState,
    RefundAnswer,
    RefundFacts,
    Unreadable,
)
from hutong.payments.gateways.written import reference_of

STATES = {
    "SUCCESS": ChargeState.PAID,
    "REFUND": ChargeState.PAID,
    "NOTPAY": ChargeState.OPEN,
    "USERPAYING": ChargeState.OPEN,
    "ACCEPT": ChargeState.OPEN,
    "CLOSED": ChargeState.CLOSED,
    "REVOKED": ChargeState.CLOSED,
    "PAYERROR": ChargeState.FAILED,
}
REFUND_ANSWERS = {
    "SUCCESS": RefundAnswer.DONE,
    "PROCESSING": RefundAnswer.PROCESSING,
    "CLOSED": RefundAnswer.REFUSED,
    "ABNORMAL": RefundAnswer.REFUSED,
}


class Refusal(msgspec.Struct, frozen=True):
    code: str = ""
    message: str = ""


class Prepaid(msgspec.Struct, frozen=True):
    """The answer to a charge: one of these, by the method that was asked for."""

    prepay_id: str = ""
    code_url: str = ""
    h5_url: str = ""


class Amount(msgspec.Struct, frozen=True):
    total: int
    currency: str = "CNY"


class Transaction(msgspec.Struct, frozen=True):
    appid: str
    mchid: str
    out_trade_no: str
    trade_state: str
    transaction_id: str = ""
    trade_state_desc: str = ""
    amount: Amount | None = None

    def facts(self, *, merchant: str, app: str) -> ChargeFacts:
        state = STATES.get(self.trade_state)
        if state is None:
            raise Unreadable
        paid = None
        if state is ChargeState.PAID and self.amount is not None:
            paid = Money(self.amount.total, self.amount.currency)
        return ChargeFacts(
            merchant_ok=(self.mchid, self.appid) == (merchant, app),
            reference=reference_of(self.out_trade_no),
            provider_reference=self.transaction_id,
            state=state,
            paid=paid,
            reason=self.trade_state_desc,
        )


class RefundAmount(msgspec.Struct, frozen=True):
    refund: int
    total: int
    currency: str = "CNY"


class Refund(msgspec.Struct, frozen=True):
    """An answer says `status`, a message `refund_status`."""

    out_trade_no: str
    out_refund_no: str
    refund_id: str
    amount: RefundAmount
    status: str = ""
    refund_status: str = ""
    mchid: str = ""

    def facts(self) -> RefundFacts:
        told = self.status or self.refund_status
        if told not in REFUND_ANSWERS:
            raise Unreadable
        return RefundFacts(
            key=reference_of(self.out_refund_no),
            reference=reference_of(self.out_trade_no),
            provider_reference=self.refund_id,
            answer=REFUND_ANSWERS[told],
            amount=Money(self.amount.refund, self.amount.currency),
            reason=told if REFUND_ANSWERS[told] is RefundAnswer.REFUSED else "",
        )


class Sealed(msgspec.Struct, frozen=True):
    algorithm: str
    ciphertext: str
    nonce: str
    associated_data: str = ""


class Message(msgspec.Struct, frozen=True):
    id: str
    event_type: str
    resource: Sealed


class Certificate(msgspec.Struct, frozen=True):
    serial_no: str
    encrypt_certificate: Sealed


class Certificates(msgspec.Struct, frozen=True):
    data: list[Certificate]


class BillPlace(msgspec.Struct, frozen=True):
    hash_type: str
    hash_value: str
    download_url: str


class Recognised(msgspec.Struct, frozen=True):
    openid: str = ""
    errmsg: str = ""
