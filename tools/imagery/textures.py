"""Drawn surfaces: wood, weave, knit, speckle, and the brushwork of blue-and-white ware.

Colour textures are RGB, reliefs are grey. Along a turned thing, x runs around and y runs along
its profile from the first point to the last.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Pixels = NDArray[np.uint8]
Field = NDArray[np.float64]
BRAND = "XIANGLI"  # 巷里, the house brand of the demo shop
COBALT = "#2c4c94"
WHITE_WARE = "#f3f4f3"


def rgb(code: str) -> Field:
    return np.array([int(code[k : k + 2], 16) for k in (1, 3, 5)], float)


@cache
def clouds(size: int, octaves: int, across: int, down: int, *, seed: int) -> Field:
    """Noise from 0 to 1 in several octaves, `across` by `down` blobs in the coarsest."""
    rng = np.random.default_rng(seed)
    total = np.zeros((size, size))
    for k in range(octaves):
        cells = max(2, down * 2**k), max(2, across * 2**k)
        grid = Image.fromarray((rng.random(cells) * 255).astype(np.uint8))
        total += np.asarray(grid.resize((size, size), Image.Resampling.BICUBIC), float) / 2**k
    total -= total.min()
    return np.asarray(total / total.max())


def mixed(first: str, second: str, share: Field) -> Pixels:
    share = np.clip(share, 0, 1)[..., None]
    return (rgb(first) * (1 - share) + rgb(second) * share).astype(np.uint8)


@cache
def wood(light: str, dark: str, *, rings: int = 9, upright: bool = False, seed: int = 2) -> Pixels:
    size = 1024
    wander = clouds(size, 3, 2, 3, seed=seed)
    y = np.linspace(0, 1, size)[:, None]
    grain = np.sin((y * rings + wander * 1.5) * 2 * np.pi) * 0.5 + 0.5
    fibre = clouds(size, 3, 5, 200, seed=seed + 1)
    board = mixed(light, dark, 0.5 * grain**1.6 + 0.34 * fibre)
    return np.ascontiguousarray(board.transpose(1, 0, 2)) if upright else board


def oak(*, upright: bool = False) -> Pixels:
    return wood("#dfbd90", "#b88a56", upright=upright, seed=2)


def walnut(*, upright: bool = False) -> Pixels:
    return wood("#8f6040", "#573622", upright=upright, seed=9)


def beech(*, upright: bool = False) -> Pixels:
    return wood("#e6c79b", "#c99f6c", rings=6, upright=upright, seed=4)


def bamboo(*, upright: bool = False) -> Pixels:
    return wood("#e2c58d", "#c39c5c", rings=4, upright=upright, seed=6)


def lengthwise(timber: Callable[..., Pixels]) -> Callable[[], Pixels]:
    """The grain along a handle or leg, not around it."""
    return partial(timber, upright=True)


@cache
def weave(across: int, down: int) -> Pixels:
    """The height of a plain weave: every other thread on top."""
    size = 1024
    x, y = np.meshgrid(np.arange(size) / size, np.arange(size) / size)
    over = (np.floor(x * across) + np.floor(y * down)) % 2 == 1
    warp, weft = np.abs(np.sin(x * across * np.pi)), np.abs(np.sin(y * down * np.pi))
    height = np.where(over, weft, warp) * (0.85 + 0.3 * clouds(size, 4, 16, 16, seed=3))
    return np.clip(height * 220, 0, 255).astype(np.uint8)


@cache
def knit(columns: int, rows: int) -> Pixels:
    """The height of stocking stitch: columns of small v."""
    size = 1024
    x, y = np.meshgrid(np.arange(size) / size, np.arange(size) / size)
    lean = np.abs((x * columns) % 1 - 0.5) * 2
    stitch = np.abs(np.sin((y * rows + lean * 0.55) * np.pi)) ** 0.6
    rib = np.sqrt(np.clip(1 - (2 * lean - 1) ** 2, 0, 1))
    return np.asarray(np.clip(stitch * rib * 240, 0, 255), np.uint8)


@cache
def terry(seed: int = 1) -> Pixels:
    """The height of looped towelling."""
    loops = clouds(1024, 3, 110, 110, seed=seed)
    return np.clip((loops - 0.25) * 360, 0, 255).astype(np.uint8)


def threads(code: str, relief: Pixels, depth: float = 0.3) -> Pixels:
    """A cloth of one colour, darker between its threads."""
    shade = 1 - depth + depth * relief.astype(float)[..., None] / 235
    return np.clip(rgb(code) * shade, 0, 255).astype(np.uint8)


def stripes(ground: str, bands: Sequence[tuple[float, float, str]], *, upright: bool) -> Pixels:
    """Bands from one share of the height (or width) to another, on a plain ground."""
    image = Image.new("RGB", (1024, 1024), ground)
    draw = ImageDraw.Draw(image)
    for start, end, code in bands:
        first, last = int(start * 1024), int(end * 1024)
        draw.rectangle((first, 0, last, 1024) if upright else (0, first, 1024, last), fill=code)
    return np.asarray(image)


@cache
def speckle(
    code: str, spot: str = "#5b4a3f", band: tuple[str, float] | None = None, count: int = 2200
) -> Pixels:
    """Stoneware: small dark flecks, and perhaps a dipped band over the first part."""
    rng = np.random.default_rng(5)
    image = Image.new("RGB", (2048, 1024), code)
    draw = ImageDraw.Draw(image)
    if band:
        edge = 1024 * (band[1] + 0.03 * (clouds(2048, 4, 6, 1, seed=5)[0] - 0.5))
        for x in range(2048):
            draw.line([(x, 0), (x, int(edge[x]))], fill=band[0])
    for _ in range(count):
        x, y = rng.random(2) * [2048, 1024]
        r = rng.random() ** 3 * 2.6 + 0.5
        draw.ellipse([x - r, y - r * 0.8, x + r, y + r * 0.8], fill=spot)
    return np.asarray(image.filter(ImageFilter.GaussianBlur(0.7)))


@cache
def granules(code: str, dark: str, light: str, grains: int = 5200) -> Pixels:
    """Cork, felt flecks, pressed crumbs."""
    rng = np.random.default_rng(8)
    image = Image.new("RGB", (1024, 1024), code)
    draw = ImageDraw.Draw(image)
    for k in range(grains):
        x, y = rng.random(2) * 1024
        r = rng.uniform(2, 8)
        corners = [(x + r * np.cos(a), y + r * np.sin(a)) for a in np.sort(rng.uniform(0, 6.28, 6))]
        draw.polygon(corners, fill=dark if k % 5 == 0 else light if k % 3 == 0 else code)
    return np.asarray(image.filter(ImageFilter.GaussianBlur(0.8)))


@cache
def label(paper: str, ink: str, *, under: str = "", shape: float = 1.0) -> Pixels:
    """The house label; `shape` is its width over its height."""
    width, height = int(1024 * shape), 1024
    image = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 40, width - 40, height - 40), outline=ink, width=6)
    x, y = width / 2, height * 0.36
    for side in (-1, 1):
        _blade(draw, (x, y + 90), -np.pi / 2 + side * 0.6, 220, ink=ink)
    name = ImageFont.load_default(size=min(150, width // 7))
    draw.text((x, height * 0.62), BRAND, fill=ink, font=name, anchor="mm")
    small = ImageFont.load_default(size=min(74, width // 13))
    draw.text((x, height * 0.77), under, fill=ink, font=small, anchor="mm")
    return np.flipud(np.asarray(image))


@cache
def porcelain(*bands: tuple[str, float, float]) -> Pixels:
    """Cobalt brushwork on white: ("line" | "petals" | "vine" | "fret" | "wash", from, to)."""
    ink = Image.new("L", (4096, 2048), 0)
    draw = ImageDraw.Draw(ink)
    brushes = {"line": _line, "petals": _petals, "vine": _vine, "fret": _fret, "wash": _wash}
    for name, start, end in bands:
        brushes[name](draw, start * 2048, end * 2048)
    soft = ink.resize((2048, 1024), Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.8))
    strength = np.asarray(soft, float) / 255
    pooled = 0.72 + 0.4 * clouds(2048, 4, 30, 30, seed=12)[:1024]
    return mixed(WHITE_WARE, COBALT, strength * pooled)


def _line(draw: ImageDraw.ImageDraw, top: float, bottom: float) -> None:
    draw.rectangle((0, top, 4096, bottom), fill=235)


def _wash(draw: ImageDraw.ImageDraw, top: float, bottom: float) -> None:
    draw.rectangle((0, top, 4096, bottom), fill=110)


def _petals(draw: ImageDraw.ImageDraw, top: float, bottom: float) -> None:
    """Upright lotus petals, each an outline with a filled heart."""
    count = 16
    width = 4096 / count
    for k in range(count):
        middle = (k + 0.5) * width
        for reach, fill in ((0.47, 230), (0.39, 20), (0.22, 170)):
            span = (bottom - top) * (0.5 + reach)
            arch = np.linspace(-1, 1, 40)
            x = middle + arch * width * reach
            y = top + span * (1 - np.abs(arch) ** 2.6)
            draw.polygon([*zip(x, y, strict=True)], fill=fill)


def _vine(draw: ImageDraw.ImageDraw, top: float, bottom: float) -> None:
    """A running scroll with a flower in every bend."""
    x = np.linspace(0, 4096, 1200)
    middle, swing, waves = (top + bottom) / 2, (bottom - top) * 0.3, 6
    y = middle + swing * np.sin(x / 4096 * waves * 2 * np.pi)
    draw.line([*zip(x, y, strict=True)], fill=210, width=14)
    for k in range(waves * 2):
        place = (k + 0.5) / (waves * 2) * 4096
        side = 1 if k % 2 else -1
        _flower(draw, place, middle + side * swing * 0.35, (bottom - top) * 0.27)
        for offset in (-0.32, 0.32):
            angle = np.pi * (0.5 - offset * 1.6) * -side
            where = place + offset * 4096 / waves, middle - side * swing * 0.75
            _blade(draw, where, angle, swing * 0.75)


def _flower(draw: ImageDraw.ImageDraw, x: float, y: float, size: float) -> None:
    for k in range(8):
        angle = k * np.pi / 4
        px, py = x + size * 0.62 * np.cos(angle), y + size * 0.62 * np.sin(angle)
        r = size * 0.3
        draw.ellipse((px - r, py - r, px + r, py + r), fill=215 if k % 2 else 165)
    r = size * 0.34
    draw.ellipse((x - r, y - r, x + r, y + r), fill=30)
    draw.ellipse((x - r * 0.6, y - r * 0.6, x + r * 0.6, y + r * 0.6), fill=235)


def _blade(
    draw: ImageDraw.ImageDraw,
    where: tuple[float, float],
    angle: float,
    size: float,
    *,
    ink: str | int = 190,
) -> None:
    t = np.linspace(0, np.pi, 20)
    along, wide = size * (1 - np.cos(t)) / 2, size * 0.24 * np.sin(t)
    ring = np.r_[np.c_[along, wide], np.c_[along[::-1], -wide[::-1]]]
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    draw.polygon([tuple(p) for p in ring @ turn + np.array(where)], fill=ink)


def _fret(draw: ImageDraw.ImageDraw, top: float, bottom: float) -> None:
    """The square spiral of old bronzes, over and over."""
    count = 44
    width, height = 4096 / count, bottom - top
    spiral = [(0, 1), (0, 0), (0.8, 0), (0.8, 0.75), (0.25, 0.75), (0.25, 0.35), (0.5, 0.35)]
    for k in range(count):
        line = [
            ((k + 0.08 + x * 0.92) * width, top + height * (0.08 + y * 0.84)) for x, y in spiral
        ]
        draw.line(line, fill=225, width=int(height * 0.12))
    for y in (top, bottom):
        draw.line([(0, y), (4096, y)], fill=225, width=int(height * 0.09))
