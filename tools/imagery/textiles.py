"""Cloth as a shop shows it: folded, rolled, stuffed."""

import numpy as np

from tools.imagery.shapes import Array, Bend, Material, Shape, pillow, tube


def folded(
    size: tuple[float, float], layers: int, thickness: float, material: Material, *, seed: int = 1
) -> Shape:
    """A cloth folded back and forth, its rounded folds to the front and the back."""
    width, depth = size
    rng = np.random.default_rng(seed)
    line: list[tuple[float, float]] = []
    bend = np.linspace(-np.pi / 2, np.pi / 2, 9)
    for layer in range(layers):
        front = layer % 2 == 0
        z = layer * thickness * 1.04
        flat = np.linspace(depth / 2, -depth / 2, 14) * (1 if front else -1)
        line += [(y, z) for y in flat]
        if layer < layers - 1:
            side, reach = (-1 if front else 1), rng.uniform(0.5, 0.85) * thickness
            middle = z + thickness * 0.52
            turn = [
                (side * (depth / 2 + reach * np.cos(a)), middle + np.sin(a) * thickness * 0.52)
                for a in bend[1:-1]
            ]
            line += turn
    path = np.array([(0, y, z) for y, z in line])
    cloth = tube(
        path,
        1,
        material,
        section=(width / 2, thickness * 0.5),
        square=0.22,
        up=(1, 0, 0),
        sides=96,
    )
    return cloth.bent(lambda p: _settled(p, rng.uniform(0, 6, 4), thickness)).at(z=thickness / 2)


def _settled(points: Array, phase: Array, thickness: float) -> Array:
    """Nothing soft lies perfectly straight."""
    x, y, z = points.T
    sag = thickness * 0.14 * (np.sin(2.3 * x + phase[0]) + np.sin(2.9 * y + phase[1]))
    lean = thickness * 0.12 * np.sin(3.1 * x + phase[2] + z * 4)
    sway = thickness * 0.1 * np.sin(z * 9 + phase[3])
    return np.column_stack([x + sway, y + lean, z + sag])


def rolled(
    length: float, radius: float, turns: float, material: Material, *, tail: float = 0.5
) -> Shape:
    """A mat rolled up along x, the end of it lying on the floor towards the camera."""
    pitch = radius / (turns + 0.7)
    angle = np.linspace(-np.pi / 2 - turns * 2 * np.pi, -np.pi / 2, int(turns * 40))
    reach = radius - pitch * (angle[-1] - angle) / (2 * np.pi)
    spiral = np.c_[-reach * np.cos(angle), reach * np.sin(angle)]
    run = np.c_[np.linspace(0, -tail, 14)[1:], np.full(13, -radius)]
    line = np.vstack([spiral, run])
    path = np.c_[np.zeros(len(line)), line[:, 0], line[:, 1] + radius + pitch / 2]
    return tube(
        path,
        1,
        material,
        section=(length / 2, pitch * 0.49),
        square=0.12,
        up=(1, 0, 0),
        sides=64,
    )


def stuffed(size: float, cover: Material, piping: Material) -> list[Shape]:
    """A stuffed square with drawn-in sides and a corded seam; it lies flat on z = 0."""
    body = pillow((size, size, size * 0.34), cover, edge=0.95, corner=0.26, bend=_plump(size))
    seam = _plump(size)(_seam(size))
    cord = tube(seam, size * 0.022, piping, up=(0, 0, 1), sides=12, capped=False)
    return [body, cord]


def _seam(size: float) -> Array:
    angle = np.linspace(0, 2 * np.pi, 400)
    x = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** 0.26
    y = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** 0.26
    flat = np.c_[x, y, np.zeros_like(x)] * size
    steps = np.r_[True, np.linalg.norm(np.diff(flat, axis=0), axis=1) > 1e-3 * size]
    return np.asarray(flat[steps])


def _plump(size: float) -> Bend:
    def bend(points: Array) -> Array:
        x, y, z = (points[..., k] / size for k in range(3))
        belly = np.clip((1 - x**2) * (1 - y**2), 0, 1) ** 0.5
        drawn_x, drawn_y = 1 - 0.09 * (1 - np.abs(y)) * x**2, 1 - 0.09 * (1 - np.abs(x)) * y**2
        fold = 0.012 * np.sin(7 * x + 2) * np.sin(6 * y + 1) * belly * np.sign(z)
        height = z * (0.2 + 1.0 * belly) + fold * (np.abs(z) > 0.02)
        return np.stack([x * drawn_x, y * drawn_y, height], -1) * size

    return bend
