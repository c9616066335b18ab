"""Photograph the goods of the demo shop: python -m tools.imagery [NAME...] [--all] [--sheet]."""

import argparse
import time
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image

from tools.imagery.designs import PICTURES
from tools.imagery.studio import photograph

FOLDER = Path("src/hutong/demo/pictures")
QUALITIES = (91, 86, 80, 74, 68, 60, 52)
BUDGET = 20 * 1024


def main() -> None:
    options = _options()
    names = options.names or [
        name for name in PICTURES if options.all or not _path(options.out, name).exists()
    ]
    for name in names:
        started = time.monotonic()
        image = photograph(PICTURES[name](), options.size, options.samples, options.threads)
        picture = _within_budget(image)
        _path(options.out, name).write_bytes(picture)
        seconds, kilobytes = time.monotonic() - started, len(picture) / 1024
        print(f"{name:22} {seconds:5.1f} s {kilobytes:5.1f} KB", flush=True)
    if options.sheet:
        _sheet(options.out, options.names or list(PICTURES)).save(options.sheet)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.imagery", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: those still missing")
    parser.add_argument("--all", action="store_true", help="every picture, also those that exist")
    parser.add_argument("--sheet", type=Path, metavar="PNG", help="write a contact sheet")
    parser.add_argument("--out", type=Path, default=FOLDER, help=f"folder (default {FOLDER})")
    parser.add_argument("--size", type=int, default=800, help="pixels a side (default 800)")
    parser.add_argument("--samples", type=int, default=9, help="per pixel (default 9)")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def _within_budget(image: Image.Image) -> bytes:
    """The best quality that a shopper on a phone can afford; knitwear is dear."""
    for quality in QUALITIES:
        file = BytesIO()
        image.save(file, "WEBP", quality=quality, method=6)
        if file.tell() <= BUDGET:
            break
    return file.getvalue()


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.webp"


def _sheet(folder: Path, names: Sequence[str], side: int = 240, columns: int = 6) -> Image.Image:
    there = [name for name in names if _path(folder, name).exists()]
    rows = -(-len(there) // columns)
    sheet = Image.new("RGB", (columns * side, rows * side), "white")
    for place, name in enumerate(there):
        tile = Image.open(_path(folder, name)).resize((side, side))
        sheet.paste(tile, (place % columns * side, place // columns * side))
    return sheet


if __name__ == "__main__":
    main()
