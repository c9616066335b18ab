"""One PostgreSQL server in one folder, started as a child and never left in doubt."""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from hutong.embedded.account import Account, DatabaseFolderClosed
from hutong.embedded.programs import DatabaseTrouble, Programs, find

DATABASE = "hutong"
PORT = 5432  # only names the socket file; nothing listens on the network
LONGEST_SOCKET_FOLDER = 80  # the kernel takes 107 bytes for the whole name of a socket
STOP_SECONDS = 60
BUILTIN_LOCALE_SINCE = 17
LOG_BYTES = 10_000_000
ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/local/bin:/usr/bin:/bin"}

SETTINGS = {  # durable, and small until there is work: memory is touched only when it is used
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
}


class AlreadyRunning(DatabaseTrouble):
    def __init__(self, home: Path, holder: str) -> None:
        super().__init__(f"The shop in {home} is already running (process {holder or 'unknown'}).")


class PostgresFailed(DatabaseTrouble):
    def __init__(self, what: str, said: str) -> None:
        super().__init__(f"{what}. PostgreSQL said:\n{said.strip()[-1200:]}")


class Postgres:
    """`with Postgres(home) as server: server.url`. Stops the server at the end, and whatever a
    killed predecessor left running at the start."""

    def __init__(
        self,
        home: Path,
        *,
        bin: Path | None = None,  # noqa: A002
        settings: Mapping[str, str] | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.home = home.resolve()
        self.folder = self.home / "postgres"
        self.data = self.folder / "data"
        self.sockets = _socket_folder(self.home)
        self.pid: int | None = None
        self._bin = bin
        self._settings = {**SETTINGS, **(settings or {})}
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._relaunch: Callable[[], None] = self.start

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        return _url(self.sockets, database)

    def start(self) -> None:
        """Ready for connections, with the shop's database there, or an exception that says why."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(self.folder / "lock", self.home)
        try:
            account = Account.for_folder(self.data if self.data.exists() else self.folder)
            programs = account.runs(find(self.data, self._bin), self.folder / "programs")
            _settle_predecessor(self.data, self._say)
            _empty_socket_folder(account, self.sockets)
            if not self.data.exists():
                self._say("initdb")
                _initialise(account, programs, self.data)
            self._relaunch = partial(self._launch, account, programs)
            self._relaunch()
            self.create_database(DATABASE)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Fast stop: sessions are ended, everything acknowledged is on disk. Never raises."""
        if self._process is not None:
            _end(self._process)
            self._process = None
            self.pid = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def revive(self) -> None:
        """Start again after the server process was killed under us."""
        _settle_predecessor(self.data, self._say)
        self._relaunch()

    def create_database(self, name: str, *, template: str | None = None) -> str:
        """The URL of the database of this name, made when it is not there."""
        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if known.fetchone() is None:
                create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
                if template:
                    create += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
                connection.execute(create)
        return self.url_of(name)

    def _launch(self, account: Account, programs: Programs) -> None:
        """Start and wait until it answers, however long the recovery after a crash takes."""
        deadline = time.monotonic() + STOP_SECONDS
        while (said := self._refusal(account, programs)) is not None:
            if "shared memory block" not in said or time.monotonic() > deadline:
                raise PostgresFailed(f"The database in {self.data} did not start", said)
            time.sleep(0.5)  # sessions of a killed server are still finishing

    def _refusal(self, account: Account, programs: Programs) -> str | None:
        """None when it answers; else all that was said meanwhile, for the dying sessions of a
        killed server talk between its words."""
        options = {
            **self._settings,
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
        }
        words = [programs / "postgres", "-D", str(self.data)]
        for name, value in options.items():
            words += ["-c", f"{name}={value}"]
        with _log(self.folder / "log") as log:
            begun = log.tell()
            self._process = subprocess.Popen(
                account.command(*words),
                cwd="/",
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C in the terminal is ours to pass on, in order
                **account.popen(),
            )
        waited_since = time.monotonic()
        while self._process.poll() is None:
            if _postmaster(self.data) == (self._process.pid, "ready"):
                self.pid = self._process.pid
                return None
            if time.monotonic() - waited_since > 3:  # noqa: PLR2004
                self._say("recovery")
                waited_since = time.monotonic()
            time.sleep(0.01)
        return _said(self.folder / "log", begun)


def running_url(home: Path) -> str | None:
    """The URL of the server that another process runs in this folder, when one does."""
    data = home.resolve() / "postgres" / "data"
    try:
        pid, state = _postmaster(data)
    except PermissionError:
        return None
    if state == "ready" and _is_server(pid, data):
        return _url(_socket_folder(home.resolve()), DATABASE)
    return None


def discard(home: Path) -> None:
    """Remove a server and its data for good. Raises AlreadyRunning while somebody uses it."""
    home = home.resolve()
    folder = home / "postgres"
    with suppress(FileNotFoundError), _locked(folder / "lock", home):
        _settle_predecessor(folder / "data", lambda _: None)
        shutil.rmtree(_socket_folder(home), ignore_errors=True)
        folder.rename(home / f"postgres.{os.getpid()}")  # nobody else can be removing that one
    shutil.rmtree(home, ignore_errors=True)


def _url(sockets: Path, database: str) -> str:
    return f"postgresql://postgres@/{database}?host={quote(str(sockets), safe='')}&port={PORT}"


def _socket_folder(home: Path) -> Path:
    """In the home, or in a short private folder when its name is too long for a socket."""
    inside = home / "postgres" / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
        return inside
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"hutong-{name}"


def _empty_socket_folder(account: Account, folder: Path) -> None:
    if folder.is_symlink() or (
        folder.exists() and folder.stat().st_uid not in {account.uid, os.geteuid()}
    ):
        raise DatabaseFolderClosed(f"{folder} belongs to somebody else; remove it and start again.")
    shutil.rmtree(folder, ignore_errors=True)  # a killed server's socket; ours is the only one now
    account.own(folder)


def _locked(path: Path, home: Path) -> IO[str]:
    lock = path.open("a+")  # Python's files are closed on exec: the server cannot inherit the lock
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip()
        lock.close()
        raise AlreadyRunning(home, holder) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _initialise(account: Account, programs: Programs, data: Path) -> None:
    """Beside its place, then moved there: a data folder that exists is a whole one."""
    draft = data.with_name("data.new")
    said = ""
    for locale in _locales(programs.major):
        shutil.rmtree(draft, ignore_errors=True)
        account.own(draft)
        words = [
            programs / "initdb",
            *("-D", str(draft), "-U", "postgres", "-E", "UTF8"),
            *("--auth-local=trust", "--auth-host=reject", "--data-checksums"),
            *locale,
        ]
        done = subprocess.run(
            account.command(*words),
            cwd="/",
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
            **account.popen(),
        )
        if done.returncode == 0:
            draft.rename(data)
            return
        said = done.stdout + done.stderr
    raise PostgresFailed(f"No database could be made in {data}", said)


def _locales(major: int) -> Iterator[list[str]]:
    """Plain C would lose what is not ASCII: lower('É') and the trigrams of Chinese words."""
    if major >= BUILTIN_LOCALE_SINCE:
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        yield ["--locale=C.UTF-8", *builtin]
        yield ["--locale=en_US.UTF-8", *builtin]  # a system without C.UTF-8
    else:
        yield ["--locale=C.UTF-8"]


def _settle_predecessor(data: Path, say: Callable[[str], None]) -> None:
    """Stop a server that outlived its supervisor, so that ours is the only one.

    The pid file of a dead server stays: with it PostgreSQL itself makes sure that no session of
    that server is still writing. Where its number now belongs to another program (or to a dead
    process that nobody buried), PostgreSQL would wait for that one, so we look ourselves.
    """
    pid, _ = _postmaster(data)
    if not pid or not _exists(pid):
        return
    if _is_server(pid, data):
        say("leftover")
        _stop_stranger(pid, data)
    if not _wait_until(lambda: not _has_sessions(data), STOP_SECONDS):
        raise PostgresFailed(f"Sessions of a dead server still work in {data}", "")
    (data / "postmaster.pid").unlink(missing_ok=True)


def _stop_stranger(pid: int, data: Path) -> None:
    for wish, patience in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10)):
        os.kill(pid, wish)
        if _wait_until(lambda: not _is_server(pid, data), patience):
            return
    raise PostgresFailed(f"Process {pid} still runs in {data} and does not stop", "")


def _wait_until(come_true: Callable[[], bool], patience: int) -> bool:
    deadline = time.monotonic() + patience
    while not come_true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _has_sessions(data: Path) -> bool:
    """Every process of a server stands in its data folder. Only Linux tells where others stand."""
    for process in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if process.readlink() == data:
                return True
        except OSError:
            continue
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    for wish, patience in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10)):
        process.send_signal(wish)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        return
    process.kill()
    process.wait()


def _postmaster(data: Path) -> tuple[int, str]:
    """Process id and state as the server itself wrote them; (0, "") when it wrote nothing."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return 0, ""
    state = lines[7].strip() if len(lines) > 7 else "starting"  # noqa: PLR2004
    return (int(lines[0]), state) if lines else (0, "")


def _is_server(pid: int, data: Path) -> bool:
    """Is this process the server of this folder? A number alone may have been given to another."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
        return os.fsencode(data) in words.split(b"\0")
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
        listed = subprocess.run(
            ["ps", "-p", str(pid), "-o", "args="], capture_output=True, text=True, check=False
        )
        return str(data) in listed.stdout


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _log(path: Path) -> IO[bytes]:
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_name("log.1"))
    return path.open("ab")


def _said(path: Path, since: int) -> str:
    with path.open("rb") as log:
        log.seek(since)
        return log.read().decode(errors="replace")
