"""The sandbox provider as a stranger: in the process of the load, so that what it costs is not
counted as ours. It opens every charge, and says of it what it is told to say."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hutong.kernel import clock
from hutong.kernel.sealing import Box
from hutong.sandbox.signing import Signer, keys_signature

MERCHANT = "hutong"
SERIAL = "bench-1"


@dataclass
class Provider:
    port: int
    secret: str
    signer: Signer = field(default_factory=lambda: Signer(SERIAL, Ed25519PrivateKey.generate()))
    asked: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def settings(self) -> Mapping[str, str]:
        """What makes a shop believe that this is the sandbox."""
        return {
            "HUTONG_SECRET": self.secret,
            "HUTONG_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "HUTONG_SANDBOX": "true",
        }

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        async with server:
            yield

    def paid(self, number: str) -> tuple[bytes, dict[str, str]]:
        """The message that this order's charge is paid, and its headers."""
        asked = self.asked.pop(number)
        return self.told_paid(asked["reference"], asked["amount_minor"], asked["currency"])

    def told_paid(self, reference: str, minor: int, currency: str) -> tuple[bytes, dict[str, str]]:
        charge = _charge(reference, currency) | {"state": "paid", "paid_minor": minor}
        body = msgspec.json.encode({"event_id": str(uuid4()), "charge": charge})
        signed = self.signer.headers(body, at=clock.now())
        return body, signed | {"content-type": "application/json"}

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                told = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in head)}
                body = await reader.readexactly(int(told.get("content-length", 0)))
                writer.write(self._answer(head[0].split()[1], told, body))
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            writer.close()

    def _answer(self, path: str, told: Mapping[str, str], body: bytes) -> bytes:
        nonce = told["sandbox-nonce"]
        if path.endswith("/keys"):
            public = self.signer.key.public_key().public_bytes_raw().hex()
            answer = msgspec.json.encode({"keys": [{"serial": SERIAL, "key": public}]})
            shared = Box(self.secret).sign("sandbox", MERCHANT)
            seal = {"sandbox-signature": keys_signature(shared, nonce, answer)}
        else:
            asked = msgspec.json.decode(body)
            self.asked[asked["subject"]] = asked
            charge = _charge(asked["reference"], asked["currency"])
            answer = msgspec.json.encode(charge | {"url": "/sandbox/cashier/bench"})
            seal = self.signer.headers(answer, at=clock.now(), nonce=nonce)
        headers = "".join(f"{name}: {value}\r\n" for name, value in seal.items())
        kind = f"content-type: application/json\r\ncontent-length: {len(answer)}\r\n"
        return f"HTTP/1.1 200 OK\r\n{kind}{headers}\r\n".encode() + answer


def _charge(reference: str, currency: str) -> dict[str, Any]:
    return {
        "merchant": MERCHANT,
        "reference": reference,
        "id": f"c-{reference}",
        "state": "open",
        "currency": currency,
    }
