"""Hashes, each as slow as what it hides is short. The slow ones run beside the event loop."""

import asyncio
import hashlib
import hmac
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hutong.identity.rules import CODE_DIGITS

# About 50 ms and 32 MB each (OWASP asks for 19), so at most four at once.
ARGON2 = PasswordHasher(time_cost=2, memory_cost=32768, parallelism=1)
_beside = ThreadPoolExecutor(max_workers=4, thread_name_prefix="secrecy")

# A code has a million values and lives five minutes: at 10 ms a guess that is three hours.
_SCRYPT_COST = 2**12
_SALT_BYTES = 16


def token_hash(token: str) -> bytes:
    """Tokens and recovery codes are long and random: a fast hash hides them."""
    return hashlib.sha256(token.encode()).digest()


def new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def new_salt() -> bytes:
    return secrets.token_bytes(_SALT_BYTES)


async def code_hash(code: str, salt: bytes) -> bytes:
    return await asyncio.get_running_loop().run_in_executor(_beside, _scrypt, code, salt)


def same(one: bytes, other: bytes) -> bool:
    return hmac.compare_digest(one, other)


async def password_hash(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_beside, ARGON2.hash, plain(password))


async def password_matches(hashed: str | None, password: str) -> bool:
    """Takes as long when there is nothing to compare with."""
    return await asyncio.get_running_loop().run_in_executor(
        _beside, _verify, hashed, plain(password)
    )


def outdated(hashed: str) -> bool:
    """Made with parameters that are no longer ours."""
    return ARGON2.check_needs_rehash(hashed)


def plain(password: str) -> str:
    """One form for what looks the same, whichever keyboard typed it (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password)


def _scrypt(code: str, salt: bytes) -> bytes:
    return hashlib.scrypt(code.encode(), salt=salt, n=_SCRYPT_COST, r=8, p=1, dklen=32)


def _verify(hashed: str | None, password: str) -> bool:
    try:
        ARGON2.verify(hashed or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return hashed is not None


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return ARGON2.hash(secrets.token_urlsafe())
