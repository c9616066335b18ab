"""Make the font for printed papers: one static TrueType file out of the web font's slices.

The npm package holds a variable font cut into a hundred WOFF2 slices for browsers. Paper needs
one file, in one weight, that covers the names of people and places. `python -m tools.print_font`
"""

import logging
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

PACKAGE = Path("frontend/node_modules/@fontsource-variable/noto-sans-sc")
MADE = Path("src/hutong/console/orders/font")
WEIGHT = 400
NEEDLESS = ("GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "VORG", "DSIG", "HVAR")


def main() -> int:
    slices = sorted((PACKAGE / "files").glob("*.woff2"))
    if not slices:
        print(f"{PACKAGE} is not there: ./dev run installs it", file=sys.stderr)
        return 1
    logging.disable(logging.WARNING)
    MADE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        parts = [Path(folder) / f"{place}.ttf" for place in range(len(slices))]
        with ProcessPoolExecutor() as pool:
            list(pool.map(_static, slices, parts))
        Merger().merge([str(part) for part in parts]).save(Path(folder) / "whole.ttf")
        shutil.move(Path(folder) / "whole.ttf", MADE / "noto-sans-sc.ttf")
    shutil.copy(PACKAGE / "LICENSE", MADE / "OFL.txt")
    return 0


def _static(source: Path, target: Path) -> None:
    """One slice in one weight, without what only screens need."""
    logging.disable(logging.WARNING)
    font = instancer.instantiateVariableFont(TTFont(source), {"wght": WEIGHT})
    for table in NEEDLESS:
        if table in font:
            del font[table]
    font.flavor = None
    font.save(target)


if __name__ == "__main__":
    sys.exit(main())
