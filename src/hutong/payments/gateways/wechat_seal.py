"""How WeChat Pay (API v3) and its merchants recognise each other.

A merchant signs method, path, time, nonce and body with the RSA key of its certificate; WeChat
signs time, nonce and body with the key of a platform certificate, or with its public key. What
must stay secret in between is encrypted with AES-256-GCM and the APIv3 key.
"""

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from hutong.kernel import clock
from hutong.payments.gateway import Forged, Stale, Unreadable

SCHEME = "WECHATPAY2-SHA256-RSA2048"
WINDOW = timedelta(minutes=5)
HEADER_MAX = 1024
NONCE_BYTES = 16
ALGORITHM = "AEAD_AES_256_GCM"


@dataclass(frozen=True)
class Seal:
    """The signature headers of an answer or a message."""

    serial: str
    timestamp: str
    nonce: str
    signature: bytes

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> "Seal":
        """Raises Forged when a header is missing or not of its form."""
        given = {name.lower(): value for name, value in headers.items()}
        names = ("serial", "timestamp", "nonce", "signature")
        values = [given.get(f"wechatpay-{name}", "") for name in names]
        if not all(0 < len(value) <= HEADER_MAX for value in values):
            raise Forged
        if given.get("wechatpay-signature-type", SCHEME) != SCHEME:  # there is one in SM2, too
            raise Forged
        try:
            signature = base64.b64decode(values[3], validate=True)
        except (binascii.Error, ValueError):
            raise Forged from None
        return cls(values[0], values[1], values[2], signature)

    def check(self, key: RSAPublicKey, body: bytes) -> None:
        """Raises Forged when another key made it, or over other bytes."""
        signed = f"{self.timestamp}\n{self.nonce}\n".encode() + body + b"\n"
        try:
            key.verify(self.signature, signed, PKCS1v15(), SHA256())
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


@dataclass(frozen=True)
class Signer:
    """The merchant's half."""

    merchant: str
    serial: str
    key: RSAPrivateKey

    def sign(self, *lines: str) -> str:
        text = "".join(f"{line}\n" for line in lines).encode()
        return base64.b64encode(self.key.sign(text, PKCS1v15(), SHA256())).decode()

    def authorization(self, method: str, path: str, body: bytes) -> str:
        timestamp, nonce = timestamp_now(), new_nonce()
        signature = self.sign(method, path, timestamp, nonce, body.decode())
        return (
            f'{SCHEME} mchid="{self.merchant}",nonce_str="{nonce}",signature="{signature}",'
            f'timestamp="{timestamp}",serial_no="{self.serial}"'
        )


def opened(api_key: bytes, *, ciphertext: str, nonce: str, associated: str) -> bytes:
    """Raises Unreadable for what was not encrypted with our APIv3 key."""
    try:
        sealed = base64.b64decode(ciphertext, validate=True)
        return AESGCM(api_key).decrypt(nonce.encode(), sealed, associated.encode())
    except (InvalidTag, ValueError, OverflowError):
        raise Unreadable from None


def timestamp_now() -> str:
    return str(int(clock.now().timestamp()))


def new_nonce() -> str:
    return secrets.token_hex(NONCE_BYTES).upper()
