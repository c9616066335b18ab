"""What providers write and we read: amounts, references, times, keys. The odd is Unreadable."""

import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)

from hutong.kernel.clock import SHOP_ZONE
from hutong.kernel.money import CNY, Money
from hutong.kernel.operator import OperatorError
from hutong.payments.gateway import Unreadable

Form = TypeVar("Form", bound=msgspec.Struct)

YUAN = re.compile(r"-?\d{1,12}(\.\d{1,2})?")
PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.DOTALL)


def form_of(body: bytes, form: type[Form]) -> Form:
    try:
        return msgspec.json.decode(body, type=form)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unreadable from None


def within(text: str, most: int) -> str:
    """As much of it as fits into so many bytes, without half a character."""
    return text.encode()[:most].decode(errors="ignore")


def money_of(yuan: str) -> Money:
    text = yuan.strip()
    if not YUAN.fullmatch(text):
        raise Unreadable
    return Money(int(Decimal(text) * 100), CNY)


def yuan_of(money: Money) -> str:
    return f"{money.major:.2f}"


def reference_of(text: str) -> UUID:
    """References go out as 32 hexadecimal digits, which every provider takes."""
    try:
        return UUID(hex=text.strip())
    except ValueError:
        raise Unreadable from None


def maybe_reference(text: str) -> UUID | None:
    try:
        return reference_of(text)
    except Unreadable:
        return None


def shop_time(text: str, form: str) -> datetime:
    try:
        return datetime.strptime(text.strip(), form).replace(tzinfo=SHOP_ZONE)
    except ValueError:
        raise Unreadable from None


def private_key(path: Path) -> RSAPrivateKey:
    """Raises OperatorError in words that say which file is wrong."""
    try:
        key = load_pem_private_key(contents(path), None)
    except (ValueError, TypeError) as wrong:
        raise OperatorError(f"{path}: this is not a PEM private key without a password.") from wrong
    if not isinstance(key, RSAPrivateKey):
        raise OperatorError(f"{path}: an RSA private key is needed.")
    return key


def public_keys(path: Path) -> list[RSAPublicKey]:
    """All of a file: while a provider changes its key, the old one and the new one."""
    try:
        keys = [load_pem_public_key(pem) for pem in PEM.findall(contents(path))]
    except ValueError as wrong:
        raise OperatorError(f"{path}: this is not a PEM public key.") from wrong
    good = [key for key in keys if isinstance(key, RSAPublicKey)]
    if not good:
        raise OperatorError(f"{path}: no RSA public key is in this file.")
    return good


def contents(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise OperatorError(f"{path}: {wrong.strerror}.") from wrong
