"""F3, F10: the power is cut, the disk is full. They mount disks of their own; where that is not
allowed they are skipped, and say why."""

import asyncio
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from hutong import migrate
from hutong.embedded import Postgres
from hutong.embedded.server import PostgresFailed
from tests.faults.conftest import SEED
from tests.faults.process import DEAF
from tests.faults.shop import Shop, open_shop
from tests.faults.workload import Crowd, verdict

pytestmark = pytest.mark.slow
CUTS = 3
WHAT_WAS_TOLD = 20
FULL_FOR_SECONDS = 6
NEWS = 40
BROKEN = 40  # seconds in which an honest shop would have mended it
PARKED_BEFORE = """
    insert into event_parked (consumer, position, name, payload, error, parked_at)
    values ('gone', 0, 'gone', '{}', '', now())
"""  # the table has a page: a place where a row fits when nothing else does


def run(*words: object) -> None:
    said = subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, check=False
    )
    if said.returncode:
        pytest.skip(f"this machine cannot: {words[0]}: {said.stderr.strip()[-200:]}")


@contextmanager
def mounted(*words: object) -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="hutong-disk-"))
    try:
        run("mount", *words, place)
    except BaseException:
        place.rmdir()
        raise
    try:
        place.chmod(0o711)
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=False)
        with suppress(OSError):
            place.rmdir()


@contextmanager
def reflinking(size: str) -> Iterator[Path]:
    """A folder in which a copy of a file of any size is made in an instant."""
    if shutil.which("mkfs.xfs") is None:
        pytest.skip("this machine has no mkfs.xfs (xfsprogs)")
    image = Path(tempfile.mkdtemp(prefix="hutong-image-")) / "xfs"
    try:
        run("truncate", "--size", size, image)
        run("mkfs.xfs", "-q", "-m", "reflink=1", image)
        with mounted("-o", "loop", image) as place:
            yield place
    finally:
        shutil.rmtree(image.parent, ignore_errors=True)


async def test_what_was_told_survives_a_power_cut(home: Path) -> None:
    """The disk is an image; a copy of it at any instant is what a cut would leave behind."""
    with reflinking("6G") as folder:
        disk = folder / "disk"
        run("truncate", "--size", "1G", disk)
        run("mkfs.ext4", "-q", disk)
        with mounted("-o", "loop", disk) as place:
            told = await cut_while_shopping(place, home, disk)

        for snapshot, numbers in told:
            with mounted("-o", "loop", snapshot) as after, Postgres(after) as server:
                assert numbers - orders_in(server) == set()


async def test_a_disk_that_lies_about_what_it_wrote_is_noticed(home: Path) -> None:
    """The same with `synchronous_commit=off` and `fsync=off`: the cut takes what was told."""
    careless = {"synchronous_commit": "off", "fsync": "off", "wal_writer_delay": "10s"}
    with reflinking("6G") as folder:
        disk = folder / "disk"
        run("truncate", "--size", "1G", disk)
        run("mkfs.ext4", "-q", disk)
        with mounted("-o", "loop", disk) as place:
            told = await cut_while_shopping(place, home, disk, settings=careless)

        assert any(lost(snapshot, numbers) for snapshot, numbers in told)


async def cut_while_shopping(
    place: Path, home: Path, disk: Path, *, settings: dict[str, str] | None = None
) -> list[tuple[Path, set[str]]]:
    """Copies of the disk, each with the order numbers that had been told before it was made."""
    told = []
    with Postgres(place, settings=settings) as server:
        migrate.upgrade(server.url)
        async with open_shop(home, server.url) as shop:
            crowd = Crowd(shop, home, seed=SEED, tellings=("at_once",))
            crowd.begin()
            for cut in range(CUTS):
                await crowd.bought(len(crowd.journal.placed) + WHAT_WAS_TOLD)
                numbers = set(crowd.journal.placed.values())
                snapshot = disk.with_name(f"cut-{cut}")
                await asyncio.to_thread(run, "cp", "--reflink=always", disk, snapshot)
                told.append((snapshot, numbers))
            await crowd.rest()
    return told


def orders_in(server: Postgres) -> set[str]:
    with psycopg.connect(server.url) as connection:
        return {number for (number,) in connection.execute("select number from orders_order")}


def lost(snapshot: Path, numbers: set[str]) -> bool:
    try:
        with mounted("-o", "loop", snapshot) as after, Postgres(after) as server:
            return bool(numbers - orders_in(server))
    except Exception:  # noqa: BLE001 - no database at all is as lost as can be
        return True


async def test_a_full_disk_refuses_and_comes_back(home: Path) -> None:
    with small_disk() as (place, server):
        async with open_shop(home, server.url) as shop:
            crowd = Crowd(shop, home, seed=SEED, tellings=("at_once",))
            crowd.begin()
            await crowd.bought(10)
            async with full(place, server):
                crowd.journal.seen.clear()
                await asyncio.sleep(FULL_FOR_SECONDS)
                assert crowd.journal.seen[200]
            await crowd.bought(len(crowd.journal.placed) + 10)
            await crowd.rest()

            assert crowd.cancelled
            assert await shop.settled() == set()
            assert await verdict(shop, crowd.journal) == []


async def test_news_that_finds_no_room_waits_for_it(home: Path) -> None:
    with small_disk() as (place, server):
        async with open_shop(home, server.url, said={DEAF: str(home / "deaf")}) as shop:
            await news_on_a_full_disk(shop, home, place, server)

            assert await shop.settled() == set()


async def test_news_that_found_no_room_and_was_skipped_is_noticed(home: Path) -> None:
    said = {DEAF: str(home / "deaf")}
    with small_disk() as (place, server):
        async with open_shop(home, server.url, said=said, plant="skips_what_fails") as shop:
            await news_on_a_full_disk(shop, home, place, server)

            assert "orders.money_heard" in await shop.settled(BROKEN)


async def news_on_a_full_disk(shop: Shop, home: Path, place: Path, server: Postgres) -> None:
    """Forty payments are taken in; the worker hears of them when there is no room to write."""
    deaf = home / "deaf"
    deaf.touch()
    crowd = Crowd(shop, home, seed=SEED, tellings=("at_once",))
    crowd.begin()
    await crowd.bought(NEWS)
    await crowd.rest()
    async with full(place, server):
        deaf.unlink()
        await asyncio.sleep(FULL_FOR_SECONDS)


@contextmanager
def small_disk() -> Iterator[tuple[Path, Postgres]]:
    small = {"max_wal_size": "64MB", "min_wal_size": "32MB"}
    with (
        mounted("-t", "tmpfs", "-o", "size=400m", "tmpfs") as place,
        Postgres(place, settings=small) as server,
    ):
        migrate.upgrade(server.url)
        yield place, server


@asynccontextmanager
async def full(place: Path, server: Postgres) -> AsyncIterator[None]:
    """No room for a row; some is left for the log, so that the server itself lives on for long."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(PARKED_BEFORE)
        connection.execute("delete from event_parked")
        connection.execute("select pg_switch_wal()")
        connection.execute("checkpoint")
    await asyncio.to_thread(fill, place / "ballast")
    try:
        yield
    finally:
        (place / "ballast").unlink()
        revive(server)


def fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1 << 20))


def revive(server: Postgres) -> None:
    """It stops by itself when not even its log finds room."""
    if not server.alive():
        with suppress(PostgresFailed):
            server.revive()
    assert server.alive()
