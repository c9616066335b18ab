"""What an operator says about accounts with payment providers. Empty: that one is not offered."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class Accounts(BaseSettings):
    wechat_merchant_id: str = Field("", description="WeChat Pay: the merchant number (商户号).")
    wechat_app_id: str = Field(
        "", description="WeChat Pay: the official account or app that is bound to the merchant."
    )
    wechat_app_secret: SecretStr = Field(
        SecretStr(""),
        description="WeChat: the secret of that account; lets people pay inside WeChat's browser.",
    )
    wechat_private_key: Path | None = Field(
        None, description="WeChat Pay: the file apiclient_key.pem of the merchant's certificate."
    )
    wechat_certificate: Path | None = Field(
        None, description="WeChat Pay: the file apiclient_cert.pem of the merchant's certificate."
    )
    wechat_api_key: SecretStr = Field(
        SecretStr(""), description="WeChat Pay: the APIv3 key, 32 characters."
    )
    wechat_public_key: Path | None = Field(
        None,
        description="WeChat Pay: its public key, pub_key.pem. Empty: platform certificates, "
        "which are fetched and changed by themselves.",
    )
    wechat_public_key_id: str = Field(
        "", description="WeChat Pay: the number of that public key, PUB_KEY_ID_..."
    )
    wechat_methods: str = Field(
        "qr,wap,jsapi,app",
        description="WeChat Pay: the products that the contract holds, of qr, wap, jsapi, app.",
    )
    wechat_url: str = Field(
        "https://api.mch.weixin.qq.com", description="WeChat Pay: where its interface is."
    )
    wechat_open_url: str = Field(
        "https://open.weixin.qq.com", description="WeChat: where shoppers say who they are."
    )
    wechat_sns_url: str = Field(
        "https://api.weixin.qq.com", description="WeChat: where we are told who they are."
    )
    alipay_app_id: str = Field("", description="Alipay: the application number (APPID).")
    alipay_seller_id: str = Field(
        "", description="Alipay: the seller's number (PID, 2088...); money for another is held."
    )
    alipay_private_key: Path | None = Field(
        None, description="Alipay: the application's RSA2 private key, a PEM file."
    )
    alipay_public_key: Path | None = Field(
        None,
        description="Alipay: its public key, a PEM file; several in one file while it changes.",
    )
    alipay_methods: str = Field(
        "page,wap,app",
        description="Alipay: the products that the contract holds, of page, wap, app.",
    )
    alipay_url: str = Field(
        "https://openapi.alipay.com/gateway.do", description="Alipay: where its interface is."
    )
    unionpay_merchant_id: str = Field("", description="UnionPay: the merchant number, 15 digits.")
    unionpay_certificate: Path | None = Field(
        None, description="UnionPay: the merchant's signing certificate, a PFX file."
    )
    unionpay_certificate_password: SecretStr = Field(
        SecretStr(""), description="UnionPay: the password of that file."
    )
    unionpay_root: Path | None = Field(
        None, description="UnionPay: the root certificate, acp_prod_root.cer."
    )
    unionpay_middle: Path | None = Field(
        None, description="UnionPay: the certificate in between, acp_prod_middle.cer."
    )
    unionpay_methods: str = Field(
        "page,wap", description="UnionPay: the products that the contract holds, of page, wap."
    )
    unionpay_ecny: bool = Field(
        default=False,
        description="UnionPay: the contract takes digital RMB, so say so to shoppers.",
    )
    unionpay_url: str = Field(
        "https://gateway.95516.com", description="UnionPay: where its interface is."
    )
    unionpay_bill_url: str = Field(
        "https://filedownload.95516.com", description="UnionPay: where its bills are."
    )
