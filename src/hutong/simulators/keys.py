"""The keys of the simulated providers and of their one merchant, made at first start.

They lie under the home folder, where `accounts.json` says in the shop's own settings what the
merchant was given by each provider. Nothing here is of any use outside this installation.
"""

import secrets
import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from hutong.kernel import clock

FOLDER = "simulators"
ACCOUNTS = "accounts.json"
BITS = 2048
EXPONENT = 65537
YEARS = timedelta(days=3650)
OWNER_ONLY = 0o600
API_KEY_LENGTH = 32
KEPT = 2  # the key in use and the one before it

WECHAT_MERCHANT, WECHAT_APP = "1900000001", "wx8888888888888888"
ALIPAY_APP, ALIPAY_SELLER = "2021000000000001", "2088000000000001"
UNIONPAY_MERCHANT = "777290000000001"
PFX_PASSWORD = "000000"  # noqa: S105 - as UnionPay's own test certificates have it
UNIONPAY_NAME = "041@SIMULATED@中国银联股份有限公司@00000001"


@dataclass(frozen=True)
class Signing:
    """A provider's key pair; the certificate where it has one."""

    key: RSAPrivateKey
    certificate: x509.Certificate | None

    @property
    def serial(self) -> str:
        return f"{self.certificate.serial_number:040X}" if self.certificate else ""


class Keys:
    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER

    def ensure(self) -> None:
        """Make what is missing. A folder that is complete is left as it is."""
        if (self.folder / ACCOUNTS).exists():
            return
        for provider in ("wechat", "alipay", "unionpay"):
            (self.folder / provider).mkdir(parents=True, exist_ok=True)
        self._make_wechat()
        self._make_alipay()
        self._make_unionpay()

    def tell(self, base_url: str) -> None:
        """Write down for the shop what its accounts are and where the providers are reached."""
        wechat, alipay, unionpay = (self.folder / p for p in ("wechat", "alipay", "unionpay"))
        told = {
            "wechat_merchant_id": WECHAT_MERCHANT,
            "wechat_app_id": WECHAT_APP,
            "wechat_app_secret": self.text("wechat/app_secret"),
            "wechat_private_key": str(wechat / "apiclient_key.pem"),
            "wechat_certificate": str(wechat / "apiclient_cert.pem"),
            "wechat_api_key": self.text("wechat/api_key"),
            "wechat_url": f"{base_url}/wechat",
            "wechat_open_url": f"{base_url}/wechat/open",
            "wechat_sns_url": f"{base_url}/wechat",
            "alipay_app_id": ALIPAY_APP,
            "alipay_seller_id": ALIPAY_SELLER,
            "alipay_private_key": str(alipay / "app_key.pem"),
            "alipay_public_key": str(alipay / "alipay_public.pem"),
            "alipay_url": f"{base_url}/alipay/gateway.do",
            "unionpay_merchant_id": UNIONPAY_MERCHANT,
            "unionpay_certificate": str(unionpay / "merchant.pfx"),
            "unionpay_certificate_password": PFX_PASSWORD,
            "unionpay_root": str(unionpay / "root.cer"),
            "unionpay_middle": str(unionpay / "middle.cer"),
            "unionpay_ecny": True,
            "unionpay_url": f"{base_url}/unionpay",
            "unionpay_bill_url": f"{base_url}/unionpay/files",
        }
        self._write(ACCOUNTS, msgspec.json.format(msgspec.json.encode(told)))

    def rotate(self, provider: str) -> None:
        """A new key from now on; the one before it stays known for a while."""
        match provider:
            case "wechat":
                self._add(provider, "Tenpay.com sign", issuer=None)
            case "alipay":
                self._add(provider, "", issuer=None)
                self._publish_alipay()
            case _:
                self._add(provider, UNIONPAY_NAME, issuer=self._middle())

    def signing(self, provider: str) -> Signing:
        return self.published(provider)[-1]

    def published(self, provider: str) -> Sequence[Signing]:
        """Oldest first."""
        return [self._loaded(path) for path in self._numbered(provider)[-KEPT:]]

    def certificate(self, name: str) -> x509.Certificate:
        return x509.load_pem_x509_certificate((self.folder / name).read_bytes())

    def merchant_key(self, name: str) -> RSAPublicKey:
        """By which the merchant's requests are known."""
        key = self.certificate(name).public_key()
        if not isinstance(key, RSAPublicKey):
            raise TypeError(name)
        return key

    def text(self, name: str) -> str:
        return (self.folder / name).read_text()

    def _make_wechat(self) -> None:
        key = _new_key()
        self._write("wechat/apiclient_key.pem", _pem(key))
        made = _certificate(WECHAT_MERCHANT, key, issuer=None)
        self._write("wechat/apiclient_cert.pem", made.public_bytes(Encoding.PEM))
        letters = string.ascii_letters + string.digits
        api_key = "".join(secrets.choice(letters) for _ in range(API_KEY_LENGTH))
        self._write("wechat/api_key", api_key.encode())
        self._write("wechat/app_secret", secrets.token_hex(16).encode())
        self.rotate("wechat")

    def _make_alipay(self) -> None:
        key = _new_key()
        self._write("alipay/app_key.pem", _pem(key))
        made = _certificate(ALIPAY_APP, key, issuer=None)
        self._write("alipay/app_cert.pem", made.public_bytes(Encoding.PEM))
        self.rotate("alipay")

    def _publish_alipay(self) -> None:
        """What a merchant copies from Alipay's pages: newest key first, then the one before."""
        keys = [each.key.public_key() for each in reversed(self.published("alipay"))]
        pems = [key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo) for key in keys]
        self._write("alipay/alipay_public.pem", b"".join(pems))

    def _make_unionpay(self) -> None:
        root_key, middle_key, key = _new_key(), _new_key(), _new_key()
        root = _certificate("Simulated root", root_key, issuer=None)
        middle = _certificate("Simulated middle", middle_key, issuer=(root, root_key))
        made = _certificate(UNIONPAY_MERCHANT, key, issuer=(middle, middle_key))
        self._write("unionpay/root.cer", root.public_bytes(Encoding.PEM))
        self._write("unionpay/middle.cer", middle.public_bytes(Encoding.PEM))
        self._write("unionpay/middle_key.pem", _pem(middle_key))
        self._write("unionpay/merchant.cer", made.public_bytes(Encoding.PEM))
        sealed = pkcs12.serialize_key_and_certificates(
            b"merchant", key, made, None, BestAvailableEncryption(PFX_PASSWORD.encode())
        )
        self._write("unionpay/merchant.pfx", sealed)
        self.rotate("unionpay")

    def _middle(self) -> tuple[x509.Certificate, RSAPrivateKey]:
        key = _read_key(self.folder / "unionpay/middle_key.pem")
        return self.certificate("unionpay/middle.cer"), key

    def _add(
        self, provider: str, name: str, *, issuer: tuple[x509.Certificate, RSAPrivateKey] | None
    ) -> None:
        number = len(self._numbered(provider)) + 1
        key = _new_key()
        if name:
            made = _certificate(name, key, issuer=issuer)
            self._write(f"{provider}/sign-{number:03}.cer", made.public_bytes(Encoding.PEM))
        self._write(f"{provider}/sign-{number:03}.key", _pem(key))

    def _numbered(self, provider: str) -> list[Path]:
        return sorted((self.folder / provider).glob("sign-*.key"))

    def _loaded(self, path: Path) -> Signing:
        beside = path.with_suffix(".cer")
        known = x509.load_pem_x509_certificate(beside.read_bytes()) if beside.exists() else None
        return Signing(_read_key(path), known)

    def _write(self, name: str, content: bytes) -> None:
        path = self.folder / name
        draft = path.with_name(f"{path.name}.new")
        draft.touch(mode=OWNER_ONLY)
        draft.write_bytes(content)
        draft.replace(path)


def _new_key() -> RSAPrivateKey:
    return generate_private_key(EXPONENT, BITS)


def _pem(key: RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _read_key(path: Path) -> RSAPrivateKey:
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError(path)
    return key


def _certificate(
    name: str, key: RSAPrivateKey, *, issuer: tuple[x509.Certificate, RSAPrivateKey] | None
) -> x509.Certificate:
    """Signed by the issuer, or by itself."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begins = clock.now() - timedelta(days=400)
    signer = issuer[1] if issuer else key
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_naive(begins))
        .not_valid_after(_naive(begins + YEARS))
        .add_extension(
            x509.BasicConstraints(ca=issuer is None or "middle" in name, path_length=None),
            critical=True,
        )
        .sign(signer, SHA256())
    )


def _naive(at: datetime) -> datetime:
    return at.replace(tzinfo=None)
