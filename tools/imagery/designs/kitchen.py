"""Kitchen, at the stove: boards, pans, pots, jars and cloths."""

from functools import partial

import numpy as np

from tools.imagery.materials import (
    cloth,
    enamel,
    foliage,
    glass,
    matte,
    metal,
    satin,
)
from tools.imagery.portfolio import colourways, picture
from tools.imagery.shapes import Shape, box, curve, disc, lathe, leaf, pillow, slab, tube, wrap
from tools.imagery.studio import DUSK, MIST, OAT, PORCELAIN, SAND, SKY, Still
from tools.imagery.textiles import folded
from tools.imagery.textures import Pixels, granules, label, lengthwise, oak, stripes, walnut, weave


@picture
def cutting_board() -> Still:
    handle = [(1.0, 0.42), (1.12, 0.24), (1.3, 0.17), (1.62, 0.17), (1.74, 0.1), (1.77, 0)]
    corner = [(-1.12, 0.54), (-1.11, 0.6), (-1.08, 0.64), (-1.02, 0.66)]
    upper = [*corner, None, (0.66, 0.66), None, (0.82, 0.63), (0.92, 0.56), *handle]
    half = np.vstack([np.linspace((-1.12, 0), (-1.12, 0.54), 8), curve(upper, 8)])
    outline = np.vstack([half[::-1], half[1:-1] * [1, -1]])
    cord = [(1.6, 0, 0.1), (1.75, 0.1, 0.1), (2.0, 0.12, 0.03), (2.12, 0, 0.02)]
    cord += [(2.0, -0.12, 0.03), (1.75, -0.1, 0.1), (1.6, 0, 0.1)]
    things = [
        slab(outline, 0.13, satin(oak, (0.34, 0.5)), bevel=0.035),
        lathe([(0.055, 0.128), (0.07, 0.136), (0.085, 0.128)], satin("#a27a4c")).at(1.6),
        disc(0.06, matte("#4f3a25")).at(1.6, 0, 0.1315),
        tube(cord, 0.022, matte("#7a5236"), up=(0, 0, 1)),
    ]
    for x, y in ((-0.55, 0.15), (-0.2, 0.3), (-0.28, -0.08)):
        things += [part.at(x, y, 0.13) for part in _tomato()]
    return Still([thing.turned(z=40) for thing in things], PORCELAIN, tilt=46, fill=0.8)


def _tomato() -> list[Shape]:
    fruit = pillow((0.17, 0.17, 0.15), enamel("#c93a2b"), detail=60).at(z=0.15)
    green = foliage("#4f7a3a")
    sepals = [leaf(0.13, 0.03, green, rise=0.2).turned(z=72 * k).at(z=0.295) for k in range(5)]
    return [fruit, *sepals]


@colourways(black=("#2e2e30", "#39393b", OAT), cream=("#e2cfa9", "#e8d9bb", MIST))
def frying_pan(outside: str, inside: str, ground: str) -> Still:
    pan = [(0, 0), (0.92, 0), (1.0, 0.03), (1.22, 0.3), (1.25, 0.34)]
    well = [(1.25, 0.34), (1.235, 0.36), (1.2, 0.33), (0.98, 0.07), (0.9, 0.045), (0, 0.04)]
    neck = [(1.14, 0, 0.25), (1.35, 0, 0.33), (1.6, 0, 0.4)]
    grip = [(1.55, 0, 0.39), (1.7, 0, 0.43), (2.2, 0, 0.53), (2.7, 0, 0.58), (2.78, 0, 0.58)]
    things = [
        lathe(pan, enamel(outside)),
        lathe(well, satin(inside)),
        tube(neck, [0.07, 0.05], metal("#b9b9b7"), section=(1.4, 0.6)),
        tube(
            grip, [0.07, 0.085, 0.085, 0.095, 0.05], satin(lengthwise(walnut)), section=(1.2, 0.8)
        ),
        lathe([(0.04, 0), (0.055, 0.01), (0.07, 0)], metal("#c9a063")).at(2.62, 0, 0.645),
    ]
    return Still([thing.turned(z=-48) for thing in things], ground, tilt=42, fill=0.8)


@colourways(
    red=("#a8382c", SAND),
    cream=("#e4d2ae", PORCELAIN),
    green=("#3f5f4e", OAT),
)
def stock_pot(code: str, ground: str) -> Still:
    coat = enamel(code)
    pot = [(0, 0), (0.86, 0), (0.96, 0.05), (1.0, 0.2), (1.02, 0.95)]
    rim = [(1.0, 0.93), (1.045, 0.95), (1.045, 1.0), (1.0, 1.02)]
    lid = [(1.04, 1.02), (1.03, 1.06), (0.95, 1.1), (0.6, 1.22), (0.25, 1.28), (0, 1.29)]
    knob = [(0.09, 1.28), (0.07, 1.34), (0.12, 1.4), (0.17, 1.46), (0.14, 1.51), (0, 1.53)]
    things = [
        lathe(pot, coat),
        lathe(rim, metal("#d9d9d6")),
        lathe(lid, coat),
        lathe(knob, metal("#c9a063")),
    ]
    for side in (0, 180):
        ear = [(0.98, -0.34, 0.76), (1.2, -0.3, 0.8), (1.3, 0, 0.82), (1.2, 0.3, 0.8)]
        handle = tube([*ear, (0.98, 0.34, 0.76)], 0.062, coat, up=(0, 0, 1), section=(1.2, 1))
        things.append(handle.turned(z=side))
    return Still([thing.turned(z=-14) for thing in things], ground, tilt=20, fill=0.74)


@picture
def spice_jars() -> Still:
    outer = [(0, 0), (0.38, 0), (0.43, 0.04), (0.44, 0.1), (0.44, 0.9), (0.42, 0.96), (0.4, 1.0)]
    inner = [(0.37, 1.0), (0.39, 0.94), (0.405, 0.9), (0.405, 0.12), (0.37, 0.07), (0, 0.06)]
    cap = [(0, 1.0), (0.43, 1.0), (0.45, 1.02), (0.45, 1.18), (0.43, 1.21), (0, 1.21)]
    spices = [("#b3402a", "#7d2418", "#d2603a", 0.74), ("#d9a032", "#b07c1d", "#ecc065", 0.62)]
    spices += [("#6b7a45", "#47552c", "#8fa066", 0.8)]
    places = [(-0.95, 0.1), (0.0, -0.3), (0.95, 0.1)]
    things = []
    for (code, dark, light, level), (x, y) in zip(spices, places, strict=True):
        fill = [(0, 0.065), (0.365, 0.075), (0.4, 0.13), (0.4, level - 0.02), (0.36, level)]
        heap = [*fill, (0, level + 0.05)]
        grain = matte(partial(granules, code, dark, light, 9000), (3, 2), 0.95)
        paper = matte(partial(label, "#f6f1e6", "#4a4138", under="SPICE", shape=1.2))
        parts = [
            lathe([*outer, None, *inner], glass()),
            lathe(heap, grain),
            lathe(cap, satin(oak)).grained(),
            wrap([(0.445, 0.24), (0.445, 0.62)], 62, paper),
        ]
        things += [part.at(x, y) for part in parts]
    return Still(things, MIST, tilt=16, fill=0.76, bounces=14)


@colourways(black=("#2d2d2f", SAND), white=("#dfdcd4", DUSK))
def kettle(code: str, ground: str) -> Still:
    coat, wood = satin(code), satin(lengthwise(walnut))
    body = [(0, 0), (0.8, 0), (0.86, 0.04), (0.86, 0.12), (0.74, 0.6), (0.62, 1.0), (0.56, 1.06)]
    lid = [(0.56, 1.06), (0.54, 1.1), (0.4, 1.15), (0.1, 1.18), (0, 1.18)]
    knob = [(0.05, 1.17), (0.05, 1.26), (0.12, 1.29), (0.12, 1.36), (0.09, 1.39), (0, 1.39)]
    neck = [(-0.72, 0, 0.3), (-1.0, 0, 0.36), (-1.16, 0, 0.62), (-1.2, 0, 0.92), (-1.32, 0, 1.16)]
    neck += [(-1.54, 0, 1.22)]
    ear = [(0.6, 0, 0.98), (0.86, 0, 1.08), (1.12, 0, 1.0), (1.2, 0, 0.74), (1.18, 0, 0.44)]
    things = [
        lathe(body, coat),
        lathe(lid, coat),
        lathe(knob, wood),
        tube(neck, [0.13, 0.085, 0.06, 0.052, 0.05, 0.05], coat),
        tube(ear[:3], [0.05, 0.05], coat),
        tube(ear[1:], [0.062, 0.075, 0.06], wood, section=(1.3, 1)),
        lathe([(0.865, 0.02), (0.87, 0.04), (0.865, 0.06)], metal("#b9b9b7")),
    ]
    return Still([thing.turned(z=-12) for thing in things], ground, tilt=16, fill=0.76)


@picture
def tea_towel() -> Still:
    blue = "#3f5f92"
    edge = [(0.05, 0.075, blue), (0.09, 0.1, blue), (0.115, 0.125, blue)]
    both = [*edge, *((0.5 - b, 0.5 - a, c) for a, b, c in edge)]
    pattern = stripes("#f2ede2", [*both, *((1 - b, 1 - a, c) for a, b, c in both)], upright=True)
    relief = weave(180, 200)

    def striped() -> Pixels:
        return (pattern * (0.78 + 0.22 * relief[..., None] / 255)).astype(np.uint8)

    cotton = cloth(striped, relief, (1, 4), 0.003)
    pile = folded((1.5, 1.7), 4, 0.075, cotton, seed=2)
    return Still([pile.turned(z=-24)], OAT, tilt=34, fill=0.74)


@picture
def knife() -> Still:
    spine = np.array([(0, 0.2), (1.2, 0.2), (1.7, 0.14), (1.95, 0.0)])
    belly = np.array([(1.95, 0.0), (1.7, -0.12), (1.2, -0.22), (0.5, -0.265), (0.02, -0.27)])
    edge = np.vstack([curve([*map(tuple, belly)]), curve([*map(tuple, spine)])[:-1]])
    blade = slab(edge[::-1], 0.028, metal("#c9cbcc", 0.28), bevel=0.01)
    grip = [(-0.02, 0.06), (-0.3, 0.06), (-0.7, 0.05), (-1.05, 0.02), (-1.12, 0.0)]
    path = [(x, y, 0) for x, y in grip]
    timber = satin(lengthwise(walnut))
    haft = tube(path, [0.115, 0.1, 0.11, 0.12, 0.07], timber, section=(0.5, 1.05), up=(0, 0, 1))
    bolster = box((0.12, 0.3, 0.1), metal("#b5b7b8", 0.3), round_by=0.04).at(0.02, 0.06, -0.05)
    tool = [blade.at(z=-0.014), haft.turned(x=0), bolster]
    for x in (-0.25, -0.55, -0.85):
        rivet = pillow((0.028, 0.028, 0.012), metal("#c9a063"), detail=24)
        tool.append(rivet.at(x, 0.055, 0.053))
    board = box((2.5, 1.35, 0.12), satin(oak, (0.4, 0.6)), round_by=0.14, bevel=0.04)
    laid = [part.turned(z=14).at(-0.3, -0.1, 0.18) for part in tool]
    return Still([p.turned(z=22) for p in [board, *laid]], SKY, tilt=52, fill=0.78)
