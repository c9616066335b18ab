"""The studio: one sweep of paper, one key light, one rim light, and a camera that frames itself."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import mitsuba as mi

mi.set_variant("scalar_rgb")

import drjit as dr  # noqa: E402
import numpy as np  # noqa: E402
import pyoidn  # noqa: E402
from numpy.typing import NDArray  # noqa: E402
from PIL import Image  # noqa: E402

from tools.imagery.materials import colour  # noqa: E402
from tools.imagery.shapes import Array, Shape  # noqa: E402

OAT, SAND, CLAY = "#f7f0e5", "#f2e8d9", "#f3e6da"
PORCELAIN, MIST, SKY, DUSK = "#eaf0f5", "#e4ebf0", "#dde7ef", "#c9d7e2"

DISTANCE = 7.0
FIELD = 24.0
CREASE = np.cos(np.radians(42))
_Transform = mi.ScalarTransform4f


@dataclass(frozen=True)
class Still:
    """What stands before the camera. The camera looks down by `tilt` degrees and comes as close
    as lets the things fill `fill` of the frame; `key` dims or lifts the main light."""

    things: Sequence[Shape]
    ground: str = OAT
    tilt: float = 18
    fill: float = 0.7
    key: float = 1.0
    bounces: int = 8


def photograph(still: Still, size: int, samples: int, threads: int) -> Image.Image:
    dr.set_thread_count(threads)
    with tempfile.TemporaryDirectory() as folder:
        scene = mi.load_dict(_scene(_framed(still), size, Path(folder)))
        exposed = np.array(mi.render(scene, spp=samples), np.float32)
    light = np.nan_to_num(np.minimum(exposed[..., :3], 30))
    albedo = np.clip(np.nan_to_num(exposed[..., 3:6]), 0, 1)
    normal = np.clip(np.nan_to_num(exposed[..., 6:9]), -1, 1)
    layers = [np.ascontiguousarray(layer) for layer in (light, albedo, normal)]
    return _developed(pyoidn.denoise(*layers, hdr=True))


def _framed(still: Still) -> Still:
    """Set down on the ground in the middle, then scaled and moved until the picture is filled.

    The things change size, not the camera: the light falls on a spoon as it falls on a stool.
    """
    tilt = np.radians(still.tilt)
    right = np.array([1.0, 0, 0])
    up = np.array([0, np.sin(tilt), np.cos(tilt)])
    ahead = np.array([0, np.cos(tilt), -np.sin(tilt)])
    cloud = np.vstack([thing.points for thing in still.things])
    rest = np.array([*(cloud.min(axis=0) + cloud.max(axis=0))[:2] / 2, cloud[:, 2].min()])
    scale, shift = 1.0, np.zeros(3)
    for _ in range(12):
        placed = (cloud - rest) * scale + shift
        depth = DISTANCE + placed @ ahead
        frame = np.c_[placed @ right, placed @ up] / depth[:, None] / np.tan(np.radians(FIELD / 2))
        low, high = frame.min(axis=0), frame.max(axis=0)
        scale *= 2 * still.fill / (high - low).max()
        off = (low + high) / 2 * DISTANCE * np.tan(np.radians(FIELD / 2))
        shift = shift - off[0] * right - off[1] * up
    moved = [t.at(*-rest).sized(scale).at(*shift) for t in still.things]
    return replace(still, things=moved)


def _scene(still: Still, size: int, folder: Path) -> dict[str, Any]:
    floor = min(thing.points[:, 2].min() for thing in still.things)
    tilt = np.radians(still.tilt)
    eye = [0, -DISTANCE * np.cos(tilt), DISTANCE * np.sin(tilt)]
    view = _Transform().look_at(origin=eye, target=[0, 0, 0], up=[0, 0, 1])
    scene: dict[str, Any] = {
        "type": "scene",
        "integrator": {
            "type": "aov",
            "aovs": "albedo:albedo,normal:sh_normal",
            "beauty": {"type": "path", "max_depth": still.bounces},
        },
        "sensor": {
            "type": "perspective",
            "fov": FIELD,
            "to_world": view,
            "film": {
                "type": "hdrfilm",
                "width": size,
                "height": size,
                "rfilter": {"type": "box"},
                "pixel_format": "rgb",
            },
            "sampler": {"type": "multijitter"},
        },
        "sky": {"type": "constant", "radiance": {"type": "rgb", "value": [0.5, 0.505, 0.525]}},
        **_lamps(still.key, floor),
    }
    for index, thing in enumerate([_sweep(still.ground, floor), *still.things]):
        scene[f"thing{index}"] = _mesh(thing, folder / f"{index}.ply")
    return scene


def _lamps(key: float, floor: float) -> dict[str, Any]:
    warm, cool = np.array([14, 13.3, 12.2]) * key, np.array([6.1, 6.4, 7.0]) * key
    main = _lamp([-4.6, -3.2, 6.0 + floor], [1.9, 1.9, 1], warm)
    rim = _lamp([5.2, 1.2, 3.8 + floor], [0.8, 2.2, 1], cool)
    return {"main": main, "rim": rim}


def _lamp(origin: list[float], size: list[float], light: Array) -> dict[str, Any]:
    aim = _Transform().look_at(origin=origin, target=[0, 0, 0], up=[0, 0, 1])
    return {
        "type": "rectangle",
        "to_world": aim @ _Transform().scale(size),
        "emitter": {"type": "area", "radiance": {"type": "rgb", "value": light.tolist()}},
    }


def _sweep(ground: str, floor: float) -> Shape:
    """Paper that runs level under the things and curves up far behind them."""
    turn = np.linspace(0, np.pi / 2, 40)
    bend = np.c_[5.5 + 4 * np.sin(turn), 4 - 4 * np.cos(turn)]
    line = np.vstack([[-12, 0], bend, [9.5, 30]])
    left, right = (np.c_[np.full(len(line), x), line] for x in (-30, 30))
    points = np.stack([left, right], axis=1).reshape(-1, 3) + np.array([0, 0, floor])
    step = 2 * np.arange(len(line) - 1)
    faces = np.vstack([np.c_[step, step + 1, step + 3], np.c_[step, step + 3, step + 2]])
    paper = {
        "type": "twosided",
        "bsdf": {"type": "diffuse", "reflectance": colour(ground)},
    }
    return Shape(points, faces, np.zeros((len(points), 2)), paper)


def _mesh(thing: Shape, path: Path) -> dict[str, Any]:
    """Written out with one normal for each corner, so that edges stay crisp and rounds smooth."""
    points = thing.points[thing.faces].reshape(-1, 3)
    corners = np.hstack([points, _shading(thing), thing.uv[thing.faces].reshape(-1, 2)])
    triangles = np.zeros(len(thing.faces), dtype=[("n", "u1"), ("corner", "<i4", 3)])
    triangles["n"] = 3
    triangles["corner"] = np.arange(len(points)).reshape(-1, 3)
    floats = "".join(
        f"property float {name}\n" for name in ("x", "y", "z", "nx", "ny", "nz", "u", "v")
    )
    header = (
        f"ply\nformat binary_little_endian 1.0\nelement vertex {len(points)}\n{floats}"
        f"element face {len(triangles)}\nproperty list uchar int vertex_indices\nend_header\n"
    )
    path.write_bytes(header.encode() + corners.astype("<f4").tobytes() + triangles.tobytes())
    mesh: dict[str, Any] = {"type": "ply", "filename": str(path), "bsdf": thing.material}
    if thing.glow:
        light = {"type": "rgb", "value": list(thing.glow)}
        mesh["emitter"] = {"type": "area", "radiance": light}
    return mesh


def _shading(thing: Shape) -> Array:
    """For each corner the mean of the faces around it that lean the same way."""
    corner = thing.points[thing.faces]
    area = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    facing = area / np.maximum(np.linalg.norm(area, axis=1, keepdims=True), 1e-20)
    _, weld = np.unique(np.round(thing.points, 5), axis=0, return_inverse=True)
    spot = weld.ravel()[thing.faces].ravel()
    order = np.argsort(spot, kind="stable")
    start = np.r_[0, np.flatnonzero(np.diff(spot[order])) + 1]
    count = np.diff(np.r_[start, len(order)])
    group = np.repeat(np.arange(len(start)), count)
    reach = count[group]
    first = np.repeat(np.arange(len(order)), reach)
    inside = np.arange(len(first)) - np.repeat(np.cumsum(reach) - reach, reach)
    second = np.repeat(start[group], reach) + inside
    here, there = order[first] // 3, order[second] // 3
    kin = np.einsum("ij,ij->i", facing[here], facing[there]) > CREASE
    total = np.zeros((len(order), 3))
    for axis in range(3):
        total[:, axis] = np.bincount(
            order[first][kin], weights=area[there[kin], axis], minlength=len(order)
        )
    length = np.linalg.norm(total, axis=1, keepdims=True)
    return np.where(length > 1e-15, total / np.maximum(length, 1e-20), np.repeat(facing, 3, axis=0))


def _developed(light: NDArray[np.float32]) -> Image.Image:
    """A filmic curve, which makes colours louder, so they are calmed first; then sRGB."""
    grey = light @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    x = np.clip(0.87 * light + 0.13 * grey[..., None], 0, None) * 0.73
    film = np.clip(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14), 0, 1)
    low, high = 12.92 * film, 1.055 * np.power(np.maximum(film, 1e-9), 1 / 2.4) - 0.055
    pixels = np.clip(np.where(film <= 0.0031308, low, high), 0, 1) * 255 + 0.5
    return Image.fromarray(pixels.astype(np.uint8))
