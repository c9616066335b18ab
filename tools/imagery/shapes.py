"""The few forms that household goods are made of: turned, bent, pressed, cut and grown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Material = dict[str, Any]
Profile = Sequence[tuple[float, ...] | None]
Bend = Callable[[Array], Array]


@dataclass(frozen=True)
class Shape:
    """A surface of one material. `glow` makes it a lamp of that radiance."""

    points: Array
    faces: NDArray[np.int64]
    uv: Array
    material: Material
    glow: tuple[float, float, float] | None = None

    def at(self, x: float = 0, y: float = 0, z: float = 0) -> "Shape":
        return replace(self, points=self.points + np.array([x, y, z]))

    def turned(self, x: float = 0, y: float = 0, z: float = 0) -> "Shape":
        """Rotated in degrees, about x first, then y, then z."""
        turn = np.eye(3)
        for axis, degrees in enumerate((x, y, z)):
            turn = _rotation(axis, np.radians(degrees)) @ turn
        return replace(self, points=self.points @ turn.T)

    def sized(self, x: float, y: float | None = None, z: float | None = None) -> "Shape":
        scale = np.array([x, x if y is None else y, x if z is None else z])
        return replace(self, points=self.points * scale)

    def bent(self, bend: Bend) -> "Shape":
        return replace(self, points=bend(self.points))

    def grained(self) -> "Shape":
        """The texture laid flat from above, as the grain of one board runs through a bowl."""
        low, span = self.points[:, :2].min(axis=0), np.ptp(self.points[:, :2], axis=0).max()
        return replace(self, uv=(self.points[:, :2] - low) / span)

    def glowing(self, red: float, green: float, blue: float) -> "Shape":
        return replace(self, glow=(red, green, blue))


def _rotation(axis: int, angle: float) -> Array:
    cos, sin = np.cos(angle), np.sin(angle)
    a, b = [(1, 2), (2, 0), (0, 1)][axis]
    turn = np.eye(3)
    turn[a, a], turn[b, b], turn[a, b], turn[b, a] = cos, cos, -sin, sin
    return turn


def lathe(
    profile: Profile,
    material: Material,
    *,
    straight: bool = False,
    sides: int = 160,
    ripple: Callable[[Array, Array], Array] | None = None,
) -> Shape:
    """A (radius, height) profile turned about z. None in the profile is a sharp corner.

    `ripple(angle, height)` is added to the radius: weaving, fluting, hexagons.
    """
    line = np.array([p for p in profile if p], float) if straight else curve(profile)
    line[:, 0] = np.maximum(line[:, 0], 1e-4)
    angle = np.linspace(0, 2 * np.pi, sides + 1)
    radius = np.repeat(line[:, :1], sides + 1, axis=1)
    height = np.repeat(line[:, 1:], sides + 1, axis=1)
    if ripple:
        radius = radius + ripple(angle[None, :], height)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle), height], -1)
    u, v = np.meshgrid(angle / (2 * np.pi), _lengths(line))
    return _grid(points, np.stack([u, v], -1), material)


def wrap(profile: Profile, degrees: float, material: Material) -> Shape:
    """A label: part of a turned surface, facing the camera, with its texture once across."""
    line = curve(profile)
    angle = np.radians(np.linspace(270 - degrees / 2, 270 + degrees / 2, 60))
    points = [np.c_[r * np.cos(angle), r * np.sin(angle), np.full(60, z)] for r, z in line]
    u, v = np.meshgrid(np.linspace(0, 1, 60), _lengths(line))
    return _grid(np.stack(points), np.stack([u, v], -1), material)


def tube(
    path: Sequence[tuple[float, float, float]] | Array,
    radius: float | Sequence[float],
    material: Material,
    *,
    section: tuple[float, float] = (1, 1),
    square: float = 1,
    up: tuple[float, float, float] = (0, 1, 0),
    sides: int = 32,
    capped: bool = True,
) -> Shape:
    """A cord, handle or strap along a path. `section` widens it along `up` and across;
    `square` below 1 makes the section a rounded rectangle."""
    spine = curve([tuple(p) for p in path], 16) if 2 < len(path) < 60 else np.array(path, float)
    radii = np.atleast_1d(np.asarray(radius, float))
    radii = np.interp(np.linspace(0, 1, len(spine)), np.linspace(0, 1, len(radii)), radii)
    along = np.gradient(spine, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    angle = np.linspace(0, 2 * np.pi, sides + 1)
    wide = section[0] * _power(np.cos(angle), square)
    high = section[1] * _power(np.sin(angle), square)
    rings, side = [], np.array(up, float)
    for place, ahead, r in zip(spine, along, radii, strict=True):
        side = side - ahead * (side @ ahead)
        side /= np.linalg.norm(side)
        across = np.cross(ahead, side)
        rings.append(place + r * (wide[:, None] * side + high[:, None] * across))
    if capped:
        ends = [np.repeat(spine[[k]], sides + 1, axis=0) for k in (0, -1)]
        rings = [ends[0], *rings, ends[1]]
    u, v = np.meshgrid(_lengths(np.c_[wide, high]), _lengths(np.stack(rings).mean(axis=1)))
    return _grid(np.stack(rings), np.stack([u, v], -1), material)


def pillow(
    size: tuple[float, float, float],
    material: Material,
    *,
    edge: float = 1,
    corner: float = 1,
    bend: Bend | None = None,
    detail: int = 120,
) -> Shape:
    """A superellipsoid: 1 is round; towards 0 the edge (seen from the side) and the corner
    (seen from above) become square."""
    u = np.linspace(-np.pi / 2, np.pi / 2, detail)[:, None]
    w = np.linspace(-np.pi, np.pi, detail + 40)[None, :]
    x = _power(np.cos(u), edge) * _power(np.cos(w), corner)
    y = _power(np.cos(u), edge) * _power(np.sin(w), corner)
    z = _power(np.sin(u), edge) * np.ones_like(w)
    points = np.stack([x, y, z], -1) * np.array(size)
    if bend:
        points = bend(points)
    return _grid(points, np.stack([x * 0.5 + 0.5, y * 0.5 + 0.5], -1), material)


def slab(outline: Array, height: float, material: Material, *, bevel: float = 0.03) -> Shape:
    """A flat outline (counter-clockwise, star-shaped) given thickness, its edges eased.

    Its texture has the size of the world: as (x, y) on the faces, as (way round, z) on the side.
    """
    bevel = min(bevel, height / 2 - 1e-4)
    curl = np.linspace(0, np.pi / 2, 6)
    inset, rise = bevel * (1 - np.sin(curl)), bevel * (1 - np.cos(curl))
    side = [*zip(inset, rise, strict=True)]
    side += [*zip(inset[::-1], height - rise[::-1], strict=True)]
    loop, normal = (np.vstack([a, a[:1]]) for a in (outline, _normals(outline)))
    around = np.r_[0, np.cumsum(np.linalg.norm(np.diff(loop, axis=0), axis=1))]
    rings = [np.c_[loop - inward * normal, np.full(len(loop), z)] for inward, z in side]
    middles = [np.r_[outline.mean(axis=0), z] * np.ones((len(loop), 1)) for z in (0, height)]
    points = np.stack([middles[0], rings[0], *rings, rings[-1], middles[1]])
    uv = points[..., :2] - outline.min(axis=0)
    uv[2:-2, :, 0], uv[2:-2, :, 1] = around, points[2:-2, :, 2]
    return _grid(points, uv, material)


def box(
    size: tuple[float, float, float],
    material: Material,
    *,
    round_by: float = 0.1,
    bevel: float = 0.03,
) -> Shape:
    """A block standing on z = 0 with rounded upright edges."""
    return slab(rectangle(size[0], size[1], round_by), size[2], material, bevel=bevel)


def leaf(
    length: float, width: float, material: Material, *, rise: float, curl: float = 0.3
) -> Shape:
    """A blade growing from the origin along x, lifted by `rise` radians and curling down."""
    u, v = np.meshgrid(np.linspace(0, 1, 14), np.linspace(-1, 1, 9), indexing="ij")
    half = width * np.sin(np.pi * u**0.8) ** 0.9
    x, y, z = u * length, v * half, -curl * length * u**2 + 0.25 * np.abs(v) * half
    points = np.stack([x, y, z], -1)
    return _grid(points, np.stack([u, v * 0.5 + 0.5], -1), material).turned(y=-np.degrees(rise))


def disc(radius: float, material: Material) -> Shape:
    return lathe([(0, 0), (radius, 0)], material, straight=True)


def rectangle(width: float, depth: float, radius: float, steps: int = 10) -> Array:
    """The outline of a rounded rectangle about the origin."""
    radius = min(radius, width / 2 - 1e-3, depth / 2 - 1e-3)
    corners = []
    for k, (sx, sy) in enumerate([(1, 1), (-1, 1), (-1, -1), (1, -1)]):
        angle = np.linspace(0, np.pi / 2, steps) + k * np.pi / 2
        middle = np.array([sx * (width / 2 - radius), sy * (depth / 2 - radius)])
        corners.append(middle + radius * np.c_[np.cos(angle), np.sin(angle)])
    return np.vstack(corners)


def curve(points: Profile, steps: int = 14) -> Array:
    """A smooth line through the points; None is a sharp corner."""
    runs: list[list[tuple[float, ...]]] = [[]]
    for point in points:
        if point is None:
            runs.append([runs[-1][-1]])
        else:
            runs[-1].append(point)
    return np.vstack([_smooth(np.array(run, float), steps) for run in runs])


def _smooth(run: Array, steps: int) -> Array:
    """Catmull-Rom, no tangent longer than its step: a short step beside a long one would fold."""
    if len(run) < 3:
        return np.linspace(run[0], run[-1], steps)
    gap = np.linalg.norm(np.diff(run, axis=0), axis=1)
    ahead = np.vstack([run[1] - run[0], (run[2:] - run[:-2]) / 2, run[-1] - run[-2]])
    speed = np.maximum(np.linalg.norm(ahead, axis=1), 1e-9)
    pieces = []
    for k in range(len(gap)):
        t = np.linspace(0, 1, steps, endpoint=k == len(gap) - 1)[:, None]
        leave = ahead[k] * min(1, gap[k] / speed[k])
        arrive = ahead[k + 1] * min(1, gap[k] / speed[k + 1])
        points = run[k] * (1 + 2 * t) * (1 - t) ** 2 + run[k + 1] * t**2 * (3 - 2 * t)
        pieces.append(points + leave * t * (1 - t) ** 2 - arrive * t**2 * (1 - t))
    return np.vstack(pieces)


def _lengths(line: Array) -> Array:
    """How far along the line each point is, from 0 to 1."""
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    length = np.r_[0, np.cumsum(steps)]
    return np.asarray(length / max(length[-1], 1e-6))


def _power(value: Array, exponent: float) -> Array:
    return np.asarray(np.sign(value) * np.abs(value) ** exponent)


def _normals(outline: Array) -> Array:
    ahead = np.roll(outline, -1, axis=0) - np.roll(outline, 1, axis=0)
    normal = np.c_[ahead[:, 1], -ahead[:, 0]]
    return np.asarray(normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9))


def _grid(points: Array, uv: Array, material: Material) -> Shape:
    rows, columns = points.shape[:2]
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b = index[:-1, :-1].ravel(), index[:-1, 1:].ravel()
    c, d = index[1:, 1:].ravel(), index[1:, :-1].ravel()
    faces = np.vstack([np.c_[a, b, c], np.c_[a, c, d]])
    return Shape(points.reshape(-1, 3), faces, uv.reshape(-1, 2), material)
