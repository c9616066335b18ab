"""The container files name settings, commands and probes that exist."""

import re
from pathlib import Path

import yaml
from typer.testing import CliRunner

from hutong.cli import app
from hutong.kernel.settings import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
FILES = [path for path in DEPLOY.rglob("*") if path.is_file()]
NOT_SETTINGS = {"HUTONG_DATABASE_PASSWORD"}


def test_every_variable_is_a_setting() -> None:
    known = {f"HUTONG_{name}".upper() for name in Settings.model_fields}
    named = {name for path in FILES for name in re.findall(r"HUTONG_[A-Z_]+", path.read_text())}

    assert named - known - NOT_SETTINGS == set()


def test_every_command_exists() -> None:
    commands = {
        word
        for path in FILES
        for word in re.findall(r'\[?"?hutong"?, "?([a-z]+)"?\]', path.read_text())
    }

    assert commands == {"serve", "work", "migrate"}
    for command in commands:
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0


def test_every_file_is_well_formed() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    parts = list(yaml.safe_load_all((DEPLOY / "kubernetes" / "hutong.yaml").read_text()))

    assert set(compose["services"]) == {"database", "tables", "web", "worker"}
    assert {part["kind"] for part in parts} >= {"Deployment", "Service", "Ingress"}
