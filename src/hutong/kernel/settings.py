"""What an operator can decide, read once at start from HUTONG_* and, in development, from .env."""

import os
import re
import secrets
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import NoDecode, SettingsConfigDict

from hutong.kernel import crashpoints
from hutong.kernel.accounts import Accounts
from hutong.kernel.operator import OperatorError

FOLLOWS_FROM_ANOTHER = (
    "default_factory_not_called"  # a default that no wrong value lets us work out
)
FILES = [name for name, field in Accounts.model_fields.items() if field.annotation == Path | None]
PORT_MAX = 65535
SECRET_LENGTH = 32
CDN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")
WELL_KNOWN_SECRETS = frozenset(
    word * SECRET_LENGTH for word in ("secret", "changeme", "change-me", "password", "hutong", "x")
) | {"change-me-to-something-long-and-random", "0123456789abcdef0123456789abcdef"}


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


class SettingsRefused(OperatorError):
    """The shop must not start like this. Says which variables are wrong and why, one per line."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _developing(data: dict[str, Any]) -> bool:
    return data["environment"] is Environment.DEVELOPMENT


def _answering() -> int:
    cores = os.cpu_count() or 1
    return min(4, max(cores - 1, min(cores, 2)))


class Settings(Accounts):
    model_config = SettingsConfigDict(
        env_prefix="HUTONG_", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    environment: Environment = Field(
        Environment.DEVELOPMENT,
        description="development, or production, which refuses demo data and default secrets.",
    )
    home: Path = Field(
        Path(".hutong"),
        description="The one folder that holds all data: database, media, indexes, secret.",
    )
    host: str = Field("127.0.0.1", description="The address that the web server listens on.")
    port: int = Field(
        8000, ge=1, le=PORT_MAX, description="The port that the web server listens on."
    )
    public_url: str = Field(
        "",
        description="Where shoppers reach the shop, such as https://shop.example. "
        "Empty in development: http://localhost and the port.",
    )
    cdn_url: str = Field(
        "",
        description="Where browsers fetch styles, scripts and pictures: a CDN that asks this shop, "
        "such as https://cdn.example. It must tell answers apart by Accept. Empty: from the shop.",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Addresses or networks, separated by commas, whose X-Forwarded-* is believed.",
    )
    database_url: SecretStr = Field(
        SecretStr(""),
        description="A PostgreSQL 15+ database. Empty: the embedded server under the home folder.",
    )
    pg_bin: Path | None = Field(
        None, description="The folder of the PostgreSQL programs that the embedded server runs."
    )
    secret: SecretStr = Field(
        SecretStr(""),
        description="Signs and encrypts: 32 characters or more. In development it is made once.",
    )
    worker_metrics_port: int = Field(
        0,
        ge=0,
        le=PORT_MAX,
        description="A port on which the worker tells its figures, where it shares no home folder "
        "with the web server. 0: none; /metrics of the web server has them.",
    )
    workers: int = Field(
        default_factory=_answering,
        ge=1,
        le=64,
        description="How many web processes answer. Default: one for each core but one, which is "
        "for the database and the worker; two on two cores, at most four.",
    )
    demo: bool = Field(
        default_factory=_developing,
        description="Fill an empty database with a year of demo trade. Never in production.",
    )
    sandbox: bool = Field(
        default_factory=_developing,
        description="Offer the simulated payment provider and carrier at /sandbox.",
    )
    sandbox_in_production: bool = Field(
        default=False,
        description="Says that you do want simulated payments in production: on a staging copy.",
    )
    simulators: bool = Field(
        default_factory=_developing,
        description="Offer WeChat Pay, Alipay and UnionPay as played by `hutong simulate`, "
        "where no real account is set. Never in production.",
    )
    simulator_port: int = Field(
        default_factory=lambda data: min(data["port"] + 1, PORT_MAX),
        ge=1,
        le=PORT_MAX,
        description="The port of the simulators. Default: the shop's, plus one.",
    )
    parcel_speed: int = Field(
        360,
        ge=1,
        le=100_000,
        description="How many times faster than life the simulated carrier moves new parcels.",
    )
    order_pay_minutes: int = Field(
        30, ge=5, le=7 * 24 * 60, description="How long an unpaid order keeps its stock."
    )
    order_confirm_days: int = Field(
        10, ge=1, le=90, description="Days from delivery until an order confirms itself."
    )
    search_log_days: int = Field(
        90,
        ge=1,
        le=400,
        description="Days for which it is kept who searched for what. Figures stay longer.",
    )
    search_surge_clicks: int = Field(
        30,
        ge=1,
        le=1_000_000,
        description="So many clicks on goods of a category within an hour may be a surge: what is "
        "clicked most then stands on top of its list for an hour.",
    )
    search_surge_times: int = Field(
        3,
        ge=1,
        le=100,
        description="And so many times what is usual in that hour of the day make it one.",
    )
    speech_url: str = Field(
        "",
        description="Search by voice: a server with OpenAI's /audio/transcriptions, up to and "
        "with its /v1. Empty: only browsers that recognise speech themselves offer it.",
    )
    speech_key: SecretStr = Field(
        SecretStr(""), description="The key of that account. Empty: none is sent."
    )
    speech_model: str = Field(
        "whisper-1", max_length=200, description="The model that turns recordings into words."
    )
    speech_who: str = Field(
        "",
        max_length=80,
        description="What shoppers are told about who hears them. Default: the name of that host.",
    )
    import_megabytes: int = Field(
        64, ge=1, le=128, description="The largest file that staff may bring for an import, in MB."
    )
    import_rows: int = Field(
        20_000, ge=100, le=100_000, description="The most rows that one imported file may have."
    )
    log_level: LogLevel = Field(LogLevel.INFO, description="The least serious line that is kept.")
    log_format: LogFormat = Field(
        default_factory=lambda data: LogFormat.TEXT if _developing(data) else LogFormat.JSON,
        description="text for people, json for collectors. Default: json in production.",
    )

    @property
    def production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def media_dir(self) -> Path:
        return self.home / "media"

    @property
    def search_dir(self) -> Path:
        return self.home / "search"

    @field_validator("home", "pg_bin", *FILES)
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return path and path.expanduser().resolve()

    @field_validator("pg_bin", *FILES, mode="before")
    @classmethod
    def _empty_is_none(cls, value: Any) -> Any:
        return value or None

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(str(ip_network(part.strip())) for part in value.split(",") if part.strip())

    @field_validator("database_url")
    @classmethod
    def _postgres(cls, url: SecretStr) -> SecretStr:
        """Always plain postgresql://, whichever driver the operator had in mind."""
        if not url.get_secret_value():
            return url
        scheme, _, rest = url.get_secret_value().partition("://")
        if scheme.partition("+")[0] not in {"postgresql", "postgres"}:
            raise ValueError("it must begin with postgresql://")
        return SecretStr(f"postgresql://{rest}")

    @model_validator(mode="after")
    def _public_url(self) -> Self:
        if not self.public_url and not self.production:
            name = "localhost" if self.host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else self.host  # noqa: S104
            object.__setattr__(self, "public_url", f"http://{name}:{self.port}")
        object.__setattr__(self, "public_url", self.public_url.rstrip("/"))
        return self


def load() -> Settings:
    """The settings of this process. Raises SettingsRefused with every problem at once."""
    production = os.environ.get("HUTONG_ENVIRONMENT") == Environment.PRODUCTION
    try:
        settings = Settings(_env_file=None if production else ".env")
    except ValidationError as refused:
        wrong = [error for error in refused.errors() if error["type"] != FOLLOWS_FROM_ANOTHER]
        raise SettingsRefused(*map(_in_words, wrong)) from None
    if settings.production != production:
        raise SettingsRefused(
            "HUTONG_ENVIRONMENT: production must be said in the environment itself, not in .env."
        )
    if problems := list(_problems(settings)):
        raise SettingsRefused(*problems)
    if not settings.secret.get_secret_value():
        settings = settings.model_copy(update={"secret": SecretStr(_own_secret(settings.home))})
    return settings


def _problems(settings: Settings) -> list[str]:
    secret = settings.secret.get_secret_value()
    url = urlsplit(settings.public_url)
    speech = urlsplit(settings.speech_url)
    cdn = CDN.fullmatch(settings.cdn_url)
    rules = {
        f"HUTONG_SECRET: at least {SECRET_LENGTH} characters are needed; "
        "`python3 -c 'import secrets; print(secrets.token_urlsafe(48))'` makes a good one.": (
            len(secret) < SECRET_LENGTH and (settings.production or bool(secret))
        ),
        "HUTONG_SECRET: this one is well known and protects nothing; make your own.": (
            settings.production and (secret in WELL_KNOWN_SECRETS or len(set(secret)) < 8)  # noqa: PLR2004
        )
        and len(secret) >= SECRET_LENGTH,
        "HUTONG_PUBLIC_URL: say where shoppers reach the shop, such as https://shop.example.": (
            url.scheme not in {"http", "https"} or not url.netloc
        ),
        "HUTONG_CDN_URL: a scheme and a host, such as https://cdn.example, and nothing behind.": (
            bool(settings.cdn_url) and cdn is None
        ),
        "HUTONG_CDN_URL: production needs https://, or browsers refuse what comes from there.": (
            settings.production and settings.cdn_url.startswith("http://")
        ),
        "HUTONG_SPEECH_URL: say it whole, such as https://api.openai.com/v1.": (
            bool(settings.speech_url)
            and (speech.scheme not in {"http", "https"} or not speech.netloc)
        ),
        "HUTONG_DEMO: demo trade has accounts with known passwords; never in production.": (
            settings.production and settings.demo
        ),
        f"{crashpoints.WISH}: lets the shop die on purpose; only tests may say it.": (
            settings.production and crashpoints.WISH in os.environ
        ),
        "HUTONG_SANDBOX: simulated payments give goods away. On a staging copy, "
        "set HUTONG_SANDBOX_IN_PRODUCTION=true as well.": (
            settings.production and settings.sandbox and not settings.sandbox_in_production
        ),
    }
    rules["HUTONG_SIMULATORS: simulated providers give goods away; never in production."] = (
        settings.production and settings.simulators
    )
    return [words for words, broken in rules.items() if broken]


def _in_words(error: ErrorDetails) -> str:
    variable = "HUTONG_" + "_".join(str(part) for part in error["loc"]).upper()
    given = "" if variable in {"HUTONG_SECRET", "HUTONG_DATABASE_URL"} else f" {error['input']!r}:"
    reason = error["msg"].removeprefix("Value error, ")
    return f"{variable}:{given} {reason[:1].lower()}{reason[1:].rstrip('.')}."


def _own_secret(home: Path) -> str:
    """The secret of this home, made by whichever process comes first and readable by its user."""
    path = home / "secret"
    home.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"secret.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48))
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()
