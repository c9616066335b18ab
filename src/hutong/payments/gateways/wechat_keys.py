"""The keys by which WeChat Pay is recognised: platform certificates, or its public key."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import Certificate, load_pem_x509_certificate

from hutong.kernel import clock
from hutong.payments.gateway import Forged, ProviderUnreachable, Unreadable
from hutong.payments.gateways.line import Answer
from hutong.payments.gateways.wechat_forms import Certificates, Sealed
from hutong.payments.gateways.wechat_seal import Seal, opened
from hutong.payments.gateways.written import form_of

PERIOD = timedelta(seconds=30)  # an unknown serial is looked for, but not more often
RENEWAL = timedelta(hours=12)

Fetch = Callable[[], Awaitable[Answer]]


@dataclass
class PlatformKeys:
    """`fixed`: the public key that the operator named, by its number. It needs no fetching."""

    api_key: bytes
    fixed: dict[str, RSAPublicKey] = field(default_factory=dict)
    _known: dict[str, Certificate] = field(default_factory=dict)
    _asked_at: datetime | None = None
    _fetching: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def key(self, serial: str, fetch: Fetch) -> RSAPublicKey:
        """Raises Forged for a serial that is not WeChat's, ProviderUnreachable without a list."""
        if serial in self.fixed:
            return self.fixed[serial]
        async with self._fetching:  # who comes meanwhile waits for the list instead of failing
            at = clock.now()
            if not self.fixed and self._worth_asking(serial, at):
                self._asked_at = at
                self._known = self._checked(await fetch(), at)
        certificate = self._known.get(serial)
        if certificate is None:
            raise Forged
        return _rsa(certificate)

    @property
    def preferred(self) -> str:
        """By which WeChat should sign its answers; empty: as it likes."""
        return next(iter(self.fixed), "")

    def _worth_asking(self, serial: str, at: datetime) -> bool:
        if self._asked_at is None:
            return True
        waited = at - self._asked_at
        return waited >= RENEWAL or (serial not in self._known and waited >= PERIOD)

    def _checked(self, answer: Answer, at: datetime) -> dict[str, Certificate]:
        """The list is believed because the APIv3 key opens it and one of it signed it."""
        try:
            listed = form_of(answer.body, Certificates)
            found = {each.serial_no: self._opened(each.encrypt_certificate) for each in listed.data}
            valid = {
                serial: certificate
                for serial, certificate in found.items()
                if certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
            }
            seal = Seal.of(answer.headers)
            seal.check(_rsa(valid[seal.serial]), answer.body)
        except (Forged, Unreadable, KeyError, ValueError):
            raise ProviderUnreachable from None
        return valid

    def _opened(self, sealed: Sealed) -> Certificate:
        pem = opened(
            self.api_key,
            ciphertext=sealed.ciphertext,
            nonce=sealed.nonce,
            associated=sealed.associated_data,
        )
        return load_pem_x509_certificate(pem)


def _rsa(certificate: Certificate) -> RSAPublicKey:
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise Forged
    return key
