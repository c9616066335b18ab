"""Home: vases, light, scent and textiles."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from tools.imagery.materials import (
    Material,
    Paint,
    cloth,
    foliage,
    glass,
    glazed,
    matte,
    metal,
    satin,
)
from tools.imagery.portfolio import colourways, picture
from tools.imagery.shapes import Array, Shape, box, curve, disc, lathe, leaf, pillow, tube, wrap
from tools.imagery.studio import CLAY, MIST, OAT, PORCELAIN, SAND, SKY, Still
from tools.imagery.textiles import folded, rolled, stuffed
from tools.imagery.textures import (
    WHITE_WARE,
    Pixels,
    beech,
    knit,
    label,
    lengthwise,
    oak,
    porcelain,
    speckle,
    stripes,
    threads,
    walnut,
    weave,
)

TALL = [(0, 0), (0.34, 0), (0.36, 0.02), (0.5, 0.12), (0.66, 0.5), (0.62, 0.95)]
TALL += [(0.36, 1.38), (0.22, 1.7), (0.24, 1.95), (0.3, 2.08)]
ROUND = [(0, 0), (0.36, 0), (0.56, 0.1), (0.7, 0.38), (0.6, 0.72), (0.34, 0.92), (0.28, 1.02)]
ROUND += [(0.34, 1.12)]
PAINTED = [
    ("line", 0.14, 0.15),
    ("petals", 0.17, 0.33),
    ("line", 0.335, 0.345),
    ("vine", 0.38, 0.62),
    ("line", 0.65, 0.66),
    ("fret", 0.68, 0.725),
    ("line", 0.86, 0.865),
    ("line", 0.965, 1.0),
]


@picture
def vase_set() -> Still:
    dried = foliage("#a89a6a")
    ears = foliage("#d9c79a")
    rng = np.random.default_rng(3)
    white, clay = matte("#efe6da"), matte("#c98b6b")
    things = _vessel(TALL, white, white)
    things += [part.sized(0.92).at(1.3, -0.5) for part in _vessel(ROUND, clay, clay)]
    for _ in range(8):
        around, lean, top = rng.uniform(0, 6.28), rng.uniform(0.15, 0.5), rng.uniform(2.9, 3.4)
        x, y = np.cos(around) * lean, np.sin(around) * lean
        stem = curve([(0, 0, 1.7), (x * 0.3, y * 0.3, 2.3), (x, y, top)])
        things.append(tube(stem, [0.016, 0.01], dried, sides=8))
        for share in np.linspace(0.5, 1, 26):
            place = stem[int(share * (len(stem) - 1))]
            ear = leaf(0.2, 0.03, ears, rise=rng.uniform(0.4, 1.2), curl=0.2)
            things.append(ear.turned(z=rng.uniform(0, 360)).at(*place))
    return Still(things, MIST, fill=0.76)


@colourways(
    celadon=(glazed("#a9c6b4"), glazed("#a9c6b4"), SAND),
    terracotta=(matte("#c07a58"), matte("#c07a58"), PORCELAIN),
    qinghua=(glazed(partial(porcelain, *PAINTED)), glazed(WHITE_WARE), OAT),
)
def vase(outside: Material, lip: Material, ground: str) -> Still:
    return Still(_vessel(TALL, outside, lip), ground, fill=0.74)


def _vessel(outer: Sequence[tuple[float, float]], body: Material, lip: Material) -> list[Shape]:
    """The painted outside, and a plain lip and throat."""
    r, z = outer[-1]
    throat = [(r, z), (r - 0.03, z + 0.02), (r - 0.07, z - 0.02), (r - 0.1, z - 0.3)]
    return [lathe(outer, body), lathe(throat, lip)]


@colourways(
    sage=("#8aa394", OAT),
    cream=("#dfcfae", MIST),
    navy=("#34486a", SAND),
)
def lamp(base: str, ground: str) -> Still:
    linen = partial(threads, "#f3e8d3", weave(150, 60), 0.18)
    foot = [(0, 0), (0.5, 0), (0.62, 0.04), (0.72, 0.22), (0.7, 0.5), (0.5, 0.86), (0.2, 1.08)]
    things = [
        lathe([(0.92, 1.62), (0.6, 2.62)], matte(linen), straight=True).glowing(0.85, 0.6, 0.34),
        lathe([*foot, (0.09, 1.2), (0.07, 1.35)], glazed(base)),
        lathe([(0.045, 1.2), (0.045, 1.75)], metal("#c9a063"), straight=True),
        pillow((0.14, 0.14, 0.14), matte("#ffffff"), detail=30).at(z=1.75).glowing(14, 9.5, 5.5),
    ]
    for radius, height in ((0.92, 1.62), (0.6, 2.62)):
        hem = curve([(radius, height - 0.012), (radius + 0.012, height), (radius, height + 0.012)])
        things.append(lathe([tuple(p) for p in hem], matte("#e8dcc6"), straight=True))
    return Still(things, ground, tilt=12, fill=0.74, key=0.88)


@colourways(
    amber=(glass("#d98a4a"), "#f4ece0", SAND),
    green=(glass("#7fa287"), "#f2efe4", OAT),
    white=(glazed("#f4f1ea"), "#d9c4a4", PORCELAIN),
)
def candle(jar: Material, paper: str, ground: str) -> Still:
    mark = partial(label, paper, "#5a4632", under="CANDLE", shape=1.4)
    cup = [(0, 0), (0.62, 0), (0.68, 0.06), (0.69, 0.3), (0.69, 1.3), None, (0.665, 1.33)]
    cup += [(0.64, 1.3), None, (0.64, 0.3), (0.62, 0.09), (0, 0.08)]
    wax = [(0, 0.1), (0.6, 0.1), (0.605, 1.0), None, (0.5, 0.985), (0, 0.975)]
    lid = [(0, 0), (0.58, 0), (0.6, 0.02), (0.6, 0.1), (0.58, 0.12), (0, 0.12)]
    things = [
        lathe(cup, jar),
        lathe(wax, matte("#f7ead2", roughness=0.5)),
        wrap([(0.694, 0.3), (0.694, 0.94)], 74, matte(mark, roughness=0.9)).turned(z=6),
        tube([(0, 0, 0.95), (0, 0, 1.13)], 0.014, matte("#2b2521")),
        _flame().at(z=1.27).glowing(38, 22, 7),
        lathe(lid, satin(walnut)).grained().at(1.25, 0.1),
    ]
    return Still(things, ground, key=0.86, fill=0.72, bounces=12)


def _flame() -> Shape:
    def drop(points: Array) -> Array:
        taper = 1.15 - points[..., 2:] * 3.2
        return np.concatenate([points[..., :2] * taper, points[..., 2:]], -1)

    return pillow((0.05, 0.05, 0.17), matte("#000000"), edge=1.1, bend=drop, detail=40)


def _linen(code: str) -> Material:
    relief = weave(120, 120)
    return cloth(partial(threads, code, relief, 0.32), relief)


@picture
def cushions() -> Still:
    back = stuffed(1, _linen("#c07a58"), matte("#a9674a"))
    front = stuffed(0.84, _linen("#98ac97"), matte("#80957f"))
    things = [part.turned(x=74).turned(z=10).at(-0.45, 0.5, 0.92) for part in back]
    things += [part.turned(x=64).turned(z=-14).at(0.62, -0.2, 0.72) for part in front]
    return Still(things, OAT, tilt=14, fill=0.74)


@colourways(
    terra=("#c07a58", "#a9674a", MIST),
    sage=("#98ac97", "#80957f", SAND),
    blue=("#7f97ad", "#687f95", OAT),
)
def cushion(cover: str, piping: str, ground: str) -> Still:
    parts = stuffed(1, _linen(cover), matte(piping))
    return Still([part.turned(x=72).turned(z=-12) for part in parts], ground, tilt=12, fill=0.7)


@colourways(
    walnut=(satin(walnut), MIST),
    white=(satin("#f1eee8"), CLAY),
)
def clock(frame: Material, ground: str) -> Still:
    dark = matte("#2f2a26")
    rim = [(0.98, 0), (1.08, 0), (1.12, 0.04), (1.12, 0.2), (1.09, 0.24), (1.02, 0.24)]
    parts = [
        lathe([*rim, (1.0, 0.22), None, (0.98, 0.12)], frame).grained(),
        lathe([(0, 0.12), (1.0, 0.12)], matte("#f6f2ea"), straight=True),
    ]
    for hour in range(12):
        quarter = hour % 3 == 0
        length = 0.16 if quarter else 0.09
        mark = box((0.04 if quarter else 0.024, length, 0.012), dark, round_by=0.004, bevel=0.003)
        parts.append(mark.at(y=0.86 - length / 2, z=0.125).turned(z=30 * hour))
    for angle, length, width, z, ink in (
        (55, 0.52, 0.045, 0.15, dark),
        (-60, 0.74, 0.032, 0.165, dark),
        (190, 0.7, 0.013, 0.18, matte("#d2694a")),
    ):
        hand = box((width, length, 0.012), ink, round_by=0.02, bevel=0.003)
        parts.append(hand.at(y=length / 2 - 0.1, z=z).turned(z=angle))
    parts.append(pillow((0.045, 0.045, 0.045), metal("#c9a063"), detail=30).at(z=0.19))
    stand = box((1.1, 0.5, 0.16), satin(beech, (0.8, 0.8)), round_by=0.08).at(y=0.1)
    dial = [part.turned(x=80).at(z=1.2) for part in parts]
    return Still([part.turned(z=-16) for part in [*dial, stand]], ground, tilt=12)


@picture
def basket() -> Still:
    cane = "#c79a5e"

    def woven(angle: Array, height: Array) -> Array:
        lift = 0.022 * np.sin(angle * 30) * np.sign(np.sin(height * 52))
        return np.asarray(lift + 0.012 * np.abs(np.sin(height * 52)))

    side = [(0.72, 0), (0.85, 0.3), (0.9, 0.7), (0.88, 1.05), (0.86, 1.14)]
    rim = [(0.84, 1.1), (0.93, 1.14), (0.95, 1.2), (0.9, 1.25), (0.83, 1.24), (0.81, 1.16)]
    inside = [(0.83, 1.2), (0.84, 0.8), (0.7, 0.05), (0, 0.04)]
    things = [
        lathe(side, matte(cane), sides=480, ripple=woven),
        lathe(rim, matte("#b98a4e"), sides=240, ripple=lambda a, _: 0.014 * np.sin(a * 64)),
        lathe(inside, matte("#b08a58")),
    ]
    for turn in (-1, 1):
        ear = [(-0.2, 0, 1.2), (-0.17, 0, 1.42), (0, 0, 1.52), (0.17, 0, 1.42), (0.2, 0, 1.2)]
        handle = tube(ear, 0.045, matte("#b98a4e"), up=(0, 1, 0))
        things.append(handle.turned(z=90).at(turn * 0.9))
    for k, (code, x, z) in enumerate([("#efe7da", -0.32, 0.66), ("#9db0bb", 0.32, 0.62)]):
        pile = folded((0.58, 0.84), 6, 0.13, _linen(code), seed=k)
        things.append(pile.turned(z=4 - 8 * k).at(x, 0.02, z))
    return Still(things, PORCELAIN, tilt=24, fill=0.7)


@picture
def plant() -> Still:
    pot = [(0, 0), (0.42, 0), (0.48, 0.04), (0.62, 0.62), (0.66, 0.86), None, (0.6, 0.87)]
    pot += [None, (0.58, 0.78), (0, 0.76)]
    things = [
        lathe(pot, glazed(partial(speckle, "#f1e8da"))),
        disc(0.6, matte("#4a3a2e")).at(z=0.8),
    ]
    rng = np.random.default_rng(11)
    greens = [foliage(code) for code in ("#5f8f5a", "#4c7d51", "#77a468", "#3f6d49")]
    for k in range(34):
        share, around = k / 34, k * 137.5
        length = (1.15 - 0.15 * share + rng.uniform(-0.12, 0.12)) * 1.15
        blade = leaf(length, 0.15, greens[k % 4], rise=0.35 + 1.05 * share, curl=0.42 - 0.2 * share)
        things.append(blade.at(x=0.1).turned(z=around).at(z=0.8))
    return Still(things, CLAY, tilt=14, fill=0.74)


@colourways(
    clear=(glass(), "#e8c98f", MIST),
    smoke=(glass("#aaa49b"), "#6d5a48", SAND),
)
def diffuser(bottle: Material, oil: str, ground: str) -> Still:
    outer = [
        (0, 0),
        (0.5, 0),
        (0.56, 0.05),
        (0.57, 0.2),
        None,
        (0.57, 0.85),
        None,
        (0.52, 0.98),
        (0.3, 1.06),
    ]
    outer += [(0.22, 1.12), (0.22, 1.32)]
    inner = [(0.17, 1.32), (0.17, 1.12), (0.26, 1.02), (0.48, 0.93), (0.52, 0.84), (0.52, 0.2)]
    inner += [(0.5, 0.1), (0, 0.09)]
    fluid = [(0, 0.1), (0.49, 0.11), (0.51, 0.2), (0.51, 0.66), None, (0, 0.66)]
    mark = partial(label, "#f6f1e6", "#4a4138", under="HOME SCENT", shape=1.1)
    collar = [(0.2, 1.2), (0.25, 1.2), (0.25, 1.36), (0.2, 1.36), (0.18, 1.34)]
    things = [
        lathe([*outer, None, *inner], bottle),
        lathe(fluid, glass(oil)),
        lathe(collar, metal("#c9a063"), straight=True),
        wrap([(0.575, 0.24), (0.575, 0.74)], 56, matte(mark)).turned(z=-6),
    ]
    for k in range(7):
        lean = 0.42 * np.array([np.cos(k * 2.4), np.sin(k * 2.4)])
        foot, top = (*(-0.3 * lean), 0.3), (*(lean * 1.25), 2.35 - 0.06 * k)
        things.append(tube([foot, top], 0.024, matte("#c9a877"), sides=10))
    return Still(things, ground, tilt=12, fill=0.76, bounces=14)


@colourways(oak=(oak, PORCELAIN), black=("#2f2c2a", OAT))
def tray(timber: Paint, ground: str) -> Still:
    turned = [(0, 0), (1.1, 0), (1.2, 0.03), (1.28, 0.2), None, (1.25, 0.22), (1.21, 0.2)]
    turned += [None, (1.14, 0.08), (1.08, 0.06), (0, 0.06)]
    things = [lathe(turned, satin(timber)).grained()]
    for side in (-1, 1):
        grip = [(0, -0.3, 0.17), (0, -0.26, 0.34), (0, 0, 0.4), (0, 0.26, 0.34), (0, 0.3, 0.17)]
        things.append(tube(grip, 0.035, metal("#b9925a", 0.3)).at(side * 1.2))
    return Still([thing.turned(z=18) for thing in things], ground, tilt=30, fill=0.74)


@colourways(
    oat=("#e0d3bd", MIST),
    blue=("#7d93a8", OAT),
    rust=("#b3694a", PORCELAIN),
)
def throw(code: str, ground: str) -> Still:
    relief = knit(26, 34)
    wool = cloth(partial(threads, code, relief, 0.4), relief, (2, 8), 0.012)
    pile = folded((2.0, 1.3), 6, 0.15, wool, seed=4)
    return Still([pile.turned(z=-22)], ground, tilt=24, fill=0.74)


@colourways(grey=("#a9aaa8", OAT), sand=("#d8c5a5", SKY))
def storage_box(code: str, ground: str) -> Still:
    linen = cloth(partial(threads, code, weave(90, 90), 0.35), weave(90, 90), (1, 1), 0.004)
    tab = matte("#8f5f3e", roughness=0.55)
    things = [
        box((1.9, 1.3, 1.0), linen, round_by=0.07),
        box((1.98, 1.38, 0.34), linen, round_by=0.08).at(z=0.78),
        box((0.34, 0.03, 0.2), tab, round_by=0.01, bevel=0.012).at(0, -0.7, 0.84),
        box((0.5, 0.02, 0.26), metal("#b9a27a", 0.35), round_by=0.008).at(0, -0.655, 0.3),
        box((0.42, 0.02, 0.18), matte("#f7f3ea"), round_by=0.008).at(0, -0.663, 0.34),
    ]
    return Still([thing.turned(z=-24) for thing in things], ground, tilt=22, fill=0.72)


@picture
def rug() -> Still:
    bands = [(a, b, c) for a, b, c in RUG] + [(0.5 - b, 0.5 - a, c) for a, b, c in RUG]
    pattern = stripes("#e9dfcd", [*bands, *((1 - b, 1 - a, c) for a, b, c in bands)], upright=True)
    relief = weave(90, 70)
    wool = cloth(
        lambda: (pattern * (0.72 + 0.28 * relief[..., None] / 255.0)).astype(np.uint8),
        relief,
        (1, 1),
        0.006,
    )
    roll = rolled(2.6, 0.42, 4, wool, tail=0.55)
    return Still([roll.turned(z=34)], SKY, tilt=24, fill=0.76)


RUG = [(0.03, 0.05, "#34507f"), (0.07, 0.11, "#b86f4e"), (0.13, 0.14, "#34507f")]
RUG += [(0.2, 0.215, "#34507f"), (0.235, 0.245, "#b86f4e")]


@colourways(beech=(beech, MIST), walnut=(walnut, OAT))
def stool(timber: Callable[..., Pixels], ground: str) -> Still:
    seat = [(0, 1.5), (0.6, 1.5), (0.7, 1.53), (0.74, 1.59), (0.72, 1.66), (0.62, 1.68), (0, 1.64)]
    wood = satin(lengthwise(timber))
    things = [lathe(seat, satin(timber)).grained()]
    places = [(np.cos(a), np.sin(a)) for a in np.radians([35, 125, 215, 305])]
    things += [
        tube([(x * 0.44, y * 0.44, 1.52), (x * 0.72, y * 0.72, 0)], [0.075, 0.05], wood)
        for x, y in places
    ]
    for k in (0, 1, 2, 3):
        (x, y), (p, q) = places[k], places[(k + 1) % 4]
        z, reach = (0.52, 0.62) if k % 2 else (0.66, 0.6)
        rail = [(x * reach, y * reach, z), (p * reach, q * reach, z)]
        things.append(tube(rail, 0.035, wood))
    return Still(things, ground, tilt=16, fill=0.74)
