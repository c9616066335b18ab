"""Kitchen, at the table: tea, coffee and tableware."""

from functools import partial

import numpy as np

from tools.imagery.materials import (
    Material,
    Paint,
    foliage,
    glazed,
    matte,
    metal,
    satin,
    water,
)
from tools.imagery.materials import glass as glasswork
from tools.imagery.portfolio import colourways, picture
from tools.imagery.shapes import Array, Profile, Shape, box, disc, lathe, leaf, pillow, tube, wrap
from tools.imagery.studio import CLAY, DUSK, MIST, OAT, PORCELAIN, SAND, SKY, Still
from tools.imagery.textures import (
    COBALT,
    WHITE_WARE,
    beech,
    label,
    lengthwise,
    oak,
    porcelain,
    speckle,
    walnut,
)

CUP = [(0, 0.02), (0.2, 0.02), (0.25, 0.07), (0.36, 0.34), (0.37, 0.44)]
CUP_INSIDE = [(0.37, 0.44), (0.36, 0.455), (0.34, 0.43), None, (0.33, 0.33), (0.2, 0.1), (0, 0.08)]
SAGE_WARE = partial(speckle, "#b3c3ab", "#56624f")
CUP_PAINT = [("line", 0.3, 0.33), ("vine", 0.4, 0.85), ("line", 0.93, 1.0)]


@colourways(
    cream=(partial(speckle, "#eadfcb", band=("#6f8fa3", 0.34)), "#6f8fa3", SAND),
    blue=("#5f7f9c", "#5f7f9c", OAT),
    black=("#33373b", "#33373b", CLAY),
    pink=("#e6b3b0", "#e6b3b0", MIST),
    yellow=("#e9c46a", "#e9c46a", PORCELAIN),
)
def mug(body: Paint, handle: Paint, ground: str) -> Still:
    return Still(_mug(glazed(body), glazed(handle), turn=-32), ground, fill=0.66)


@picture
def mug_duo() -> Still:
    coral, cream = glazed("#d98a66"), glazed("#e9dcc4")
    left = _mug(coral, coral, turn=-150)
    right = _mug(cream, cream, turn=-25)
    things = [part.at(-0.72, 0.45) for part in left]
    return Still([*things, *(part.at(0.72, -0.25) for part in right)], MIST, fill=0.76)


def _mug(body: Material, handle: Material, turn: float) -> list[Shape]:
    outer = [(0, 0.02), (0.52, 0.02), (0.62, 0.1), (0.66, 0.35), (0.67, 0.8), (0.68, 1.25)]
    outer += [(0.69, 1.38), (0.675, 1.405), (0.655, 1.38)]
    inner = [(0.645, 1.2), (0.635, 0.7), (0.62, 0.3), (0.5, 0.14), (0, 0.12)]
    ear = [(0.655, 0, 1.16), (0.86, 0, 1.2), (1.04, 0, 1.05), (1.09, 0, 0.78), (1.0, 0, 0.5)]
    ear += [(0.82, 0, 0.36), (0.655, 0, 0.36)]
    parts = [lathe([*outer, None, *inner], body), tube(ear, 0.075, handle, section=(1.35, 1))]
    return [part.turned(z=turn) for part in parts]


@colourways(
    green=(SAGE_WARE, SAGE_WARE, SAGE_WARE, OAT),
    white=("#e6e2d8", "#e6e2d8", "#e6e2d8", DUSK),
    qinghua=(
        partial(
            porcelain,
            ("line", 0.26, 0.275),
            ("petals", 0.29, 0.45),
            ("line", 0.455, 0.465),
            ("vine", 0.49, 0.76),
            ("fret", 0.8, 0.86),
            ("line", 0.95, 1.0),
        ),
        partial(porcelain, *CUP_PAINT),
        WHITE_WARE,
        SAND,
    ),
)
def teapot(pot_paint: Paint, cup_paint: Paint, lid_paint: Paint, ground: str) -> Still:
    body, plain = glazed(pot_paint), glazed(lid_paint)
    pot = [(0, 0.03), (0.5, 0.03), (0.62, 0.09), (0.95, 0.42), (1.0, 0.72), (0.86, 1.05)]
    pot += [(0.55, 1.24), (0.46, 1.28)]
    lid = [(0.5, 1.27), (0.48, 1.31), (0.3, 1.4), (0.1, 1.445), (0, 1.45)]
    knob = [(0.07, 1.44), (0.07, 1.5), (0.14, 1.58), (0.12, 1.68), (0, 1.71)]
    spout = [(-0.82, 0, 0.55), (-1.15, 0, 0.72), (-1.34, 0, 1.0), (-1.56, 0, 1.24)]
    arch = [(-0.42, 0, 1.2), (-0.5, 0, 1.75), (-0.2, 0, 2.08), (0.2, 0, 2.08), (0.5, 0, 1.75)]
    things = [
        lathe(pot, body),
        lathe(lid, plain),
        lathe(knob, glazed(COBALT) if lid_paint == WHITE_WARE else plain),
        tube(spout, [0.23, 0.16, 0.11, 0.085], plain, capped=False),
        disc(0.08, matte("#3a332c")).turned(y=-38).at(-1.553, 0, 1.235),
        tube([*arch, (0.42, 0, 1.2)], 0.055, satin(lengthwise(oak))),
        *(part.at(1.2, -0.85) for part in _cup(glazed(cup_paint), plain)),
    ]
    return Still([thing.turned(z=6) for thing in things], ground, fill=0.74)


def _cup(outside: Material, inside: Material) -> list[Shape]:
    return [lathe(CUP, outside), lathe(CUP_INSIDE, inside)]


@picture
def teacups() -> Still:
    glazes = [
        (glazed("#a9c6b4"), glazed("#a9c6b4")),
        (glazed(partial(porcelain, *CUP_PAINT)), glazed(WHITE_WARE)),
        (glazed("#e2c9a6"), glazed("#efe2cc")),
        (glazed("#51687f"), glazed("#dfe5e8")),
    ]
    places = [(-0.46, 0.36), (0.46, 0.42), (-0.5, -0.5), (0.5, -0.44)]
    things = []
    for (outside, inside), (x, y) in zip(glazes, places, strict=True):
        things += [part.at(x, y) for part in _cup(outside, inside)]
        things.append(disc(0.3, satin("#a5692f")).at(x, y, 0.3))
    return Still(things, OAT, tilt=34, fill=0.76)


@colourways(blue=("#34507f", "#d9b36a", SAND), red=("#a63f33", "#d9b36a", PORCELAIN))
def tea_caddy(code: str, gold: str, ground: str) -> Still:
    tin = [(0, 0), (0.58, 0), (0.62, 0.02), (0.62, 0.06), (0.6, 0.09), (0.6, 1.28)]
    lid = [(0.62, 1.22), (0.62, 1.5), (0.6, 1.55), (0.5, 1.57), None, (0.48, 1.6), (0, 1.61)]
    mark = partial(label, "#f4ecdc", code, under="TEA", shape=0.85)
    things = [
        lathe(tin, satin(code)),
        lathe(lid, satin(code)),
        lathe([(0.622, 1.22), (0.63, 1.235), (0.622, 1.25)], metal(gold)),
        lathe([(0.602, 0.16), (0.602, 0.185)], metal(gold), straight=True),
        wrap([(0.604, 0.3), (0.604, 1.08)], 64, matte(mark)).turned(z=-8),
    ]
    return Still(things, ground, tilt=16, fill=0.68)


@picture
def woodbowl() -> Still:
    things = [*_wooden(1.15, satin(oak), -0.25, 0.35), *_wooden(0.62, satin(walnut), 1.15, -0.8)]
    rng = np.random.default_rng(5)
    fruit = [(-0.6, 0.25, 0.62, "#dd6a2a"), (0.05, 0.15, 0.66, "#e8872e")]
    fruit += [(-0.25, 0.75, 0.66, "#e06b2a"), (-0.22, 0.1, 0.98, "#e67a2c")]
    for x, y, z, code in fruit:
        orange = pillow((0.34, 0.34, 0.31), satin(code), bend=_dimpled, detail=90)
        things.append(orange.turned(x=rng.uniform(-20, 20)).at(x, y, z))
        stalk = leaf(0.25, 0.07, foliage("#4f7a3a"), rise=0.4, curl=0.2)
        things.append(stalk.turned(z=rng.uniform(0, 360)).at(x, y, z + 0.27))
    return Still(things, MIST, tilt=28, fill=0.74)


def _dimpled(points: Array) -> Array:
    x, y, z = points[..., 0], points[..., 1], points[..., 2]
    dent = 0.05 * np.exp(-(x**2 + y**2) / 0.006) * np.sign(z)
    return np.stack([x, y, z - dent], -1)


def _wooden(size: float, wood: Material, x: float, y: float) -> list[Shape]:
    bowl = [(0, 0), (0.34, 0), (0.42, 0.04), (0.78, 0.32), (1.0, 0.72), None, (0.975, 0.745)]
    bowl += [(0.94, 0.72), None, (0.72, 0.36), (0.4, 0.12), (0, 0.08)]
    return [lathe(bowl, wood).turned(x=0).grained().sized(size).at(x, y)]


@colourways(white=("#ebe9e3", DUSK), rim=("#3f5f92", OAT))
def plate_set(edge: str, ground: str) -> Still:
    body, rim = glazed("#ebe9e3"), glazed(edge)
    things, z = [], 0.0
    for radius in (1.3, 1.3, 1.3, 0.92, 0.92):
        things += [part.at(z=z) for part in _plate(radius, body, rim)]
        z += 0.085
    things += [part.sized(1.25).at(z=z + 0.02) for part in _cup_bowl(body, rim)]
    return Still(things, ground, tilt=24, fill=0.74)


def _plate(radius: float, body: Material, rim: Material) -> list[Shape]:
    r = radius
    under = [(0, 0), (r * 0.55, 0), (r * 0.6, 0.02), (r * 0.75, 0.05), (r - 0.03, 0.17)]
    lip = [(r - 0.03, 0.17), (r, 0.19), (r - 0.01, 0.21), (r - 0.06, 0.196)]
    face = [(r - 0.06, 0.196), (r * 0.75, 0.09), (r * 0.62, 0.05), (r * 0.4, 0.045), (0, 0.045)]
    return [lathe(under, body), lathe(lip, rim), lathe(face, body)]


def _cup_bowl(body: Material, rim: Material) -> list[Shape]:
    outer = [(0, 0), (0.24, 0), (0.26, 0.05), (0.42, 0.16), (0.5, 0.36)]
    lip = [(0.5, 0.36), (0.505, 0.385), (0.495, 0.4), (0.48, 0.38)]
    inner = [(0.48, 0.38), (0.4, 0.18), (0.24, 0.09), (0, 0.07)]
    return [lathe(outer, body), lathe(lip, rim), lathe(inner, body)]


@colourways(
    qinghua=(
        partial(
            porcelain,
            ("line", 0.3, 0.32),
            ("petals", 0.34, 0.5),
            ("vine", 0.54, 0.84),
            ("line", 0.88, 0.895),
            ("line", 0.96, 1.0),
        ),
        WHITE_WARE,
        COBALT,
        OAT,
    ),
    celadon=("#a9c6b4", "#b9d2c2", "#8fb09c", CLAY),
)
def soup_bowl(outside: Paint, inside: str, ring: str, ground: str) -> Still:
    outer = [(0, 0.0), (0.46, 0.0), (0.47, 0.1), None, (0.52, 0.12), (0.86, 0.36), (1.05, 0.78)]
    outer += [(1.1, 0.94)]
    inner = [(1.1, 0.94), (1.085, 0.965), (1.06, 0.94), (0.99, 0.76), (0.8, 0.4), (0.4, 0.17)]
    band = [(1.032, 0.87), (1.012, 0.82)]
    things = [
        lathe(outer, glazed(outside)),
        lathe([*inner, (0, 0.14)], glazed(inside)),
        lathe(band, glazed(ring), straight=True),
    ]
    return Still(things, ground, tilt=21, fill=0.68)


@picture
def chopsticks() -> Still:
    wood = satin(lengthwise(walnut))
    rest = pillow((0.16, 0.3, 0.1), glazed(partial(porcelain, ("wash", 0.2, 0.4))), corner=0.6)
    things = [rest.bent(lambda p: p - [0, 0, 1] * (0.06 * np.exp(-((p[:, 1:2] / 0.14) ** 2))))]
    things = [thing.at(-1.05, 0, 0.1) for thing in things]
    for k, y in enumerate((-0.1, 0.1)):
        stick = [(-1.7, y * 0.9, 0.185), (1.7, y + 0.03 * k, 0.06)]
        things.append(tube(stick, [0.034, 0.06], wood, square=0.5, sides=24))
        cap = [(1.52, y + 0.028 * k, 0.0666), (1.71, y + 0.03 * k, 0.06)]
        things.append(tube(cap, 0.0615, metal("#c9a063"), square=0.5, sides=24))
    return Still([thing.turned(z=52) for thing in things], SAND, tilt=56, fill=0.78)


@picture
def carafe() -> Still:
    outer = [(0, 0), (0.5, 0), (0.58, 0.06), (0.6, 0.3), (0.58, 0.8), (0.42, 1.2), (0.26, 1.5)]
    outer += [(0.24, 1.75), (0.3, 1.95)]
    inner = [(0.272, 1.95), (0.21, 1.75), (0.23, 1.5), (0.39, 1.19), (0.55, 0.79), (0.565, 0.3)]
    inner += [(0.54, 0.12), (0.4, 0.07), (0, 0.06)]
    fluid = [(0, 0.062), (0.4, 0.072), (0.538, 0.122), (0.563, 0.3), (0.548, 0.79), (0.46, 1.05)]
    stopper = [(0, 1.9), (0.2, 1.9), (0.215, 2.0), (0.2, 2.16), None, (0, 2.17)]
    tumbler = [(0, 0), (0.3, 0), (0.34, 0.04), (0.36, 0.6), None, (0.335, 0.6), None]
    tumbler += [(0.315, 0.08), (0, 0.06)]
    things = [
        lathe([*outer, None, *inner], glasswork()),
        lathe([*fluid, None, (0, 1.05)], water()),
        lathe(stopper, satin(partial(beech, upright=True))),
        lathe(tumbler, glasswork()).at(0.98, -0.35),
        _lemon().turned(y=12, z=35).at(-0.95, -0.3, 0.235),
    ]
    return Still(things, SKY, tilt=16, fill=0.74, bounces=14)


def _lemon() -> Shape:
    rind: Profile = [(0, -0.36), (0.045, -0.34), (0.1, -0.28), (0.2, -0.15), (0.24, 0)]
    rind = [*rind, (0.2, 0.15), (0.1, 0.27), (0.05, 0.34), (0, 0.37)]
    return lathe(rind, satin("#eccb3f")).turned(y=90)


@colourways(clear=(glasswork(), SKY), amber=(glasswork("#d99a55"), OAT))
def glass(body: Material, ground: str) -> Still:
    outer = [(0, 0), (0.44, 0), (0.5, 0.05), (0.54, 0.5), (0.57, 1.2)]
    inner = [(0.555, 1.22), (0.535, 1.2), (0.5, 0.5), (0.46, 0.16), (0.4, 0.12), (0, 0.11)]

    def fluted(angle: Array, height: Array) -> Array:
        return np.asarray(-0.014 * np.abs(np.sin(angle * 9)) * (height > 0.06) * (height < 0.85))

    things = [lathe([*outer, *inner], body, ripple=fluted, sides=360)]
    return Still(things, ground, tilt=16, fill=0.62, bounces=14)


@picture
def dripper() -> Still:
    server = [(0, 0), (0.6, 0), (0.7, 0.06), (0.74, 0.3), (0.68, 0.66), (0.5, 0.94), (0.46, 1.08)]
    server += [(0.5, 1.14)]
    inner = [(0.475, 1.14), (0.435, 1.08), (0.475, 0.94), (0.65, 0.65), (0.71, 0.3), (0.67, 0.09)]
    inner += [(0.58, 0.04), (0, 0.04)]
    coffee = [
        (0, 0.042),
        (0.57, 0.042),
        (0.668, 0.092),
        (0.708, 0.3),
        (0.69, 0.46),
        None,
        (0, 0.46),
    ]
    cone = [(0.2, 1.12), (0.26, 1.2), (0.4, 1.45), (0.66, 1.9), (0.675, 1.92), (0.65, 1.92)]
    cone += [(0.38, 1.46), (0.2, 1.18)]
    plate = [(0.2, 1.14), (0.6, 1.14), (0.63, 1.165), (0.6, 1.19), (0.2, 1.2)]
    ear = [(0.48, 0, 1.62), (0.78, 0, 1.68), (0.86, 0, 1.5), (0.72, 0, 1.32), (0.42, 0, 1.36)]
    grip = [(0.66, 0, 0.82), (0.95, 0, 0.86), (1.08, 0, 0.62), (0.98, 0, 0.32), (0.72, 0, 0.26)]
    white = glazed("#f3f0e8")
    paper = [(0.21, 1.22), (0.63, 1.93), (0.645, 1.99)]
    things = [
        lathe([*server, None, *inner], glasswork()),
        lathe(coffee, glazed("#3a2115")),
        lathe(cone, white),
        lathe(plate, white),
        tube(ear, 0.055, white, section=(1.3, 1)).turned(z=-20),
        tube(grip, 0.045, glasswork()).turned(z=-20),
        lathe(paper, matte("#e9d8bb"), straight=True),
        disc(0.5, matte("#4a2e1d")).at(z=1.72),
    ]
    return Still(things, OAT, tilt=18, fill=0.72, bounces=14)


@colourways(
    navy=("#2f4564", MIST),
    white=("#e2ded6", DUSK),
    pink=("#e0b1a6", PORCELAIN),
)
def thermos_single(code: str, ground: str) -> Still:
    return Still(_thermos(code), ground, tilt=12, fill=0.74)


@picture
def thermos() -> Still:
    left = [part.at(-0.62, 0.25) for part in _thermos("#4d6a7d")]
    right = [part.at(0.55, -0.2) for part in _thermos("#e7b7a0")]
    return Still([*left, *right], PORCELAIN, tilt=12, fill=0.74)


def _thermos(code: str) -> list[Shape]:
    flask = [(0, 0), (0.4, 0), (0.44, 0.03), (0.45, 0.1)]
    neck = [(0.45, 1.7), (0.445, 1.82), (0.42, 1.92), (0.38, 1.99), (0.36, 2.02)]
    cap = [(0.39, 2.05), (0.4, 2.07), (0.4, 2.46), (0.38, 2.51), (0.3, 2.53), (0, 2.53)]
    loop = [(-0.3, 0, 2.5), (-0.28, 0, 2.72), (0, 0, 2.82), (0.28, 0, 2.72), (0.3, 0, 2.5)]
    return [
        lathe([*flask, None, *neck], satin(code)),
        lathe([(0.37, 2.0), (0.37, 2.06)], metal("#d8d8d6"), straight=True),
        lathe(cap, satin(partial(beech, upright=False), (1, 1))),
        tube(loop, 0.03, matte("#57534e")),
    ]


@colourways(blue=("#7d9ab5", "#5d7a96", OAT), cream=("#e6d6b6", "#c9b085", MIST))
def lunch_box(code: str, strap: str, ground: str) -> Still:
    shell, band = satin(code), matte(strap, roughness=0.8)
    things = [
        box((1.9, 1.25, 0.52), shell, round_by=0.36, bevel=0.08),
        box((1.84, 1.19, 0.03), satin("#f4f1ea"), round_by=0.34, bevel=0.004).at(z=0.515),
        box((1.9, 1.25, 0.46), shell, round_by=0.36, bevel=0.05).at(z=0.54),
        box((1.84, 1.19, 0.03), satin("#f4f1ea"), round_by=0.34, bevel=0.004).at(z=0.995),
        box((1.94, 1.29, 0.17), satin(partial(beech)), round_by=0.38, bevel=0.05).at(z=1.02),
    ]
    corner = np.linspace(0, np.pi / 2, 12)
    over = np.c_[0.6 + 0.055 * np.sin(corner), 1.15 + 0.055 * np.cos(corner)]
    side = np.c_[np.full(30, 0.655), np.linspace(1.14, 0.02, 30)]
    half = np.vstack([np.c_[np.linspace(0, 0.58, 30), np.full(30, 1.205)], over, side])
    line = np.vstack([half[::-1] * [-1, 1], half[1:]])
    path = np.c_[np.zeros(len(line)), line]
    things.append(tube(path, 1, band, section=(0.11, 0.012), square=0.3, up=(1, 0, 0)).at(0.42))
    return Still([thing.turned(z=-26) for thing in things], ground, tilt=22, fill=0.7)
