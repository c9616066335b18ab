"""The shop's own PostgreSQL: it starts anywhere, and no way of dying costs a row."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from hutong.embedded import (
    AlreadyRunning,
    NoPostgresFound,
    Postgres,
    WrongMajor,
    discard,
    running_url,
)

QUICK = {"shared_buffers": "16MB"}


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that everybody may enter, as a home usually is."""
    folder = Path(tempfile.mkdtemp(prefix="hutong-home-"))
    folder.chmod(0o755)
    yield folder
    discard(folder)
    shutil.rmtree(folder, ignore_errors=True)


def sell(server: Postgres) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("create table if not exists sale (at timestamptz default now())")
        connection.execute("insert into sale default values")


def sales(server: Postgres) -> int:
    with psycopg.connect(server.url) as connection:
        row = connection.execute("select count(*) from sale").fetchone()
    assert row is not None
    return int(row[0])


def test_what_was_sold_is_there_after_closing_and_opening(home: Path) -> None:
    with Postgres(home, settings=QUICK) as server:
        sell(server)
        assert running_url(home) == server.url

    assert running_url(home) is None
    with Postgres(home, settings=QUICK) as server:
        assert sales(server) == 1


def test_what_was_sold_is_there_after_the_server_was_killed(home: Path) -> None:
    with Postgres(home, settings=QUICK) as server:
        sell(server)
        assert server.pid is not None

        os.kill(server.pid, signal.SIGKILL)
        wait_until(lambda: not server.alive())
        server.revive()

        assert sales(server) == 1


@contextmanager
def talking_into(log: Path) -> Iterator[None]:
    """As many sessions do when their server is gone."""
    ended = Event()

    def talk() -> None:
        with log.open("a") as said:
            while not ended.wait(0.001):
                said.write(
                    "FATAL:  terminating connection due to unexpected postmaster exit\n" * 50
                )
                said.flush()

    talker = Thread(target=talk)
    talker.start()
    try:
        yield
    finally:
        ended.set()
        talker.join()


def test_the_last_words_of_many_sessions_do_not_keep_the_server_from_coming_back(
    home: Path,
) -> None:
    with Postgres(home, settings=QUICK) as server:
        sell(server)
        with closing(psycopg.connect(server.url)) as busy:  # holds on to the memory for a while
            busy.pgconn.send_query(b"select count(*) from generate_series(1, 3000000)")
            assert server.pid is not None

            os.kill(server.pid, signal.SIGKILL)
            wait_until(lambda: not server.alive())
            with talking_into(server.folder / "log"):
                server.revive()

        assert sales(server) == 1


def test_a_server_that_outlived_a_killed_shop_is_taken_over(home: Path) -> None:
    shop = (
        "import os, sys; from pathlib import Path; from hutong.embedded import Postgres\n"
        "from tests.infra.test_embedded import QUICK, sell\n"
        "server = Postgres(Path(sys.argv[1]), settings=QUICK); server.start(); sell(server)\n"
        "os.kill(os.getpid(), 9)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run([sys.executable, "-c", shop, str(home)], env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert running_url(home)

    said: list[str] = []
    with Postgres(home, settings=QUICK, say=said.append) as server:
        assert sales(server) == 1
        assert said == ["leftover"]


def test_a_process_number_that_now_belongs_to_another_program_stops_nobody(home: Path) -> None:
    with Postgres(home, settings=QUICK) as server:
        sell(server)
        pid_file = server.data / "postmaster.pid"
        old = pid_file.read_text().splitlines()
        owner = pid_file.stat()
    with subprocess.Popen(["sleep", "60"], user=owner.st_uid) as bystander:
        pid_file.write_text("\n".join([str(bystander.pid), *old[1:]]) + "\n")
        os.chown(pid_file, owner.st_uid, owner.st_gid)

        with Postgres(home, settings=QUICK) as server:
            assert sales(server) == 1

        assert bystander.poll() is None
        bystander.kill()


def test_one_home_has_one_shop(home: Path) -> None:
    with (
        Postgres(home, settings=QUICK),
        pytest.raises(AlreadyRunning, match=f"already running .process {os.getpid()}"),
    ):
        Postgres(home, settings=QUICK).start()


def test_a_half_made_database_is_made_again(home: Path) -> None:
    half = home / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    with Postgres(home, settings=QUICK) as server:
        sell(server)

    assert not half.exists()


def test_data_of_another_version_is_left_alone(home: Path) -> None:
    data = home / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("14\n")

    with pytest.raises(WrongMajor, match="made by PostgreSQL 14"):
        Postgres(home, settings=QUICK).start()


def test_a_folder_without_programs_is_named_as_such(home: Path) -> None:
    with pytest.raises(NoPostgresFound, match="HUTONG_PG_BIN"):
        Postgres(home, bin=home, settings=QUICK).start()


@pytest.mark.parametrize("name", ["a shop with spaces", "很长的路径" * 12])
def test_any_folder_will_do(home: Path, name: str) -> None:
    with Postgres(home / name, settings=QUICK) as server:
        sell(server)
        assert sales(server) == 1
        assert running_url(home / name) == server.url
    discard(home / name)


def test_a_folder_that_only_root_may_enter_will_do(home: Path) -> None:
    home.chmod(0o700)

    with Postgres(home / "inside", settings=QUICK) as server:
        sell(server)
        assert sales(server) == 1
    discard(home / "inside")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has programs that others may not run")
def test_programs_that_the_server_may_not_reach_are_copied(home: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with Postgres(home / "first", settings=QUICK) as server:
        assert server.pid is not None
        program = Path(f"/proc/{server.pid}/exe").readlink()
    package = program.parents[2]
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, tmp_path / part.name, symlinks=True)
    hidden = tmp_path / package.name / "pginstall" / "bin"
    if not hidden.exists():
        pytest.skip("the programs of this system cannot be moved")

    with Postgres(home, bin=hidden, settings=QUICK) as server:
        sell(server)
        running = Path(f"/proc/{server.pid}/exe").readlink()
    discard(home / "first")

    assert running.is_relative_to(home / "postgres" / "programs")


def test_it_is_durable_and_reads_chinese(home: Path) -> None:
    with Postgres(home, settings=QUICK) as server, psycopg.connect(server.url) as connection:
        connection.execute("create extension pg_trgm")
        said = connection.execute(
            "select current_setting('fsync'), current_setting('synchronous_commit'),"
            " current_setting('data_checksums'), current_setting('listen_addresses'),"
            " lower('ÉÀ'), similarity('手机', '手机壳') > 0.3"
        ).fetchone()

    assert said == ("on", "on", "on", "", "éà", True)


def test_the_server_never_runs_as_root(home: Path) -> None:
    with Postgres(home, settings=QUICK) as server:
        owner = server.data.stat()

        assert owner.st_uid != 0
        assert owner.st_mode & 0o777 == 0o700
        assert server.sockets.stat().st_mode & 0o777 == 0o700


def wait_until(come_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not come_true():
        assert time.monotonic() < deadline
        time.sleep(0.01)
