"""One line a fact, for people or for collectors, and nothing personal in it."""

import logging
import re
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from hutong.kernel.settings import LogFormat, Settings

PERSONAL = {
    "address", "authorization", "body", "code", "cookie", "email", "nickname", "password", "phone",
    "recipient", "secret", "token",
}  # fmt: skip
HIDDEN = "•••"
PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
OWN_WAYS = ("_granian", "litestar")  # they would write past the root
TALKATIVE = ("alembic", "fontTools", "httpx", "PIL", "procrastinate", "sqlalchemy.engine")


def configure(settings: Settings) -> None:
    """For this process: structlog and the standard library's loggers come out alike."""
    people = settings.log_format is LogFormat.TEXT
    stamp = structlog.processors.TimeStamper(fmt="%H:%M:%S" if people else "iso", utc=not people)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        stamp,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=_rendering(settings.log_format)
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    for name in OWN_WAYS:
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def discreet(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Hide what is somebody's: by the field's name, and phones and e-mails wherever they stand."""
    return {key: HIDDEN if key in PERSONAL else _masked(value) for key, value in line.items()}


def _masked(value: object) -> object:
    if not isinstance(value, str):
        return value
    return EMAIL.sub(HIDDEN, PHONE.sub(r"\1••••\2", value))


def _rendering(form: LogFormat) -> list[Processor]:
    tidy = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if form is LogFormat.TEXT:
        plain = structlog.dev.plain_traceback  # the usual one prints everybody's local variables
        console = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=plain, pad_event_to=0
        )
        return [tidy, discreet, console]
    return [
        tidy,
        structlog.processors.format_exc_info,
        discreet,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
