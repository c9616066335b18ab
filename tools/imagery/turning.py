"""A vase on a turntable, worked out point by point: the demo's view from all sides.

    python -m tools.imagery.turning src/hutong/demo/turn

A solid of revolution seen from the front: each row of the picture cuts it in a circle, each point
of the row lies at an angle of that circle, and the painting is asked what it shows there.
Nothing but Pillow; the pictures are made once and kept.
"""

import itertools
import math
import sys
from pathlib import Path

from PIL import Image, ImageFilter

SIDES = 24
WIDTH = 480
TALL = 2  # points of the drawing for one of the picture, each way
GROUND, FLOOR = (222, 219, 212), (206, 202, 194)
GLAZE, BLUE, DEEP = (243, 244, 243), (52, 92, 158), (28, 58, 116)
PROFILE = (  # how wide the vase is at which height, from its rim to its foot
    *((0.00, 0.150), (0.02, 0.158), (0.05, 0.130), (0.16, 0.098), (0.24, 0.105), (0.34, 0.180)),
    *((0.46, 0.250), (0.56, 0.278), (0.66, 0.270), (0.78, 0.220), (0.90, 0.150), (0.97, 0.128)),
    (1.00, 0.132),
)
LIGHT = (-0.46, -0.52, 0.72)
PETALS, FLOWERS = 8, 6


def radius(height: float) -> float:
    for (low, before), (high, after) in itertools.pairwise(PROFILE):
        if height <= high:
            share = (height - low) / (high - low)
            smooth = share * share * (3 - 2 * share)
            return before + (after - before) * smooth
    return PROFILE[-1][1]


def painted(angle: float, height: float) -> tuple[int, int, int]:
    """What the vase shows there: bands, a frieze of flowers, petals at the foot."""
    turn = angle / math.tau % 1
    if height < 0.035 or abs(height - 0.29) < 0.005 or abs(height - 0.40) < 0.004:
        return BLUE
    if 0.305 < height < 0.385:
        return BLUE if (turn * 36) % 1 < 0.5 and 0.32 < height < 0.37 else GLAZE
    if 0.43 < height < 0.72:
        return flower((turn * FLOWERS) % 1 - 0.5, (height - 0.575) / 0.29, int(turn * FLOWERS))
    if height > 0.78:
        edge = abs((turn * 14) % 1 - 0.5) * 2
        bow = 0.80 + 0.13 * edge * edge
        return (
            DEEP
            if abs(height - bow) < 0.006
            else BLUE
            if bow + 0.03 < height < bow + 0.06
            else GLAZE
        )
    return BLUE if abs(height - 0.755) < 0.004 else GLAZE


def flower(across: float, up: float, number: int) -> tuple[int, int, int]:
    far = math.hypot(across * 1.5, up)
    wave = math.cos(PETALS * math.atan2(up, across * 1.5) + number)
    if far < 0.07:
        return GLAZE
    if far < 0.13:
        return DEEP
    if far < 0.30 + 0.07 * wave:
        return BLUE if wave > -0.6 else DEEP
    vine = 0.34 * math.sin((across + number) * math.tau)
    return BLUE if abs(up - vine) < 0.025 and far > 0.42 else GLAZE


def side(number: int) -> Image.Image:
    size = WIDTH * TALL
    whole = Image.new("RGB", (size, size), GROUND)
    points = whole.load()
    assert points is not None  # noqa: S101 - a new picture has points
    top, tall = 0.12 * size, 0.74 * size
    for y in range(int(0.80 * size), size):
        for x in range(size):
            points[x, y] = FLOOR
    whole = shaded(whole, size, top + tall)
    points = whole.load()
    assert points is not None  # noqa: S101
    for y in range(int(top), int(top + tall)):
        height = (y - top) / tall
        wide = radius(height) * tall * 1.1
        slope = (radius(min(1, height + 0.01)) - radius(max(0, height - 0.01))) / 0.02 * 1.1
        for x in range(int(size / 2 - wide) + 1, int(size / 2 + wide)):
            out = (x - size / 2) / wide
            depth = math.sqrt(max(0, 1 - out * out))
            angle = math.atan2(out, depth) + number * math.tau / SIDES
            points[x, y] = lit(painted(angle, height), (out, -slope, depth))
    return whole.resize((WIDTH, WIDTH), Image.Resampling.LANCZOS)


def shaded(whole: Image.Image, size: int, foot: float) -> Image.Image:
    """A soft shadow where it stands, and no edge between the wall and the table."""
    mask = Image.new("L", (size, size), 0)
    mask.paste(
        90, (int(0.36 * size), int(foot - 0.03 * size), int(0.70 * size), int(foot + 0.02 * size))
    )
    whole.paste((120, 114, 104), mask=mask.filter(ImageFilter.GaussianBlur(0.02 * size)))
    return whole.filter(ImageFilter.GaussianBlur(0.02 * size))


def lit(colour: tuple[int, int, int], facing: tuple[float, float, float]) -> tuple[int, int, int]:
    far = math.sqrt(sum(each * each for each in facing))
    towards = sum(a * b for a, b in zip(facing, LIGHT, strict=True)) / far
    soft = 0.62 + 0.42 * max(0.0, towards)
    shine = 90 * max(0.0, towards) ** 40
    red, green, blue = (min(255, int(each * soft + shine)) for each in colour)
    return red, green, blue


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(SIDES):
        side(number).save(folder / f"vase-{number + 1:02d}.webp", "WEBP", quality=78, method=6)
