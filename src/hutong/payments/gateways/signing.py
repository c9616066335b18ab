"""How the sandbox provider and its merchants recognise each other.

A merchant signs what it asks with the secret it shares with the provider (HMAC-SHA256); the
provider signs answers and messages with Ed25519 keys that it publishes, so that a merchant can
check but never make them. Every signature covers a time, a nonce and the bytes as they were sent.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hutong.payments.gateway import Forged, Stale

WINDOW = timedelta(minutes=5)
HEADER_MAX = 200
SERIAL = "sandbox-serial"
TIMESTAMP = "sandbox-timestamp"
NONCE = "sandbox-nonce"
SIGNATURE = "sandbox-signature"
MERCHANT = "sandbox-merchant"


@dataclass(frozen=True)
class Seal:
    """The signature headers of one message."""

    serial: str
    timestamp: str
    nonce: str
    signature: bytes

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> "Seal":
        """Raises Forged when a header is missing or not of its form."""
        given = {name.lower(): value for name, value in headers.items()}
        values = [given.get(name, "") for name in (SERIAL, TIMESTAMP, NONCE, SIGNATURE)]
        if not all(0 < len(value) <= HEADER_MAX for value in values):
            raise Forged
        try:
            signature = base64.b64decode(values[3], validate=True)
        except (binascii.Error, ValueError):
            raise Forged from None
        return cls(values[0], values[1], values[2], signature)

    def check(self, key: Ed25519PublicKey, body: bytes) -> None:
        """Raises Forged when another key made it, or over other bytes."""
        signed = f"{self.timestamp}\n{self.nonce}\n".encode() + body
        try:
            key.verify(self.signature, signed)
        except InvalidSignature:
            raise Forged from None

    def check_fresh(self, at: datetime) -> None:
        """Raises Stale outside five minutes of now. The time is signed, so check that first."""
        if not (self.timestamp.isascii() and self.timestamp.isdigit()):
            raise Forged
        try:
            made = datetime.fromtimestamp(int(self.timestamp), UTC)
        except (OverflowError, OSError, ValueError):
            raise Forged from None
        if abs(at - made) > WINDOW:
            raise Stale


def request_signature(secret: str, *, method: str, path: str, seal: str, body: bytes) -> str:
    """The merchant's signature; `seal` is the time and the nonce, joined by a line end."""
    signed = f"{method}\n{path}\n{seal}\n".encode() + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
