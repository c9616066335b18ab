"""Starts the parts in order, watches them, and stops them in the opposite order."""

import errno
import fcntl
import http.client
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import FrameType
from typing import IO
from urllib.parse import urlsplit

import psycopg

from hutong.demo import ACCOUNTS, NO_DEMO, PASSWORD
from hutong.embedded import AlreadyRunning, Postgres
from hutong.kernel.i18n import N_, both
from hutong.kernel.operator import OperatorError
from hutong.kernel.settings import Settings
from hutong.up import lifeline
from hutong.up.part import Part
from hutong.up.progress import say, step, warn

READY_SECONDS = 120
TURN_SECONDS = 0.2
DRAIN_SECONDS = 15  # as long as the web server may take to finish its answers
WORK_SECONDS = 30
SIMULATE_SECONDS = 5
ENDS = (signal.SIGINT, signal.SIGTERM)
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


class CannotStart(OperatorError): ...


class Stopped(BaseException):
    """Somebody pressed Ctrl-C or sent SIGTERM. Not an Exception: nothing may swallow it."""


class Supervisor:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        lifeline.lead()
        self._environment = dict(os.environ)
        self._lock: IO[str] | None = None
        self._demo_there = False
        self._postgres: Postgres | None = None
        self._errand: Part | None = None
        self._simulators: Part | None = None
        self._web = Part("web", ["serve"], patience=DRAIN_SECONDS)
        self._worker = Part("worker", ["work"], patience=WORK_SECONDS)

    def run(self) -> None:
        """Until Ctrl-C or SIGTERM. Raises CannotStart with nothing left running."""
        for sign in ENDS:
            signal.signal(sign, _stop)
        try:
            self._start()
            self._watch()
        except Stopped:
            say(both(N_("Stopping, in order …")))
            self._stop()
            say(both(N_("Everything has stopped.")))
        finally:
            self._stop()

    def _start(self) -> None:
        killed = self._claim_home()
        _await_port(self._settings.host, self._settings.port, patient=killed)
        with step(N_("Database")):
            url = self._settings.database_url.get_secret_value() or self._start_postgres()
        self._environment["HUTONG_DATABASE_URL"] = url
        self._start_simulators()
        with step(N_("Tables")):
            self._run("migrate", "--quiet")
        if self._settings.demo:
            self._fill(url)
        with step(N_("Web and worker")):
            with undisturbed():
                self._web.start(self._environment)
            self._await_ready()
            with undisturbed():
                self._worker.start(self._environment)  # the sandbox that it calls answers now
        self._welcome()

    def _fill(self, url: str) -> None:
        with psycopg.connect(url, connect_timeout=5) as connection:
            staff = connection.execute("select demo from access_staff").fetchall()
        if staff:  # seconds sooner than the whole program would find it out
            self._demo_there = any(demo for (demo,) in staff)
            return
        with step(N_("Demo trade")):
            self._demo_there = self._run("demo", "--if-empty", may=NO_DEMO) == 0

    def _claim_home(self) -> bool:
        """One shop to a home. True when the last one was killed: what it had may still be going."""
        home = self._settings.home
        try:
            home.mkdir(parents=True, exist_ok=True)
            lock = (home / "lock").open("a+")
        except OSError as refused:
            raise CannotStart(f"HUTONG_HOME: {home}: {refused.strerror}.") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise AlreadyRunning(home, lock.read().strip()) from None
        lock.seek(0)
        killed = bool(lock.read().strip())
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock
        return killed

    def _start_postgres(self) -> str:
        self._postgres = Postgres(self._settings.home, bin=self._settings.pg_bin, say=_tell)
        self._postgres.start()
        return self._postgres.url

    def _run(self, *words: str, may: int = 0) -> int:
        """The exit code: 0, or the one that `may` be. Raises CannotStart for any other."""
        self._errand = Part(words[0], list(words), patience=DRAIN_SECONDS)
        with undisturbed():
            self._errand.start(self._environment)
        code = self._errand.finish()
        if code not in {0, may}:
            raise CannotStart(f"`hutong {words[0]}` failed ({code}); what it said stands above.")
        self._errand = None
        return code

    def _start_simulators(self) -> None:
        """The payment providers of a shop that only tries things out: one small process."""
        if not self._settings.simulators or self._settings.production:
            return
        if _port_refused(self._settings.host, self._settings.simulator_port):
            warn(N_("The simulators' port is taken; WeChat Pay, Alipay and UnionPay are left out:"))
            say(f"  HUTONG_SIMULATOR_PORT={self._settings.simulator_port}")
            self._environment["HUTONG_SIMULATORS"] = "false"
            return
        self._simulators = Part("simulators", ["simulate"], patience=SIMULATE_SECONDS)
        self._simulators.start(self._environment)

    def _await_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not _answers(self._settings, self._settings.port, "/readyz"):
            if self._web.died():
                raise CannotStart("The web server ended; what it said stands above.")
            if time.monotonic() > deadline:
                raise CannotStart(f"The web server did not answer within {READY_SECONDS} seconds.")
            time.sleep(0.05)

    def _welcome(self) -> None:
        url = self._settings.public_url
        say()
        say(f"  {both(N_('The shop'))}     {url}")
        say(f"  {both(N_('Console'))}  {url}/console")
        if self._simulators:
            say(f"  {both(N_('Pretended payment providers'))}  {self._simulator_url()}")
        if self._demo_there:
            say(f"  {both(N_('Accounts to try, all with the password'))} {PASSWORD}")
            for account in ACCOUNTS:
                say(f"    {account.title['zh']} · {account.title['en']}  {account.login}")
        else:
            say(f"  {both(N_('First staff account'))}  hutong staff create")
        say(f"  {both(N_('Ctrl-C stops everything.'))}")
        say()

    def _simulator_url(self) -> str:
        host = urlsplit(self._settings.public_url).hostname
        return f"http://{host}:{self._settings.simulator_port}/wechat/ledger"

    def _watch(self) -> None:
        while True:
            time.sleep(TURN_SECONDS)
            if self._postgres and not self._postgres.alive():
                warn(N_("The database died and is started again."))
                self._postgres.revive()
            for part, words in (
                (self._web, N_("The web server died and is started again.")),
                (self._worker, N_("The worker died and is started again.")),
                (self._simulators, N_("The simulators died and are started again.")),
            ):
                if part is None:
                    continue
                if part.died():
                    warn(words)
                part.bury_orphans()
                with undisturbed():
                    part.start_when_due(self._environment)

    def _stop(self) -> None:
        """Twice is as good as once."""
        if self._errand:
            self._errand.stop()
        self._worker.stop()  # what it has in hand may call the sandbox, which the web server is
        self._web.stop()
        if self._simulators:
            self._simulators.stop()
        if self._postgres:
            self._postgres.stop()
        if self._lock:
            self._lock.truncate(0)
            self._lock.close()
            self._lock = None


@contextmanager
def undisturbed() -> Iterator[None]:
    """A signal that comes meanwhile counts afterwards: no child is started and then not known."""
    heard: list[int] = []
    usual = {sign: signal.signal(sign, lambda came, _: heard.append(came)) for sign in ENDS}
    try:
        yield
    finally:
        for sign, handler in usual.items():
            signal.signal(sign, handler)
    for came in heard[:1]:
        signal.raise_signal(came)


def _stop(_sign: int, _frame: FrameType | None) -> None:
    for sign in ENDS:
        signal.signal(sign, signal.SIG_IGN)  # a second Ctrl-C does not break the order
    raise Stopped


def _tell(what: str) -> None:
    words = {
        "initdb": N_("Making a new database."),
        "leftover": N_("Stopping a database that a killed shop left running."),
        "recovery": N_("The database is recovering from a crash; nothing is lost."),
    }
    say(f"  {both(words[what])}")


def _await_port(host: str, port: int, *, patient: bool) -> None:
    deadline = time.monotonic() + (DRAIN_SECONDS if patient else 0)
    while reason := _port_refused(host, port):
        if time.monotonic() >= deadline:
            raise CannotStart(reason)
        time.sleep(TURN_SECONDS)


def _port_refused(host: str, port: int) -> str | None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with closing(socket.socket(family, kind, protocol)) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except socket.gaierror:
        return f"HUTONG_HOST: {host} is no address of this machine."
    except OSError as refused:
        if refused.errno == errno.EADDRINUSE:
            return both(N_("The port is taken; choose another one:")) + f" HUTONG_PORT={port + 1}"
        return f"HUTONG_HOST, HUTONG_PORT: {host}:{port}: {refused.strerror}."
    return None


def _answers(settings: Settings, port: int, path: str) -> bool:
    host = EVERYWHERE.get(settings.host, settings.host)
    try:
        with closing(http.client.HTTPConnection(host, port, timeout=5)) as connection:
            connection.request("GET", path)
            return connection.getresponse().status == http.client.OK
    except OSError:
        return False
