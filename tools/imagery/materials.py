"""What things are made of. A paint is a colour (`#rrggbb`) or a drawn texture."""

from collections.abc import Callable
from typing import Any

import mitsuba as mi
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Paint = str | Callable[[], Pixels]
Material = dict[str, Any]
Repeat = tuple[float, float]


def colour(code: str) -> dict[str, Any]:
    """The linear light of an sRGB colour code."""
    parts = np.array([int(code[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return {"type": "rgb", "value": linear.tolist()}


def paint(of: Paint, repeat: Repeat = (1, 1)) -> dict[str, Any]:
    if isinstance(of, str):
        return colour(of)
    return _bitmap(of(), repeat, raw=False)


def glazed(of: Paint, repeat: Repeat = (1, 1)) -> Material:
    """Glazed ceramic: a soft body under a clear coat."""
    return _surface(of, repeat, roughness=0.3, specular=0.5, clearcoat=0.6, clearcoat_gloss=0.9)


def matte(of: Paint, repeat: Repeat = (1, 1), roughness: float = 0.75) -> Material:
    return _surface(of, repeat, roughness=roughness, specular=0.3)


def satin(of: Paint, repeat: Repeat = (1, 1)) -> Material:
    """Powder coat, oiled wood, moulded plastic."""
    return _surface(of, repeat, roughness=0.45, specular=0.45)


def rubber(of: Paint) -> Material:
    return _surface(of, (1, 1), roughness=0.6, specular=0.25)


def foliage(of: Paint) -> Material:
    return _surface(of, (1, 1), roughness=0.45, specular=0.4)


def enamel(of: Paint) -> Material:
    return _surface(of, (1, 1), roughness=0.2, specular=0.6, clearcoat=1.0, clearcoat_gloss=0.95)


def metal(code: str = "#cfcfcd", roughness: float = 0.22) -> Material:
    return _surface(code, (1, 1), roughness=roughness, metallic=1.0)


def cloth(of: Paint, relief: Pixels, repeat: Repeat = (1, 1), depth: float = 0.004) -> Material:
    """A woven, knitted or looped fabric: `relief` is its height, lit as if it were there."""
    body = _surface(of, repeat, roughness=0.95, specular=0.1, sheen=0.3)
    height = _bitmap(relief, repeat, raw=True)
    bumped = {"type": "bumpmap", "height": height, "bsdf": body["bsdf"], "scale": depth}
    return {"type": "twosided", "bsdf": bumped}


def glass(tint: str | None = None) -> Material:
    """Clear glass; a tint makes it coloured through and through."""
    if tint is None:
        return {"type": "dielectric", "int_ior": 1.46, "ext_ior": 1.0}
    return {
        "type": "principled",
        "base_color": colour(tint),
        "roughness": 0.04,
        "spec_trans": 0.92,
        "eta": 1.45,
    }


def water() -> Material:
    return {"type": "dielectric", "int_ior": 1.33, "ext_ior": 1.0}


def _surface(of: Paint, repeat: Repeat, **look: float) -> Material:
    body = {"type": "principled", "base_color": paint(of, repeat), **look}
    return {"type": "twosided", "bsdf": body}


def _bitmap(pixels: Pixels, repeat: Repeat, *, raw: bool) -> dict[str, Any]:
    return {
        "type": "bitmap",
        "bitmap": mi.Bitmap(np.array(pixels, order="C")),
        "raw": raw,
        "to_uv": mi.ScalarTransform4f().scale([repeat[0], repeat[1], 1]),
    }
