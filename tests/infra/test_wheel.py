"""One wheel holds the whole shop: pages, words, pictures, migrations and what the browser loads."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

TOP = Path(__file__).parents[2]
SOURCE = TOP / "src" / "hutong"
STATIC = SOURCE / "web" / "static"


def test_the_wheel_holds_everything_that_the_checkout_has(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=TOP,
        check=True,
        capture_output=True,
    )

    (wheel,) = tmp_path.glob("hutong-*.whl")
    held = set(ZipFile(wheel).namelist())
    wanted = {f"hutong/{path.relative_to(SOURCE).as_posix()}" for path in files(SOURCE)} | {
        f"hutong/migrations/{path.relative_to(TOP / 'migrations').as_posix()}"
        for path in files(TOP / "migrations")
    }
    assert wanted - held == set()
    assert {Path(name).suffix for name in held} >= {".py", ".html", ".po", ".toml", ".webp", ".gz"}
    assert STATIC.exists() == ("hutong/web/static/manifest.json" in held)


def files(folder: Path) -> list[Path]:
    return [
        path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
