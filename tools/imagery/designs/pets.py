"""Pets: bowls, beds, collars, toys and brushes."""

from functools import partial

import numpy as np

from tools.imagery.materials import Material, cloth, glazed, matte, metal, rubber, satin
from tools.imagery.portfolio import colourways, picture
from tools.imagery.shapes import (
    Array,
    Shape,
    box,
    curve,
    disc,
    lathe,
    pillow,
    rectangle,
    slab,
    tube,
    wrap,
)
from tools.imagery.studio import CLAY, MIST, OAT, PORCELAIN, SAND, SKY, Still
from tools.imagery.textures import (
    beech,
    label,
    lengthwise,
    oak,
    terry,
    threads,
    walnut,
    weave,
)


@colourways(blue=("#6d8eab", OAT), cream=("#e6d9bf", MIST))
def pet_bowl(code: str, ground: str) -> Still:
    outer = [(0, 0), (0.98, 0), (1.04, 0.03), (1.02, 0.12), (0.92, 0.5), (0.9, 0.56)]
    inner = [(0.9, 0.56), (0.88, 0.585), (0.85, 0.56), (0.76, 0.28), (0.6, 0.2), (0, 0.18)]
    things = [lathe(outer, glazed(code)), lathe(inner, glazed("#efe9dc"))]
    things += [part.turned(z=-6) for part in _paw(glazed("#f6f1e6"))]
    things += _kibble(0.72, 0.3, 170)
    return Still(things, ground, tilt=24, fill=0.68)


def _paw(print_: Material) -> list[Shape]:
    """A paw raised on the sloping front."""
    toes = [(-0.13, 0.36), (-0.05, 0.43), (0.05, 0.43), (0.13, 0.36)]
    pads = [pillow((0.04, 0.05, 0.02), print_, detail=30).at(x, z) for x, z in toes]
    pads.append(pillow((0.1, 0.08, 0.024), print_, detail=30).at(0, 0.25))
    return [pad.turned(x=76).at(0, -1.05, 0.04) for pad in pads]


def _kibble(radius: float, level: float, count: int) -> list[Shape]:
    rng = np.random.default_rng(6)
    browns = [matte(code, roughness=0.85) for code in ("#a8713f", "#8f5c31", "#b98450")]
    pieces = []
    for k in range(count):
        reach, around = radius * np.sqrt(rng.random()), rng.uniform(0, 6.28)
        heap = level + 0.2 * (1 - (reach / radius) ** 2) + rng.uniform(-0.02, 0.03)
        piece = pillow((0.075, 0.07, 0.05), browns[k % 3], edge=0.7, detail=16)
        turn = rng.uniform(0, 180, 3)
        piece = piece.turned(*(float(t) for t in turn))
        pieces.append(piece.at(reach * np.cos(around), reach * np.sin(around), heap))
    return pieces


@colourways(
    grey=("#c6c8cb", "#dcddde", OAT),
    cream=("#f0e4cd", "#f6efe2", SKY),
)
def cat_bed(code: str, lining: str, ground: str) -> Still:
    relief = terry(7)

    def plush(angle: Array, height: Array) -> Array:
        fold = 0.014 * np.sin(angle * 34) * np.clip(height * 3, 0, 1)
        return np.asarray(fold + 0.012 * np.sin(angle * 5 + 1))

    around = np.radians(np.linspace(-80, 245, 60))
    ring = [(1.0 + 0.36 * np.cos(a), 0.36 + 0.34 * np.sin(a)) for a in around]
    fur = cloth(partial(threads, code, relief, 0.2), relief, (7, 3), 0.009)
    soft = cloth(partial(threads, lining, relief, 0.16), relief, (3, 3), 0.009)
    things = [
        lathe(ring, fur, sides=400, ripple=plush, straight=True),
        pillow((0.86, 0.86, 0.2), soft, edge=0.8).at(z=0.2),
    ]
    return Still(things, ground, tilt=30, fill=0.72)


@colourways(red=("#a93f35", SAND), blue=("#3f5f92", OAT))
def collar(code: str, ground: str) -> Still:
    angle = np.radians(np.linspace(-70, 268, 200))
    loop = np.c_[np.cos(angle), 0.8 * np.sin(angle), np.full(200, 0.19)]
    relief = weave(14, 160)
    web = cloth(partial(threads, code, relief, 0.3), relief, (1, 1), 0.006)
    gold = metal("#cda75e", 0.24)
    frame = np.vstack([rectangle(0.46, 0.5, 0.1), rectangle(0.46, 0.5, 0.1)[:1]])
    buckle = tube(np.c_[frame[:, 0], np.zeros(41), frame[:, 1]], 0.034, gold, up=(0, 1, 0))
    pin = tube([(-0.02, -0.03, 0), (0.24, -0.06, 0)], 0.024, gold)
    tongue = [(0.3, -0.77), (0.2, -0.83), (0.0, -0.88), (-0.25, -0.87), (-0.36, -0.83)]
    strap = np.array([(x, y, 0.19) for x, y in tongue])
    ring = np.radians(np.linspace(0, 360, 60))
    ringlet = np.c_[0.1 * np.cos(ring), np.zeros(60), 0.1 * np.sin(ring)]
    things = [
        tube(loop, 1, web, section=(0.17, 0.022), square=0.35, up=(0, 0, 1)),
        tube(curve([tuple(p) for p in strap], 20), 1, web, section=(0.165, 0.02), up=(0, 0, 1)),
        buckle.at(0.18, -0.86, 0.19),
        pin.at(0.0, -0.88, 0.19),
        tube(ringlet, 0.018, gold, up=(0, 1, 0)).at(-0.45, -0.79, 0.03),
    ]
    things += [part.at(-0.45, -0.88, 0.0) for part in _bell(gold)]
    return Still([thing.turned(z=14) for thing in things], ground, tilt=30, fill=0.72)


def _bell(gold: Material) -> list[Shape]:
    ball = pillow((0.17, 0.17, 0.17), gold, detail=60)
    belt = lathe([(0.17, -0.014), (0.182, 0), (0.17, 0.014)], gold)
    slit = [(np.sqrt(0.172**2 - z**2), z) for z in (-0.095, -0.085, -0.07)]
    return [part.at(z=0.17) for part in (ball, belt, wrap(slit, 110, matte("#2a241c")))]


@picture
def pet_ball() -> Still:
    things = []
    balls = [
        ("#d98f6a", -0.6, 0.25, 0.6),
        ("#7f9aae", 0.62, 0.2, 0.54),
        ("#e2c27a", 0.05, -0.62, 0.44),
    ]
    for k, (code, x, y, size) in enumerate(balls):
        relief = terry(20 + k)
        felt = cloth(partial(threads, code, relief, 0.2), relief, (2, 2), 0.012)
        around = np.linspace(0, 2 * np.pi, 240)
        seam = np.stack([np.cos(around), np.sin(around) * 0.9, 0.44 * np.sin(2 * around)], -1)
        seam *= size * 1.004 / np.linalg.norm(seam, axis=1, keepdims=True)
        thread = tube(seam, 0.016, matte("#f5efe2"), sides=8, capped=False)
        parts = [pillow((size, size, size), felt), thread]
        things += [p.turned(x=60 + 40 * k, y=20 * k, z=30).at(x, y, size) for p in parts]
    return Still(things, PORCELAIN, tilt=22, fill=0.7)


@picture
def scratcher() -> Still:
    pile = terry(9)
    plush = cloth(partial(threads, "#d9cdb8", pile, 0.22), pile, (1.5, 1.5), 0.014)
    sisal = cloth(partial(threads, "#c6a06a", weave(90, 8), 0.25), weave(90, 8), (1, 6), 0.006)

    def roped(angle: Array, height: Array) -> Array:
        return np.asarray(0.022 * np.abs(np.sin(height * np.pi / 0.075 + angle / 2)))

    line = [(0.26, float(z)) for z in np.linspace(0.12, 2.3, 420)]
    cord = [(0.5, 0, 2.34), (0.54, 0, 2.0), (0.55, 0, 1.66)]
    things = [
        box((1.7, 1.4, 0.14), plush, round_by=0.3, bevel=0.06),
        lathe(line, sisal, ripple=roped, sides=120, straight=True),
        lathe([(0, 2.3), (0.6, 2.3), (0.66, 2.34), (0.66, 2.42), (0.6, 2.46), (0, 2.46)], plush),
        tube(cord, 0.012, matte("#8d6b4b"), sides=8),
        pillow((0.13, 0.13, 0.13), cloth("#c9775a", pile, (1, 1), 0.02)).at(0.55, 0, 1.55),
    ]
    return Still([thing.turned(z=-24) for thing in things], OAT, tilt=16, fill=0.74)


@picture
def pet_brush() -> Still:
    wood = satin(lengthwise(beech))
    grip = [(0.0, 0, 0.22), (0.3, 0, 0.2), (0.8, 0, 0.2), (1.6, 0, 0.26), (1.75, 0, 0.26)]
    frame = slab(rectangle(0.95, 1.5, 0.22), 0.2, satin(beech, (0.6, 0.6)), bevel=0.07)
    cushion = slab(rectangle(0.8, 1.32, 0.18), 0.06, rubber("#cf8f76"), bevel=0.025).at(z=0.18)
    things = [
        frame.at(-0.4),
        cushion.at(-0.4),
        tube(grip, [0.16, 0.11, 0.12, 0.14, 0.08], wood, section=(1.2, 0.75)).at(0, 0, -0.1),
    ]
    steel = metal("#b9bcbe", 0.3)
    for x in np.linspace(-0.34, 0.34, 10):
        for y in np.linspace(-0.58, 0.58, 16):
            pin = [(x - 0.4, y, 0.23), (x - 0.4, y, 0.4), (x - 0.36, y, 0.47)]
            things.append(tube(pin, 0.009, steel, sides=6, capped=False))
    return Still([thing.turned(z=-38) for thing in things], MIST, tilt=44, fill=0.76)


@picture
def food_tin() -> Still:
    tin = [(0, 0), (0.8, 0), (0.84, 0.02), (0.84, 0.06), (0.82, 0.1), (0.82, 1.44)]
    lid = [(0.84, 1.38), (0.85, 1.56), (0.82, 1.62), (0.74, 1.64), (0, 1.64)]
    knob = [(0.06, 1.63), (0.06, 1.7), (0.15, 1.75), (0.16, 1.8), (0.12, 1.85), (0, 1.86)]
    cream, wood = satin("#e4d8c0"), satin(lengthwise(walnut))
    mark = partial(label, "#e4d8c0", "#5b4a3a", under="PET FOOD", shape=1.15)
    things = [
        lathe(tin, cream),
        lathe(lid, satin("#7f9a94")),
        lathe(knob, wood),
        wrap([(0.8235, 0.34), (0.8235, 1.14)], 66, satin(mark)).turned(z=-4),
    ]
    for side in (0, 180):
        ear = [(0.81, -0.2, 1.1), (0.96, -0.17, 1.06), (1.0, 0, 1.02), (0.96, 0.17, 1.06)]
        handle = tube([*ear, (0.81, 0.2, 1.1)], 0.035, metal("#b9b9b7"), up=(0, 0, 1))
        things.append(handle.turned(z=side - 8))
    return Still(things, SAND, tilt=16, fill=0.7)


@colourways(blue=("#3f5f92", OAT))
def leash(code: str, ground: str) -> Still:
    relief = weave(6, 300)
    braid = cloth(partial(threads, code, relief, 0.35), relief, (2, 1), 0.01)
    steel = metal("#c9c9c7", 0.24)
    turn = np.linspace(0, 4.1 * 2 * np.pi, 600)
    reach = 0.92 + 0.07 * np.sin(turn * 0.8) + 0.05 * np.cos(turn * 1.37)
    coil = np.c_[reach * np.cos(turn), 0.9 * reach * np.sin(turn), 0.06 + 0.026 * turn / np.pi]
    grip = [(0.95, 0.1, 0.28), (1.2, 0.5, 0.2), (1.7, 0.75, 0.12), (2.0, 0.45, 0.08)]
    grip += [(1.85, 0.1, 0.08), (1.4, 0.0, 0.12), (0.95, 0.05, 0.24)]
    lead = [(0.92, -0.1, 0.06), (0.98, -0.5, 0.06), (1.2, -0.85, 0.06)]
    hook = np.radians(np.linspace(-40, 290, 50))
    clasp = np.c_[0.19 * np.cos(hook), 0.19 * np.sin(hook), np.zeros(50)]
    sleeve = lathe([(0.075, 0), (0.085, 0.02), (0.085, 0.28), (0.075, 0.3)], satin("#8f5f3e"))
    things = [
        tube(coil, 0.06, braid, up=(0, 0, 1), sides=20),
        tube(grip, 0.06, braid, up=(0, 0, 1), sides=20),
        tube(lead, 0.06, braid, up=(0, 0, 1), sides=20),
        sleeve.turned(x=90).turned(z=32).at(1.08, -0.66, 0.075),
        tube([(1.2, -0.85, 0.06), (1.32, -1.06, 0.07)], [0.07, 0.05], steel),
        tube(clasp, 0.042, steel, up=(0, 0, 1)).at(1.43, -1.22, 0.07),
    ]
    return Still([thing.turned(z=4) for thing in things], ground, tilt=48, fill=0.74)


@picture
def bone_toy() -> Still:
    red = rubber("#d27a5c")
    shaft = [(-0.85, 0, 0.36), (-0.4, 0, 0.36), (0, 0, 0.36), (0.4, 0, 0.36), (0.85, 0, 0.36)]
    things = [tube(shaft, [0.34, 0.25, 0.235, 0.25, 0.34], red, sides=80)]
    things += [
        pillow((0.36, 0.34, 0.34), red).at(side * 1.02, y, 0.36)
        for side in (-1, 1)
        for y in (-0.27, 0.27)
    ]
    for x in np.linspace(-0.42, 0.42, 7):
        rib = [(0.25 + 0.04 * abs(x), x - 0.03), (0.285, x), (0.25 + 0.04 * abs(x), x + 0.03)]
        things.append(lathe(rib, red).turned(y=90).at(0, 0, 0.36))
    return Still([thing.turned(z=28) for thing in things], SKY, tilt=28, fill=0.72)


@picture
def feeder() -> Still:
    wood = satin(oak, (0.4, 0.6))
    things: list[Shape] = []
    for y in (-0.56, 0.56):
        things.append(box((2.7, 0.22, 0.1), wood, round_by=0.04).at(0, y, 0.72))
        things.append(box((2.5, 0.1, 0.12), wood, round_by=0.03).at(0, y * 0.95, 0.3))
    across = box((0.22, 0.92, 0.1), wood, round_by=0.04).at(z=0.72)
    things += [across.at(x) for x in (-1.24, 0.0, 1.24)]
    legs = [(x, y) for x in (-1.2, 1.2) for y in (-0.52, 0.52)]
    things += [box((0.14, 0.14, 0.74), wood, round_by=0.03).at(x, y) for x, y in legs]
    white, steel = glazed("#e9e5dc"), metal("#cfcfcd", 0.3)
    for x, finish in ((-0.62, white), (0.62, white)):
        bowl = [(0, 0.36), (0.3, 0.37), (0.42, 0.46), (0.48, 0.8), (0.58, 0.83), (0.59, 0.86)]
        inner = [(0.59, 0.86), (0.56, 0.87), (0.5, 0.855), (0.45, 0.8), (0.38, 0.5), (0, 0.43)]
        things += [lathe(bowl, finish).at(x), lathe(inner, finish).at(x)]
    things += [piece.at(-0.62, 0, 0.5) for piece in _kibble(0.36, 0.03, 70)]
    things.append(disc(0.43, glazed("#c9dbe4")).at(0.62, 0, 0.72))
    things.append(disc(0.1, steel).at(0.62, 0, 0.44))
    return Still([thing.turned(z=-18) for thing in things], CLAY, tilt=26, fill=0.74)
