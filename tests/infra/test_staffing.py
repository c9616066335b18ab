"""The first account of a new shop, and no demo account in a real one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from hutong.kernel.settings import Environment, Settings
from hutong.staffing import StaffRefused, ensure_roles, hire, refuse_demo_staff
from tests.postgres import fresh_database

OWNER = {"email": "lin@hutong.example", "name": "林晓", "roles": ["owner"]}


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    with fresh_database() as url:
        yield Settings(home=tmp_path, database_url=SecretStr(url))


def production(settings: Settings) -> Settings:
    return settings.model_copy(update={"environment": Environment.PRODUCTION})


def test_the_first_owner_gets_a_password_that_was_made_up(settings: Settings) -> None:
    password = hire(settings, **OWNER, password="")

    assert len(password) >= 16
    assert hire(settings, **OWNER | {"email": "second@hutong.example"}, password="") != password


def test_a_colleague_is_hired_once(settings: Settings) -> None:
    hire(settings, **OWNER, password="kite over the roofs")

    with pytest.raises(StaffRefused, match=r"lin@hutong\.example"):
        hire(settings, **OWNER, password="kite over the roofs")


@pytest.mark.parametrize(
    "wrong", [{"email": "nowhere"}, {"roles": ["emperor"]}, {"password": "12345678"}]
)
def test_an_account_that_makes_no_sense_is_refused(
    settings: Settings, wrong: dict[str, str | list[str]]
) -> None:
    with pytest.raises(StaffRefused):
        hire(settings, **OWNER | {"password": "kite over the roofs"} | wrong)


def test_production_does_not_start_with_demo_accounts(settings: Settings) -> None:
    refuse_demo_staff(production(settings))
    ensure_roles(settings)
    hire(settings, **OWNER, password="")
    refuse_demo_staff(production(settings))

    with open_database(settings) as connection:
        connection.execute("update access_staff set demo = true")

    refuse_demo_staff(settings)
    with pytest.raises(StaffRefused, match="demo accounts"):
        refuse_demo_staff(production(settings))


def test_production_without_tables_names_the_command_that_makes_them(settings: Settings) -> None:
    with open_database(settings) as connection:
        connection.execute("drop table access_staff cascade")

    with pytest.raises(StaffRefused, match="hutong migrate"):
        refuse_demo_staff(production(settings))


@pytest.mark.parametrize(
    ("options", "answers"),
    [
        ([], "lin@hutong.example\n林晓\n\n"),
        (["--email", "lin@hutong.example", "--name", "林晓", "--role", "owner"], ""),
    ],
)
def test_the_command_asks_for_what_no_option_said(
    settings: Settings, options: list[str], answers: str
) -> None:
    said = created(settings, *options, "--generate", answers=answers)

    assert "lin@hutong.example can sign in at" in said.stdout
    assert "Password" in said.stdout


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        (["--email", "lin@hutong.example", "--name", "林晓", "--generate"], "--role"),
        (["--email", "lin@hutong.example", "--role", "owner", "--generate"], "--name"),
        (["--email", "lin@hutong.example", "--name", "林晓", "--role", "owner"], "--generate"),
    ],
)
def test_without_a_terminal_the_option_is_named_that_is_missing(
    settings: Settings, options: list[str], missing: str
) -> None:
    said = created(settings, *options)

    assert said.returncode == 2
    assert f"please add {missing}" in said.stderr
    assert "can sign in" not in said.stdout


def created(
    settings: Settings, *options: str, answers: str = ""
) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "HUTONG_DATABASE_URL": settings.database_url.get_secret_value(),
        "HUTONG_HOME": str(settings.home),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.run(
        [sys.executable, "-m", "hutong.cli", "staff", "create", *options],
        input=answers,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )


def open_database(settings: Settings) -> psycopg.Connection:
    return psycopg.connect(settings.database_url.get_secret_value(), autocommit=True)
