"""The container files name settings, commands and probes that exist."""

import re
from pathlib import Path
from typing import Any

import yaml
from litestar import Litestar
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


def test_what_leads_to_the_pods_that_take_orders_is_a_page_or_a_call_of_the_shop(
    running: Litestar,
) -> None:
    (ingress,) = _parts("Ingress")
    paths = ingress["spec"]["rules"][0]["http"]["paths"]
    served = {route.path for route in running.routes}

    taken = [
        path["path"] for path in paths if path["backend"]["service"]["name"] == "hutong-orders"
    ]

    assert "/api/v1/orders" in taken
    assert [path for path in taken if not any(each.startswith(path) for each in served)] == []


def test_every_service_and_every_scaler_finds_its_pods() -> None:
    pods = {
        deployment["metadata"]["name"]: deployment["spec"]["template"]["metadata"]["labels"]
        for deployment in _parts("Deployment")
    }

    assert all(service["spec"]["selector"] in pods.values() for service in _parts("Service"))
    assert {
        scaler["spec"]["scaleTargetRef"]["name"] for scaler in _parts("HorizontalPodAutoscaler")
    } == {
        "hutong-web",
        "hutong-orders",
    }


def _parts(kind: str) -> list[dict[str, Any]]:
    every = yaml.safe_load_all((DEPLOY / "kubernetes" / "hutong.yaml").read_text())
    return [part for part in every if part["kind"] == kind]
