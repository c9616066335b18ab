from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import Certificate, load_der_x509_certificate, load_pem_x509_certificate

from hutong.kernel.operator import OperatorError
from hutong.kernel.sealing import Box
from hutong.kernel.settings import Settings
from hutong.payments.gateway import Gateway, Gateways, Method
from hutong.payments.gateways import alipay, unionpay, unionpay_seal, wechat, wechat_seal
from hutong.payments.gateways.alipay import AlipayGateway
from hutong.payments.gateways.sandbox import SandboxGateway
from hutong.payments.gateways.unionpay import UnionpayGateway
from hutong.payments.gateways.wechat import WechatGateway
from hutong.payments.gateways.wechat_keys import PlatformKeys
from hutong.payments.gateways.written import contents, private_key, public_keys

SANDBOX_MERCHANT = "hutong"
SIMULATED = "simulators/accounts.json"
API_KEY_LENGTH = 32
NEEDED = {
    "wechat": (
        "wechat_merchant_id",
        "wechat_app_id",
        "wechat_private_key",
        "wechat_certificate",
        "wechat_api_key",
    ),
    "alipay": ("alipay_app_id", "alipay_private_key", "alipay_public_key"),
    "unionpay": (
        "unionpay_merchant_id",
        "unionpay_certificate",
        "unionpay_root",
        "unionpay_middle",
    ),
}

Made = TypeVar("Made")


class AccountIncomplete(OperatorError): ...


@dataclass(frozen=True)
class AccountFinding:
    """For the doctor: one provider, in plain words."""

    provider: str
    well: bool
    words: str


def connect(settings: Settings) -> Gateways:
    """The payment providers of this installation, in the order in which they are offered.

    Raises AccountIncomplete or another OperatorError for an account that is half set up: a shop
    that silently cannot take money is worse than one that does not start.
    """
    chosen = with_simulated(settings)
    gateways: list[Gateway] = [
        make(chosen) for provider, make in MAKERS.items() if is_set(chosen, provider)
    ]
    if settings.sandbox:
        gateways.append(_sandbox(settings))
    return {gateway.name: gateway for gateway in gateways}


def takes_ecny(gateway: Gateway) -> bool:
    """Whether digital RMB can be chosen at that provider's cashier."""
    return isinstance(gateway, UnionpayGateway) and gateway.ecny


def examine(settings: Settings) -> list[AccountFinding]:
    """Every provider: offered for real, played by the simulator, not set up, or wrong and why."""
    chosen = with_simulated(settings)
    return [_finding(settings, chosen, provider) for provider in MAKERS]


def with_simulated(settings: Settings) -> Settings:
    """In development the simulators' accounts stand in for those that are not set."""
    told = settings.home / SIMULATED
    if not settings.simulators or settings.production or not told.exists():
        return settings
    known = msgspec.json.decode(told.read_bytes(), type=dict[str, object])
    fields = {
        name: value for name, value in known.items() if not is_set(settings, name.partition("_")[0])
    }
    given = settings.model_dump(exclude_unset=True)
    return type(settings)(_env_file=None, **{**given, **fields})


def is_set(settings: Settings, provider: str) -> bool:
    """Whether anything was said about an account there."""
    return any(_value(settings, name) for name in NEEDED[provider])


def _finding(settings: Settings, chosen: Settings, provider: str) -> AccountFinding:
    if not is_set(chosen, provider):
        return AccountFinding(provider, well=True, words="not set up, so not offered")
    try:
        gateway = MAKERS[provider](chosen)
    except OperatorError as wrong:
        return AccountFinding(provider, well=False, words=str(wrong))
    where = "real account" if is_set(settings, provider) else "played by `hutong simulate`"
    return AccountFinding(provider, well=True, words=f"{where}; {', '.join(gateway.methods)}")


def _wechat(settings: Settings) -> WechatGateway:
    key = _needed(settings, "wechat", settings.wechat_private_key)
    certificate = _certificate(_needed(settings, "wechat", settings.wechat_certificate))
    api_key = settings.wechat_api_key.get_secret_value()
    if len(api_key) != API_KEY_LENGTH:
        raise AccountIncomplete("HUTONG_WECHAT_API_KEY: the APIv3 key has 32 characters.")
    fixed = {}
    if settings.wechat_public_key is not None:
        if not settings.wechat_public_key_id:
            raise AccountIncomplete("HUTONG_WECHAT_PUBLIC_KEY_ID: say which public key that is.")
        fixed = {settings.wechat_public_key_id: public_keys(settings.wechat_public_key)[0]}
    signer = wechat_seal.Signer(
        settings.wechat_merchant_id, f"{certificate.serial_number:040X}", private_key(key)
    )
    account = wechat.Account(
        app=settings.wechat_app_id,
        app_secret=settings.wechat_app_secret.get_secret_value(),
        merchant=settings.wechat_merchant_id,
        api_key=api_key.encode(),
        signer=signer,
        notify_url=_notify_url(settings, "wechat"),
        url=settings.wechat_url.rstrip("/"),
        open_url=settings.wechat_open_url.rstrip("/"),
        sns_url=settings.wechat_sns_url.rstrip("/"),
    )
    methods = _methods("wechat", settings.wechat_methods)
    keys = PlatformKeys(api_key=account.api_key, fixed=fixed)
    return WechatGateway(account=account, keys=keys, methods=methods)


def _alipay(settings: Settings) -> AlipayGateway:
    account = alipay.Account(
        app=settings.alipay_app_id,
        seller=settings.alipay_seller_id,
        key=private_key(_needed(settings, "alipay", settings.alipay_private_key)),
        theirs=public_keys(_needed(settings, "alipay", settings.alipay_public_key)),
        url=settings.alipay_url,
        notify_url=_notify_url(settings, "alipay"),
    )
    return AlipayGateway(account=account, methods=_methods("alipay", settings.alipay_methods))


def _unionpay(settings: Settings) -> UnionpayGateway:
    path = _needed(settings, "unionpay", settings.unionpay_certificate)
    password = settings.unionpay_certificate_password.get_secret_value()
    key, certificate = _pfx(path, password)
    account = unionpay.Account(
        merchant=settings.unionpay_merchant_id,
        signer=unionpay_seal.Signer(key, str(certificate.serial_number)),
        verifier=unionpay_seal.Verifier(
            root=_certificate(_needed(settings, "unionpay", settings.unionpay_root)),
            middle=_certificate(_needed(settings, "unionpay", settings.unionpay_middle)),
        ),
        url=settings.unionpay_url.rstrip("/"),
        bill_url=settings.unionpay_bill_url.rstrip("/"),
        notify_url=_notify_url(settings, "unionpay"),
    )
    methods = _methods("unionpay", settings.unionpay_methods)
    return UnionpayGateway(account=account, methods=methods, ecny=settings.unionpay_ecny)


def _sandbox(settings: Settings) -> SandboxGateway:
    return SandboxGateway(
        base_url=f"{settings.public_url}/sandbox/api",
        merchant=SANDBOX_MERCHANT,
        secret=Box(settings.secret.get_secret_value()).sign("sandbox", SANDBOX_MERCHANT),
        notify_url=_notify_url(settings, "sandbox"),
    )


MAKERS: dict[str, Callable[[Settings], Gateway]] = {
    "wechat": _wechat,
    "alipay": _alipay,
    "unionpay": _unionpay,
}


def _needed(settings: Settings, provider: str, value: Made | None) -> Made:
    """Raises AccountIncomplete with everything that is missing at once."""
    missing = [f"HUTONG_{name.upper()}" for name in NEEDED[provider] if not _value(settings, name)]
    if missing or value is None:
        raise AccountIncomplete(f"{', '.join(missing)}: needed for payments with {provider}.")
    return value


def _value(settings: Settings, name: str) -> object:
    value = getattr(settings, name)
    return value.get_secret_value() if hasattr(value, "get_secret_value") else value


def _methods(provider: str, words: str) -> tuple[Method, ...]:
    try:
        found = tuple(Method(word.strip()) for word in words.split(",") if word.strip())
    except ValueError as wrong:
        raise AccountIncomplete(f"HUTONG_{provider.upper()}_METHODS: {wrong}.") from None
    if not found:
        raise AccountIncomplete(f"HUTONG_{provider.upper()}_METHODS: name one at least.")
    return found


def _notify_url(settings: Settings, provider: str) -> str:
    return f"{settings.public_url}/notify/{provider}"


def _certificate(path: Path) -> Certificate:
    content = contents(path)
    try:
        if b"-----BEGIN" in content:
            return load_pem_x509_certificate(content)
        return load_der_x509_certificate(content)
    except ValueError as wrong:
        raise OperatorError(f"{path}: this is not a certificate.") from wrong


def _pfx(path: Path, password: str) -> tuple[RSAPrivateKey, Certificate]:
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(
            contents(path), password.encode()
        )
    except ValueError as wrong:
        raise OperatorError(f"{path}: not a PFX file, or another password.") from wrong
    if not isinstance(key, RSAPrivateKey) or certificate is None:
        raise OperatorError(f"{path}: an RSA key with its certificate is needed.")
    return key, certificate
