"""A shop that would start unsafely, or not as its operator meant, says so and does not start."""

from pathlib import Path

import pytest

from hutong.kernel.settings import LogFormat, Settings, SettingsRefused, load

SECRET = "Zk3vQ9pL7wXb2NfR8tYh4JdM6sGa1CeU"
PRODUCTION = {
    "HUTONG_ENVIRONMENT": "production",
    "HUTONG_SECRET": SECRET,
    "HUTONG_PUBLIC_URL": "https://shop.example",
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder and none of the variables of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields:
        monkeypatch.delenv(f"HUTONG_{field}".upper(), raising=False)


def choose(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def problems() -> str:
    with pytest.raises(SettingsRefused) as refused:
        load()
    return str(refused.value)


def test_an_engineer_needs_no_setting_at_all(tmp_path: Path) -> None:
    settings = load()

    assert settings.home == tmp_path / ".hutong"
    assert settings.public_url == "http://localhost:8000"
    assert settings.demo
    assert settings.sandbox
    assert settings.log_format is LogFormat.TEXT


def test_a_home_keeps_one_secret_for_itself(tmp_path: Path) -> None:
    first = load().secret

    assert load().secret == first
    assert len(first.get_secret_value()) >= 32
    assert (tmp_path / ".hutong" / "secret").stat().st_mode & 0o777 == 0o600


def test_an_env_file_helps_in_development_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("HUTONG_PORT=9001\n")

    assert load().port == 9001
    choose(monkeypatch, PRODUCTION)
    assert load().port == 8000


def test_production_is_not_entered_through_an_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"HUTONG_ENVIRONMENT=production\nHUTONG_SECRET={SECRET}\n")

    assert "in the environment itself" in problems()


def test_production_is_plain_and_careful(monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, PRODUCTION)

    settings = load()

    assert not settings.demo
    assert not settings.sandbox
    assert settings.log_format is LogFormat.JSON


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"HUTONG_SECRET": ""}, "HUTONG_SECRET: at least 32 characters"),
        ({"HUTONG_SECRET": "too short"}, "HUTONG_SECRET: at least 32 characters"),
        ({"HUTONG_SECRET": "changeme" * 32}, "HUTONG_SECRET: this one is well known"),
        ({"HUTONG_SECRET": "abab" * 10}, "HUTONG_SECRET: this one is well known"),
        ({"HUTONG_PUBLIC_URL": ""}, "HUTONG_PUBLIC_URL: say where"),
        ({"HUTONG_PUBLIC_URL": "shop.example"}, "HUTONG_PUBLIC_URL: say where"),
        ({"HUTONG_CDN_URL": "cdn.example"}, "HUTONG_CDN_URL: a scheme and a host"),
        ({"HUTONG_CDN_URL": "https://cdn.example/x; script-src *"}, "HUTONG_CDN_URL: a scheme"),
        ({"HUTONG_CDN_URL": "http://cdn.example"}, "HUTONG_CDN_URL: production needs https"),
        ({"HUTONG_SPEECH_URL": "api.example/v1"}, "HUTONG_SPEECH_URL: say it whole"),
        ({"HUTONG_DEMO": "true"}, "HUTONG_DEMO: demo trade has accounts with known passwords"),
        ({"HUTONG_SANDBOX": "true"}, "HUTONG_SANDBOX: simulated payments give goods away"),
        ({"HUTONG_CRASH_AT": "orders.batched"}, "HUTONG_CRASH_AT: lets the shop die on purpose"),
    ],
)
def test_production_refuses(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, str], words: str
) -> None:
    choose(monkeypatch, PRODUCTION | change)

    assert words in problems()


def test_simulated_payments_in_production_are_a_choice_made_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    twice = {"HUTONG_SANDBOX": "true", "HUTONG_SANDBOX_IN_PRODUCTION": "true"}
    choose(monkeypatch, PRODUCTION | twice)

    assert load().sandbox


def test_every_wrong_variable_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {"HUTONG_PORT": "http", "HUTONG_WORKERS": "0", "HUTONG_TRUSTED_PROXIES": "friends"}
    choose(monkeypatch, wrong)

    said = problems()

    assert [line.split(":")[0] for line in said.splitlines()] == [
        "HUTONG_PORT",
        "HUTONG_TRUSTED_PROXIES",
        "HUTONG_WORKERS",
    ]


def test_a_wrong_address_is_refused_without_showing_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose(monkeypatch, {"HUTONG_DATABASE_URL": "mysql://shop:sesame@db/shop"})

    said = problems()

    assert "must begin with postgresql://" in said
    assert "sesame" not in said


def test_the_driver_in_an_address_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, {"HUTONG_DATABASE_URL": "postgresql+asyncpg://shop@db/shop"})

    assert load().database_url.get_secret_value() == "postgresql://shop@db/shop"


def test_proxies_are_named_one_by_one_or_as_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, {"HUTONG_TRUSTED_PROXIES": "10.0.0.0/8, 127.0.0.1"})

    assert load().trusted_proxies == ("10.0.0.0/8", "127.0.0.1/32")


def test_every_setting_is_described_here_and_in_the_example_file() -> None:
    example = (Path(__file__).parents[2] / ".env.example").read_text()

    for name, field in Settings.model_fields.items():
        assert field.description
        assert f"HUTONG_{name}=".upper() in example
