"""The provider's side of the signatures: Ed25519 for what it says, HMAC for what it is asked."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.dialects.postgresql import insert

from hutong.kernel import clock
from hutong.kernel.db import Database
from hutong.kernel.sealing import Box
from hutong.sandbox import queries
from hutong.sandbox.models import SigningKey

WINDOW_SECONDS = 300
PUBLISHED_FOR = timedelta(days=1)
FIRST = "sandbox-1"


@dataclass(frozen=True)
class Signer:
    serial: str
    key: Ed25519PrivateKey

    def headers(self, body: bytes, *, at: datetime, nonce: str | None = None) -> dict[str, str]:
        """Signed over the time, the nonce and the bytes: none of them can be changed alone."""
        timestamp = str(int(at.timestamp()))
        nonce = nonce or secrets.token_urlsafe(16)
        signature = self.key.sign(f"{timestamp}\n{nonce}\n".encode() + body)
        return {
            "sandbox-serial": self.serial,
            "sandbox-timestamp": timestamp,
            "sandbox-nonce": nonce,
            "sandbox-signature": base64.b64encode(signature).decode(),
        }

    def forged(self) -> "Signer":
        """Somebody who claims to be the provider and does not have its key."""
        return Signer(self.serial, Ed25519PrivateKey.generate())


async def signer(db: Database, box: Box) -> Signer:
    """The key in use; the first one is made when it is first needed."""
    async with db.reading() as session:
        known = await queries.keys(session, retired_after=clock.now())
    if not known:
        await _make(db, box, FIRST)
        return await signer(db, box)
    key = bytes.fromhex(box.unseal(known[0].sealed))
    return Signer(known[0].serial, Ed25519PrivateKey.from_private_bytes(key))


async def rotate(db: Database, box: Box) -> str:
    """Sign with a new key from now on. The old one stays published for a day."""
    async with db.transaction() as session:
        known = await queries.keys(session, retired_after=clock.now())
        for each in known:
            each.retired_at = each.retired_at or clock.now()
    serial = f"sandbox-{secrets.token_hex(4)}"
    await _make(db, box, serial)
    return serial


async def published(db: Database) -> dict[str, str]:
    async with db.reading() as session:
        known = await queries.keys(session, retired_after=clock.now() - PUBLISHED_FOR)
    return {each.serial: each.public for each in known}


def is_from_merchant(
    secret: str, headers: Mapping[str, str], *, method: str, path: str, body: bytes
) -> bool:
    timestamp = headers.get("sandbox-timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit()):
        return False
    if abs(int(clock.now().timestamp()) - int(timestamp)) > WINDOW_SECONDS:
        return False
    nonce = headers.get("sandbox-nonce", "")
    signed = f"{method}\n{path}\n{timestamp}\n{nonce}\n".encode() + body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), headers.get("sandbox-signature", "").encode())


def keys_signature(secret: str, nonce: str, body: bytes) -> str:
    """Shows a merchant that the published keys come from whoever shares its secret."""
    signed = f"KEYS\n/keys\n{nonce}\n".encode() + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


async def _make(db: Database, box: Box, serial: str) -> None:
    key = Ed25519PrivateKey.generate()
    async with db.transaction() as session:
        await session.execute(
            insert(SigningKey)
            .values(
                serial=serial,
                sealed=box.seal(key.private_bytes_raw().hex()),
                public=key.public_key().public_bytes_raw().hex(),
                made_at=clock.now(),
            )
            .on_conflict_do_nothing()
        )
