"""Fitness: weights, mats, rollers, bands and bottles."""

from functools import partial

import numpy as np

from tools.imagery.materials import Paint, cloth, matte, metal, rubber, satin
from tools.imagery.portfolio import colourways, picture
from tools.imagery.shapes import Array, Material, Shape, box, curve, lathe, pillow, tube, wrap
from tools.imagery.studio import CLAY, MIST, OAT, PORCELAIN, SAND, SKY, Still
from tools.imagery.textiles import rolled
from tools.imagery.textures import beech, granules, label, lengthwise, terry


@colourways(blue=("#4f779b", OAT), grey=("#74777b", PORCELAIN))
def dumbbell(code: str, ground: str) -> Still:
    things = [part.turned(z=-24).at(-0.2, 0.75) for part in _weight(code)]
    things += [part.turned(z=-24).at(0.3, -0.45) for part in _weight(code)]
    return Still(things, ground, tilt=24, fill=0.74)


def _weight(code: str) -> list[Shape]:
    head = [(0, 0), (0.32, 0), (0.4, 0.02), (0.46, 0.09), (0.46, 0.46), (0.4, 0.53), (0.32, 0.55)]
    hexagon = lathe([*head, (0, 0.55)], rubber(code), straight=True, sides=6)
    plate = lathe([(0, 0), (0.2, 0), (0.22, 0.012), (0, 0.012)], metal("#c9c9c7"), straight=True)
    grip = [(0.1, 0), (0.12, 0.2), (0.14, 0.5), (0.12, 0.8), (0.1, 1.0)]
    bar = lathe(grip, metal("#cfcfcd", 0.3), ripple=_knurled, sides=320).turned(y=90).at(-0.5)
    lying = [hexagon.turned(y=90).at(0.42), plate.turned(y=90).at(0.965)]
    return [part.at(z=0.4) for part in [*lying, *(p.turned(z=180) for p in lying), bar]]


def _knurled(angle: Array, height: Array) -> Array:
    inside = (height > 0.15) & (height < 0.85)
    return np.asarray(0.004 * inside * np.sin(angle * 24 + height * 90))


@colourways(black=("#2f3032", "#d9b36a", SAND), teal=("#2f6f73", "#e3ddcf", OAT))
def kettlebell(code: str, ring: str, ground: str) -> Still:
    iron = satin(code)
    bell = [(0, 0), (0.46, 0), (0.52, 0.03), (0.78, 0.36), (0.82, 0.66), (0.7, 1.02), (0.42, 1.26)]
    ear = [(-0.42, 0, 1.05), (-0.58, 0, 1.34), (-0.5, 0, 1.68), (-0.26, 0, 1.84), (0, 0, 1.87)]
    arch = [*ear, *((-x, y, z) for x, y, z in ear[-2::-1])]
    front = [(r + 0.004, z) for r, z in curve([*bell, (0, 1.34)]) if 0.4 < z < 0.86]
    mark = satin(partial(label, code, ring, under="STRENGTH", shape=1.35))
    things = [
        lathe([*bell, (0, 1.34)], iron),
        tube(arch, [0.2, 0.135, 0.12, 0.12, 0.12, 0.135, 0.2], iron),
        wrap(front[::3], 44, mark).turned(z=20),
    ]
    return Still([thing.turned(z=-24) for thing in things], ground, tilt=14, fill=0.7)


@colourways(
    sage=("#93a88f", SAND),
    purple=("#a597bd", MIST),
    navy=("#3d5272", OAT),
)
def yoga_mat(code: str, ground: str) -> Still:
    foam = cloth(code, terry(3), (8, 8), 0.004)
    strap = matte("#e9dfcc", roughness=0.9)
    things = [rolled(2.7, 0.42, 5, foam, tail=0.34)]
    for x in (-0.75, 0.75):
        band = [(0.452, -0.05), (0.462, -0.045), (0.462, 0.045), (0.452, 0.05)]
        things.append(lathe(band, strap, straight=True).turned(y=90).at(x, 0, 0.46))
    swing = np.linspace(-1, 1, 60)
    handle = np.c_[0.75 * swing, -0.2 - 0.32 * np.cos(swing * np.pi / 2), np.full(60, 0.86)]
    handle[:, 2] -= 0.3 * np.cos(swing * np.pi / 2)
    things.append(tube(handle, 1, strap, section=(0.045, 0.008), up=(0, 0.5, 1), square=0.4))
    return Still([thing.turned(z=32) for thing in things], ground, tilt=24, fill=0.76)


@colourways(grey=("#7d8286", "#2f3133", OAT), orange=("#dd8148", "#33322f", PORCELAIN))
def foam_roller(code: str, core: str, ground: str) -> Still:
    def grid(angle: Array, height: Array) -> Array:
        across = np.clip(np.abs(np.sin(angle * 6)) * 7 - 1.2, 0, 1)
        along = np.clip(np.abs(np.sin((height - 0.05) * np.pi * 3.4)) * 5 - 0.8, 0, 1)
        return np.asarray(-0.05 * (1 - across * along) * ((height > 0.08) & (height < 2.12)))

    dark = satin(core)
    line = [(0.34, 0), (0.5, 0), (0.545, 0.02), (0.56, 0.06)]
    line += [(0.56, float(z)) for z in np.linspace(0.08, 2.12, 240)]
    line += [(0.56, 2.14), (0.545, 2.18), (0.5, 2.2), (0.34, 2.2)]
    things = [
        lathe(line, rubber(code), straight=True, sides=480, ripple=grid),
        lathe(
            [(0.37, 0), (0.36, -0.015), (0.31, -0.015), (0.3, 0), (0.3, 2.2)], dark, straight=True
        ),
    ]
    laid = [thing.at(z=-1.1).turned(y=90).turned(z=36).at(z=0.56) for thing in things]
    return Still(laid, ground, tilt=22, fill=0.72)


@picture
def jump_rope() -> Still:
    cord = rubber("#3d5272")
    turn = np.linspace(0, 3.35 * 2 * np.pi, 420)
    reach = 1.0 + 0.09 * np.sin(turn * 0.7) + 0.05 * np.cos(turn * 1.3)
    coil = np.c_[reach * np.cos(turn), 0.86 * reach * np.sin(turn), 0.05 + 0.018 * turn / np.pi]
    things = [tube(coil, 0.035, cord, up=(0, 0, 1), sides=16)]
    for end, ahead in ((0, -1), (-1, 1)):
        x, y, z = coil[end]
        aim = (coil[end] - coil[end - ahead]) / np.linalg.norm(coil[end] - coil[end - ahead])
        aim[2] = 0
        degrees = float(np.degrees(np.arctan2(aim[1], aim[0])))
        things += [part.turned(z=degrees).at(x, y, z + 0.06) for part in _handle()]
    return Still(things, OAT, tilt=46, fill=0.74)


def _handle() -> list[Shape]:
    grip = [
        (0.05, 0),
        (0.09, 0.04),
        (0.1, 0.2),
        (0.085, 0.5),
        (0.1, 0.8),
        (0.11, 0.95),
        (0.09, 1.02),
    ]
    wood = lathe([*grip, (0, 1.03)], satin(lengthwise(beech)))
    collar = lathe([(0.04, -0.06), (0.06, -0.05), (0.06, 0.02)], metal("#c9a063"), straight=True)
    return [part.turned(y=90) for part in (wood, collar)]


@picture
def bands() -> Still:
    colours = ["#d98f7a", "#e3bd6b", "#93ab8c", "#6d8fae", "#8d7fa8"]
    angle = np.linspace(0, 2 * np.pi, 160)
    things = []
    for k, code in enumerate(colours):
        size = 1.0 - 0.13 * k
        wave = 1 + 0.03 * np.sin(3 * angle + k)
        loop = np.c_[1.15 * size * wave * np.cos(angle), 0.8 * size * wave * np.sin(angle)]
        half = 0.22 + 0.012 * k
        path = np.c_[loop, np.full(160, half)]
        band = tube(
            path,
            1,
            rubber(code),
            section=(half, 0.022),
            square=0.3,
            up=(0, 0, 1),
            capped=False,
        )
        things.append(band)
    return Still([thing.turned(z=-14) for thing in things], MIST, tilt=38, fill=0.72)


@colourways(
    cork=(partial(granules, "#c89f70", "#96703f", "#dcbb8f"), OAT),
    purple=("#a597bd", SKY),
)
def yoga_block(paint: Paint, ground: str) -> Still:
    foam = matte(paint, (0.7, 0.7), 0.85)
    low = box((1.9, 1.25, 0.62), foam, round_by=0.1, bevel=0.07).turned(z=-22)
    high = box((1.9, 1.25, 0.62), foam, round_by=0.1, bevel=0.07).turned(z=20).at(0.02, 0.02, 0.62)
    return Still([low, high], ground, tilt=22, fill=0.7)


@colourways(
    blue=("#5784a8", "#2d3238", OAT),
    green=("#7fa083", "#2d3238", PORCELAIN),
    black=("#343638", "#1f2021", SAND),
)
def water_bottle(code: str, trim: str, ground: str) -> Still:
    def ribbed(angle: Array, height: Array) -> Array:
        inside = (height > 0.85) & (height < 1.3)
        return np.asarray(-0.014 * inside * np.abs(np.sin(height * 42)) + 0 * angle)

    flask = [(0, 0), (0.42, 0), (0.48, 0.04), (0.5, 0.14), (0.5, 0.6), (0.455, 0.92), (0.455, 1.22)]
    flask += [(0.5, 1.5), (0.5, 1.85), (0.42, 2.02), (0.36, 2.08)]
    cap = [(0.37, 2.06), (0.4, 2.08), (0.4, 2.34), (0.37, 2.38), (0.2, 2.4), (0.18, 2.52)]
    loop = [(0.36, 0, 2.2), (0.62, 0, 2.24), (0.66, 0, 2.5), (0.44, 0, 2.66), (0.14, 0, 2.62)]
    things = [
        lathe(flask, satin(code), ripple=ribbed, sides=200),
        lathe([*cap, (0.16, 2.55), (0, 2.55)], satin(trim), ripple=_gripped, sides=360),
        tube([*loop, (0, 0, 2.5)], 0.05, rubber(trim), section=(1.6, 0.7)).turned(z=-20),
    ]
    return Still(things, ground, tilt=12, fill=0.74)


def _gripped(angle: Array, height: Array) -> Array:
    return np.asarray(0.007 * np.sin(angle * 40) * ((height > 2.1) & (height < 2.33)))


@picture
def massage_ball() -> Still:
    blue = rubber("#4f7fa3")
    things = [pillow((0.8, 0.8, 0.8), blue)]
    count = 150
    for k in range(count):
        up = 1 - 2 * (k + 0.5) / count
        around = k * np.pi * (3 - np.sqrt(5))
        tip = [(0.085, 0.77), (0.07, 0.82), (0.052, 0.88), (0.04, 0.905), (0, 0.912)]
        spike = lathe(tip, blue, sides=20)
        lean = float(np.degrees(np.arccos(up)))
        things.append(spike.turned(y=lean, z=float(np.degrees(around))))
    return Still(things, CLAY, tilt=16, fill=0.6)


@picture
def wrist_weights() -> Still:
    upright = [part.turned(x=70).turned(z=16).at(0.35, 0.25, 0.72) for part in _bracelet("#d9a58c")]
    flat = [part.at(-0.55, -0.35, 0.2) for part in _bracelet("#d9a58c")]
    return Still([*flat, *upright], PORCELAIN, tilt=26, fill=0.74)


def _bracelet(code: str) -> list[Shape]:
    skin: Material = rubber(code)
    pads = []
    for k in range(11):
        pad = pillow((0.192, 0.085, 0.2), skin, edge=0.45, corner=0.5, detail=50)
        pads.append(pad.at(y=0.66).turned(z=k * 360 / 11))
    angle = np.linspace(0, 2 * np.pi, 120)
    ring = np.c_[0.645 * np.cos(angle), 0.645 * np.sin(angle), np.zeros(120)]
    strap = matte("#8d6b5b", roughness=0.9)
    band = tube(ring, 1, strap, section=(0.1, 0.03), square=0.4, up=(0, 0, 1), capped=False)
    return [*pads, band]
