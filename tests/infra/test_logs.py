"""What the shop writes down about itself is readable, and about nobody."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from granian.log import LogLevels, configure_logging

from hutong.app import create_app
from hutong.kernel import logs
from hutong.kernel.db import Database
from hutong.kernel.settings import LogFormat, Settings
from hutong.search import Index
from hutong.up.serving import NO_LOGGING_OF_ITS_OWN


@pytest.fixture
def quiet_again() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.usefixtures("quiet_again")
def test_a_line_is_one_json_object_without_anybody_in_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure(Settings(log_format=LogFormat.JSON))

    structlog.get_logger("shop").info(
        "order.placed", number="A1", phone="13800138000", note="call 13800138000 or a.b@mail.cn"
    )

    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["number"], line["level"]) == ("order.placed", "A1", "info")
    assert line["phone"] == "•••"
    assert line["note"] == "call 138••••8000 or •••"


@pytest.mark.usefixtures("quiet_again")
def test_a_library_and_its_errors_are_written_in_the_same_way(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure(Settings(log_format=LogFormat.JSON))

    try:
        int("member 13912345678")
    except ValueError:
        logging.getLogger("library").exception("it failed")

    line = json.loads(capsys.readouterr().err)
    assert line["logger"] == "library"
    assert "member 139••••5678" in line["exception"]


@pytest.mark.usefixtures("quiet_again")
def test_the_web_server_and_its_framework_write_in_the_same_way(
    capsys: pytest.CaptureFixture[str], database: Database, settings: Settings
) -> None:
    logs.configure(Settings(log_format=LogFormat.JSON))

    configure_logging(LogLevels.warning, NO_LOGGING_OF_ITS_OWN)
    app = create_app(database, settings, Index())
    logging.getLogger("_granian").error("a worker died")
    logging.getLogger("litestar").error("something failed")

    printed = capsys.readouterr()
    lines = [json.loads(line) for line in printed.err.splitlines()]
    assert [line["event"] for line in lines] == ["a worker died", "something failed"]
    assert printed.out == ""
    assert app.logging_config is None
