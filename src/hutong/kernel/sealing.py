"""Keeping secrets and recognising our own words: encryption and signatures from one secret."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken


class Box:
    """Keys for different purposes are derived from the one secret of the installation."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._fernet = Fernet(base64.urlsafe_b64encode(self._key("sealing")))

    def seal(self, text: str) -> str:
        """Encrypt and authenticate (AES-128-CBC with HMAC, the Fernet format)."""
        return self._fernet.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """Raises ValueError when it was not sealed with our secret."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise ValueError("not sealed by us") from error

    def sign(self, purpose: str, text: str) -> str:
        """HMAC-SHA256 in hexadecimal, with a key of its own for each purpose."""
        return hmac.new(self._key(purpose), text.encode(), hashlib.sha256).hexdigest()

    def signed(self, purpose: str, text: str, signature: str) -> bool:
        return hmac.compare_digest(self.sign(purpose, text).encode(), signature.encode())

    def _key(self, purpose: str) -> bytes:
        return hmac.new(self._secret, purpose.encode(), hashlib.sha256).digest()
