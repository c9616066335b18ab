"""How UnionPay (ACP 5.1.0) and its merchants recognise each other.

Both sign the hexadecimal SHA-256 of the sorted fields with RSA. UnionPay sends the certificate of
its key along; it counts when it was issued, by way of the one in between, by the root that we
hold, is UnionPay's own by name, and is valid today. So a new key needs nothing to be done.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import Certificate, load_pem_x509_certificate
from cryptography.x509.oid import NameOID

from hutong.kernel import clock
from hutong.payments.gateway import Forged

NAMES = {"中国银联股份有限公司", "00040000:SIGN"}
NAME_PLACE = 2  # of the common name's parts, between at signs
CERTIFICATE_MAX = 8192
KNOWN_MAX = 8


def digest(fields: Mapping[str, str]) -> bytes:
    text = "&".join(f"{name}={fields[name]}" for name in sorted(fields) if name != "signature")
    return hashlib.sha256(text.encode()).hexdigest().encode()


@dataclass(frozen=True)
class Signer:
    """The merchant's half."""

    key: RSAPrivateKey
    certificate_id: str

    def signed(self, fields: Mapping[str, str]) -> dict[str, str]:
        words = {name: value for name, value in fields.items() if value}
        words["certId"] = self.certificate_id
        signature = self.key.sign(digest(words), PKCS1v15(), SHA256())
        return {**words, "signature": base64.b64encode(signature).decode()}


@dataclass
class Verifier:
    root: Certificate
    middle: Certificate
    _known: dict[str, Certificate] = field(default_factory=dict)

    def check(self, fields: Mapping[str, str]) -> None:
        """Raises Forged when UnionPay did not sign just these fields."""
        try:
            signature = base64.b64decode(fields.get("signature", ""), validate=True)
        except (binascii.Error, ValueError):
            raise Forged from None
        try:
            self._key(fields.get("signPubKeyCert", "")).verify(
                signature, digest(fields), PKCS1v15(), SHA256()
            )
        except InvalidSignature:
            raise Forged from None

    def _key(self, pem: str) -> RSAPublicKey:
        certificate = self._known.get(pem)
        if certificate is None:
            certificate = self._trusted(pem)
            if len(self._known) >= KNOWN_MAX:
                self._known.clear()
            self._known[pem] = certificate
        at = clock.now()
        if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
            raise Forged
        key = certificate.public_key()
        if not isinstance(key, RSAPublicKey):
            raise Forged
        return key

    def _trusted(self, pem: str) -> Certificate:
        if not 0 < len(pem) <= CERTIFICATE_MAX:
            raise Forged
        try:
            certificate = load_pem_x509_certificate(pem.encode())
            certificate.verify_directly_issued_by(self.middle)
            self.middle.verify_directly_issued_by(self.root)
        except (ValueError, TypeError, InvalidSignature):
            raise Forged from None
        names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        parts = str(names[0].value).split("@") if names else []
        if len(parts) <= NAME_PLACE or parts[NAME_PLACE] not in NAMES:
            raise Forged
        return certificate
