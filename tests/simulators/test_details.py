"""What belongs to one provider alone, and how accounts are set up."""

import asyncio
import base64
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, load_pem_x509_certificate

from hutong import payments
from hutong.kernel.operator import OperatorError
from hutong.kernel.settings import Environment, Settings
from hutong.payments import Unreadable
from hutong.payments.gateways import alipay, unionpay_seal, wechat_seal
from hutong.payments.gateways.line import Answer
from hutong.payments.gateways.wechat_keys import PlatformKeys
from hutong.simulators import server
from hutong.simulators.keys import UNIONPAY_NAME, Keys, _certificate, _new_key


def test_a_sealed_text_of_wechats_own_kit_is_opened() -> None:
    """The known answer of the AES-256-GCM test in WeChat Pay's published Java kit."""
    key = b"a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb"
    sealed = "ulwSiIajGClcvcOYvOQ7+l+0PAbzzwI="

    plain = wechat_seal.opened(
        key, ciphertext=sealed, nonce="uluk4a9R25RW", associated="associatedData"
    )

    assert plain == b"message"
    with pytest.raises(Unreadable):
        wechat_seal.opened(key, ciphertext=sealed, nonce="uluk4a9R25RW", associated="another")


async def test_many_messages_at_the_first_moment_wait_for_one_list_of_keys(
    gateways: payments.Gateways,
) -> None:
    gateway = gateways["wechat"]
    listed = await gateway._send("GET", "/v3/certificates")  # type: ignore[attr-defined]
    serial = wechat_seal.Seal.of(listed.headers).serial
    keys = PlatformKeys(api_key=gateway.account.api_key)  # type: ignore[attr-defined]
    asked = []

    async def fetch() -> Answer:
        asked.append(serial)
        await asyncio.sleep(0)
        answer: Answer = listed
        return answer

    found = await asyncio.gather(*(keys.key(serial, fetch) for _ in range(5)))

    assert len({key.public_numbers() for key in found}) == 1
    assert len(asked) == 1


def verifies(key: RSAPrivateKey, signature: bytes, said: bytes) -> bool:
    try:
        key.public_key().verify(signature, said, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def test_wechat_signs_five_lines_of_which_the_last_ends_too() -> None:
    """The documented example: GET, its path, time, nonce, and an empty body."""
    key = generate_private_key(65537, 2048)
    signer = wechat_seal.Signer("1900009191", "1DDE", key)
    lines = ("GET", "/v3/certificates", "1554208460", "593BEC0C930BF1AFEB40B4A08C8FB242", "")
    documented = b"GET\n/v3/certificates\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n"

    signature = base64.b64decode(signer.sign(*lines))

    assert verifies(key, signature, documented)
    assert not verifies(key, signature, documented[:-1])


def test_alipay_signs_what_is_said_by_name() -> None:
    said = {"method": "alipay.trade.query", "app_id": "2014", "charset": "utf-8", "notify_url": ""}

    text = alipay.sorted_text(said)

    assert text == "app_id=2014&charset=utf-8&method=alipay.trade.query"


def test_unionpay_believes_only_certificates_of_its_own_that_its_root_stands_for(
    home: Settings,
) -> None:
    keys = Keys(home.home)
    verifier = unionpay_seal.Verifier(
        root=keys.certificate("unionpay/root.cer"), middle=keys.certificate("unionpay/middle.cer")
    )
    mine = _new_key()

    def signed(certificate: Certificate) -> dict[str, str]:
        pem = certificate.public_bytes(Encoding.PEM).decode()
        fields = {"orderId": "1", "signPubKeyCert": pem}
        signature = mine.sign(unionpay_seal.digest(fields), PKCS1v15(), SHA256())
        return {**fields, "signature": base64.b64encode(signature).decode()}

    for certificate in (
        _certificate(UNIONPAY_NAME, mine, issuer=None),
        _certificate("041@X@another company@1", mine, issuer=keys._middle()),
    ):
        with pytest.raises(payments.Forged):
            verifier.check(signed(certificate))
    verifier.check(signed(_certificate(UNIONPAY_NAME, mine, issuer=keys._middle())))


def test_every_account_is_told_of_in_plain_words(settings: Settings, home: Settings) -> None:
    nothing = {each.provider: each for each in payments.examine(settings)}
    played = {each.provider: each for each in payments.examine(home)}
    half = settings.model_copy(update={"wechat_merchant_id": "1900000001"})
    wrong = {each.provider: each for each in payments.examine(half)}

    assert all(each.well and "not set up" in each.words for each in nothing.values())
    assert all(each.well and "simulate" in each.words for each in played.values())
    assert not wrong["wechat"].well
    assert "HUTONG_WECHAT_PRIVATE_KEY" in wrong["wechat"].words
    assert "HUTONG_WECHAT_API_KEY" in wrong["wechat"].words
    with pytest.raises(OperatorError, match="HUTONG_WECHAT_CERTIFICATE"):
        payments.connect(half)


def test_a_file_that_is_not_a_key_is_named(home: Settings, tmp_path: Path) -> None:
    told = tmp_path / "key.pem"
    told.write_text("hello")
    wrong = home.model_copy(
        update={
            "alipay_app_id": "2021",
            "alipay_private_key": told,
            "alipay_public_key": tmp_path / "missing.pem",
        }
    )

    found = {each.provider: each for each in payments.examine(wrong)}

    assert not found["alipay"].well
    assert str(tmp_path) in found["alipay"].words
    assert found["wechat"].well


def test_a_real_account_goes_before_the_simulated_one(home: Settings) -> None:
    keys = Keys(home.home)
    real = home.model_copy(
        update={
            "alipay_app_id": "2099",
            "alipay_private_key": keys.folder / "alipay/app_key.pem",
            "alipay_public_key": keys.folder / "alipay/alipay_public.pem",
        }
    )

    gateway = payments.connect(real)["alipay"]

    assert gateway.account.app == "2099"  # type: ignore[attr-defined]
    assert gateway.account.url == "https://openapi.alipay.com/gateway.do"  # type: ignore[attr-defined]


def test_production_knows_no_simulators(home: Settings) -> None:
    production = home.model_copy(update={"environment": Environment.PRODUCTION, "sandbox": False})

    assert dict(payments.connect(production)) == {}
    with pytest.raises(OperatorError, match="do not run in production"):
        server.check(production)
    with pytest.raises(OperatorError, match="paypal"):
        server.named("paypal")


def test_keys_are_made_once_and_readable_by_their_owner_alone(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    keys.ensure()
    keys.tell("http://localhost:1")
    before = (keys.folder / "wechat/apiclient_key.pem").read_bytes()

    keys.ensure()

    assert (keys.folder / "wechat/apiclient_key.pem").read_bytes() == before
    modes = {path.stat().st_mode & 0o777 for path in keys.folder.rglob("*") if path.is_file()}
    assert modes == {0o600}
    made = load_pem_x509_certificate((keys.folder / "wechat/apiclient_cert.pem").read_bytes())
    assert made.serial_number > 0
