"""Care: soap, towels, bottles, brushes and a mirror."""

from functools import partial

import numpy as np

from tools.imagery.materials import Material, cloth, foliage, glass, glazed, matte, metal, satin
from tools.imagery.portfolio import colourways, picture
from tools.imagery.shapes import (
    Array,
    Shape,
    box,
    lathe,
    leaf,
    pillow,
    slab,
    tube,
    wrap,
)
from tools.imagery.studio import CLAY, DUSK, MIST, OAT, PORCELAIN, SAND, SKY, Still
from tools.imagery.textiles import folded
from tools.imagery.textures import (
    bamboo,
    beech,
    granules,
    label,
    lengthwise,
    speckle,
    terry,
    threads,
    walnut,
)


@picture
def soap() -> Still:
    dish = [(0, 0.02), (1.0, 0.02), (1.2, 0.1), (1.26, 0.2), None, (1.2, 0.22), None, (1.02, 0.13)]
    things = [lathe([*dish, (0, 0.1)], glazed(partial(speckle, "#e9e0d0")))]
    bars = [("#dfb9a2", -0.42, 0.1, 0.28, 12), ("#a9ba97", 0.42, 0.2, 0.28, -20)]
    bars += [("#ecdcb8", 0.0, -0.02, 0.62, 35)]
    for code, x, y, z, turn in bars:
        bar = pillow((0.52, 0.34, 0.17), satin(code), edge=0.3, corner=0.3, bend=_stamped)
        things.append(bar.turned(z=turn).at(x, y, z))
    stem = [(-0.75, -0.68, 0.2), (-0.5, -0.74, 0.22), (-0.1, -0.7, 0.2)]
    green = foliage("#8b9d78")
    things.append(tube(stem, 0.016, foliage("#6d7f5a"), sides=8))
    for k in range(14):
        blade = leaf(0.2, 0.04, green, rise=0.35).turned(z=-52 if k % 2 else 52)
        things.append(blade.at(-0.75 + 0.048 * k, -0.7, 0.21))
    return Still(things, PORCELAIN, tilt=28, fill=0.72)


def _stamped(points: Array) -> Array:
    """A shallow oval pressed into the top."""
    x, y, z = points[..., 0], points[..., 1], points[..., 2]
    oval = np.clip(1 - (x / 0.34) ** 2 - (y / 0.2) ** 2, 0, 1)
    return np.stack([x, y, z - 0.025 * np.clip(oval * 6, 0, 1) * (z > 0)], -1)


@picture
def towels() -> Still:
    things, z = [], 0.0
    for k, code in enumerate(("#e6dccb", "#aebdb2", "#86a0b0", "#d09a80")):
        pile = folded((1.9, 1.25), 4, 0.1, _terry(code), seed=k)
        things.append(pile.turned(z=-18 + 1.5 * (-1) ** k).at(z=z))
        z += 0.435
    return Still(things, OAT, tilt=20, fill=0.72)


@colourways(
    white=("#e9e6df", "#d9d4ca", DUSK),
    blue=("#8aa2b8", "#7890a8", OAT),
    grey=("#a9abac", "#97999b", SAND),
)
def towel(code: str, border: str, ground: str) -> Still:
    pile = folded((1.7, 1.3), 6, 0.125, _terry(code), seed=3).turned(z=-24)
    tag = box((0.2, 0.02, 0.15), matte(border), round_by=0.004, bevel=0.004)
    things = [pile, tag.turned(z=-24).at(0.18, -0.78, 0.18)]
    return Still(things, ground, tilt=24, fill=0.7)


def _terry(code: str) -> Material:
    relief = terry()
    return cloth(partial(threads, code, relief, 0.22), relief, (3, 9), 0.008)


@colourways(
    amber=(glass("#b8682a"), "#f4ecdc", "#5a4632", SAND),
    white=(glazed("#e6e2da"), "#e6e2da", "#6b6259", DUSK),
    sage=(satin("#9fb39c"), "#9fb39c", "#3f4f40", OAT),
)
def dispenser(body: Material, paper: str, ink: str, ground: str) -> Still:
    bottle = [(0, 0), (0.5, 0), (0.56, 0.03), (0.57, 0.1), (0.57, 1.2), (0.54, 1.34), (0.36, 1.46)]
    bottle += [(0.24, 1.52), (0.22, 1.6)]
    black = satin("#2d2b2a")
    mark = matte(partial(label, paper, ink, under="CARE", shape=0.85), roughness=0.9)
    collar = [(0.2, 1.56), (0.27, 1.56), (0.27, 1.78), (0.24, 1.81), (0.1, 1.82), (0.08, 1.86)]
    nozzle = [(0, 0, 2.08), (0, -0.2, 2.09), (0, -0.42, 2.07), (0, -0.5, 2.0)]
    things = [
        lathe(bottle, body),
        wrap([(0.574, 0.26), (0.574, 1.06)], 78, mark),
        lathe([*collar, (0, 1.86)], black),
        lathe([(0.06, 1.84), (0.06, 2.06)], metal("#c9c9c7"), straight=True),
        lathe([(0, 2.0), (0.13, 2.0), (0.15, 2.03), (0.15, 2.12), (0.1, 2.16), (0, 2.16)], black),
        tube(nozzle, [0.07, 0.06, 0.05, 0.045], black, up=(1, 0, 0)).turned(z=-62),
    ]
    return Still(things, ground, tilt=13, fill=0.74)


@colourways(
    white=(glazed("#ebe7e0"), "#e6dfd2", "#5a5048", DUSK),
    green=(glass("#6f9277"), "#eef0e6", "#3f5a46", OAT),
)
def cream_jar(body: Material, paper: str, ink: str, ground: str) -> Still:
    jar = [(0, 0), (0.66, 0), (0.76, 0.05), (0.78, 0.14), (0.78, 0.52), (0.74, 0.62), (0.68, 0.66)]
    lid = [(0.72, 0.66), (0.78, 0.67), (0.79, 0.7), (0.79, 0.98), (0.77, 1.02), (0.7, 1.03)]
    mark = matte(partial(label, paper, ink, under="CREAM", shape=2.2), roughness=0.9)
    things = [
        lathe([*jar, (0, 0.64)], body),
        wrap([(0.784, 0.16), (0.784, 0.48)], 62, mark).turned(z=-4),
        lathe([*lid, (0, 1.03)], satin(walnut)).grained(),
        lathe([(0.72, 0.645), (0.785, 0.65), (0.72, 0.655)], metal("#c9a063")),
    ]
    return Still(things, ground, tilt=20, fill=0.64)


@picture
def comb() -> Still:
    wood = satin("#75492f")
    arch = np.linspace(0, np.pi, 40)
    back = np.c_[1.3 * np.cos(arch), 0.24 + 0.26 * np.sin(arch) ** 0.8]
    outline = np.vstack([back, [(-1.3, 0.05), (0, 0.05), (1.3, 0.05)]])
    things = [slab(outline, 0.13, satin(walnut, (0.36, 0.8)), bevel=0.045)]
    for x in np.linspace(-1.24, 1.24, 33):
        width = 0.09 if abs(x) > 1.2 else 0.042
        tooth = tube(
            [(x, 0.12, 0.065), (x, -0.4, 0.065), (x, -0.72, 0.065)],
            [1, 1, 0.45],
            wood,
            section=(width / 2, 0.055),
            square=0.5,
            up=(1, 0, 0),
            sides=20,
        )
        things.append(tooth)
    return Still([thing.turned(z=24) for thing in things], OAT, tilt=56, fill=0.74)


@picture
def bath_salt() -> Still:
    outer = [
        (0, 0),
        (0.5, 0),
        (0.58, 0.05),
        (0.6, 0.15),
        None,
        (0.6, 1.0),
        None,
        (0.59, 1.05),
        (0.53, 1.15),
        (0.44, 1.2),
    ]
    outer += [(0.44, 1.28)]
    inner = [(0.41, 1.28), (0.41, 1.2), (0.51, 1.12), (0.565, 0.99), (0.565, 0.16), (0.54, 0.08)]
    fill = [(0, 0.085), (0.53, 0.095), (0.56, 0.17), (0.56, 0.84), (0.5, 0.88), (0, 0.92)]
    cork = [(0, 1.2), (0.39, 1.2), (0.43, 1.46), (0.41, 1.5), (0, 1.5)]
    salt = matte(partial(granules, "#e8c6bd", "#d9a79d", "#f7e9e4", 9000), (3, 2), 0.6)
    mark = matte(partial(label, "#f6f1e6", "#7a5348", under="BATH SALT", shape=1.2))
    things = [
        lathe([*outer, None, *inner, (0, 0.075)], glass()),
        lathe(fill, salt),
        lathe(cork, matte(partial(granules, "#c79b6a", "#8f6a42", "#dcb98c"), (2, 1))),
        wrap([(0.605, 0.28), (0.605, 0.82)], 68, mark).turned(z=-6),
    ]
    rng = np.random.default_rng(4)
    crystal = satin("#e6c3ba")
    for k in range(26):
        x, y = 0.95 + rng.normal(0, 0.16), -0.5 + rng.normal(0, 0.14)
        size = rng.uniform(0.035, 0.065)
        grain = box((size, size, size), crystal, round_by=0.01, bevel=0.008)
        things.append(grain.turned(z=k * 37).at(x, y, 0.004))
    return Still(things, SKY, tilt=17, fill=0.72, bounces=14)


@picture
def toothbrush() -> Still:
    cup = [(0, 0), (0.44, 0), (0.5, 0.04), (0.52, 0.2), (0.54, 1.02), (0.525, 1.045), (0.505, 1.02)]
    cup += [(0.48, 0.2), (0.42, 0.1), (0, 0.09)]
    things = [lathe(cup, glazed(partial(speckle, "#e6ddcd")))]
    for lean, y, turn, code in ((-16, 0.12, 30, "#f2efe8"), (14, -0.1, -24, "#8fa9bd")):
        brush = [part.turned(z=turn) for part in _brush(code)]
        things += [part.turned(y=lean).at(-0.02 * lean, y, 0.12) for part in brush]
    return Still(things, SAND, tilt=13, fill=0.74)


def _brush(bristles: str) -> list[Shape]:
    wood = satin(lengthwise(bamboo))
    line = [(0, 0, 0), (0, 0, 0.9), (0, 0, 1.5), (0, 0, 1.7), (0, 0, 2.05), (0, 0, 2.1)]
    handle = tube(line, [0.075, 0.085, 0.06, 0.06, 0.085, 0.05], wood, section=(0.6, 1), square=0.6)
    tuft = matte(bristles, roughness=0.9)
    tufts = [
        tube([(x, 0.03, z), (x, -0.2, z)], 0.019, tuft, up=(1, 0, 0), sides=10)
        for x in (-0.045, 0, 0.045)
        for z in np.linspace(1.76, 2.04, 8)
    ]
    return [handle, *tufts]


@picture
def hair_brush() -> Still:
    wood = satin(walnut, (0.6, 0.6))
    arch = np.linspace(0, 2 * np.pi, 80, endpoint=False)
    oval = np.c_[0.78 * np.cos(arch), 0.56 * np.sign(np.sin(arch)) * np.abs(np.sin(arch)) ** 0.85]
    pad = pillow((0.64, 0.44, 0.12), matte("#4a3f3a"), edge=1, corner=0.9).at(z=0.15)
    grip = [(0.68, 0, 0.08), (0.95, 0, 0.08), (1.3, 0, 0.09), (1.8, 0, 0.1), (2.1, 0, 0.1)]
    things = [
        slab(oval, 0.17, wood, bevel=0.06),
        pad,
        tube(
            grip,
            [0.2, 0.105, 0.11, 0.14, 0.09],
            satin(lengthwise(walnut)),
            section=(1, 0.75),
        ),
    ]
    pin, tip = satin(lengthwise(bamboo)), satin(bamboo)
    for x in np.linspace(-0.5, 0.5, 9):
        for y in np.linspace(-0.32, 0.32, 6):
            if (x / 0.56) ** 2 + (y / 0.37) ** 2 < 1:
                lift = 0.2 + 0.06 * (1 - (x / 0.64) ** 2 - (y / 0.44) ** 2)
                things.append(tube([(x, y, lift), (x, y, 0.48)], 0.014, pin, sides=8))
                things.append(pillow((0.026, 0.026, 0.026), tip, detail=14).at(x, y, 0.48))
    return Still([thing.turned(z=-36) for thing in things], PORCELAIN, tilt=44, fill=0.76)


@picture
def mirror() -> Still:
    brass = metal("#c9a063", 0.25)
    frame = [(0.94, -0.04), (1.02, -0.04), (1.04, 0), (1.02, 0.05), (0.97, 0.06), (0.95, 0.03)]
    glassy = lathe([(0, 0.025), (0.96, 0.025)], metal("#f2f4f5", 0.015), straight=True)
    back = lathe([(0, -0.04), (1.0, -0.04)], brass, straight=True)
    dial = [part.turned(x=87) for part in (lathe(frame, brass), glassy, back)]
    foot = [(0, 0), (0.62, 0), (0.66, 0.03), (0.66, 0.07), (0.62, 0.1), (0, 0.1)]
    fork = np.radians(np.linspace(180, 360, 40))
    arm = np.c_[1.1 * np.cos(fork), np.zeros(40), 1.9 + 1.1 * np.sin(fork)]
    things = [part.at(z=1.9) for part in dial]
    things += [
        lathe(foot, satin(beech)).grained(),
        tube([(0, 0, 0.08), (0, 0, 0.82)], 0.05, brass),
        tube(arm, 0.035, brass),
    ]
    for side in (-1, 1):
        things.append(pillow((0.06, 0.05, 0.05), brass, detail=30).at(side * 1.1, 0, 1.9))
    return Still([thing.turned(z=20) for thing in things], CLAY, tilt=12, fill=0.74)


@picture
def bath_brush() -> Still:
    wood = satin(lengthwise(beech))
    arch = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    oval = np.c_[0.52 * np.cos(arch), 0.36 * np.sin(arch)]
    grip = [(0.46, 0, 0.09), (0.8, 0, 0.12), (1.6, 0, 0.22), (2.4, 0, 0.22), (2.6, 0, 0.2)]
    head = slab(oval, 0.18, satin(beech, (0.8, 0.8)), bevel=0.07)
    cord = [(2.5, 0, 0.2), (2.66, 0.1, 0.2), (2.9, 0.12, 0.12), (2.98, 0, 0.1), (2.9, -0.12, 0.12)]
    things = [
        head,
        tube(grip, [0.14, 0.085, 0.08, 0.1, 0.06], wood, section=(1.15, 0.8)),
        tube([*cord, (2.66, -0.1, 0.2), (2.5, 0, 0.2)], 0.018, matte("#7a5236"), up=(0, 0, 1)),
    ]
    rng, hair = np.random.default_rng(2), matte("#d9bd8c", roughness=0.9)
    for x in np.linspace(-0.42, 0.42, 15):
        for y in np.linspace(-0.28, 0.28, 10):
            if (x / 0.46) ** 2 + (y / 0.31) ** 2 < 1:
                lean = rng.normal(0, 0.02, 2)
                top = (x * 1.08 + lean[0], y * 1.08 + lean[1], 0.44)
                things.append(tube([(x, y, 0.16), top], [0.026, 0.03], hair, sides=8))
    return Still([thing.turned(z=40) for thing in things], MIST, tilt=46, fill=0.78)
