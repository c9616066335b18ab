"""From what somebody uploads to the files that browsers load. Runs in a thread; knows no database.

The key is the digest of the upload, so the same picture put twice is one picture, and a file
under its address never changes.
"""

import hashlib
import os
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from hutong.kernel.errors import Refused

WIDTHS = (160, 320, 480, 640, 960)
BYTES_MAX = 15 * 1024 * 1024
PIXELS_MAX = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
KEY_LENGTH = 32
QUALITY = 80
METHOD = 2  # beside 4 less than half the time for two bytes in a hundred


@dataclass(eq=False)
class NotAPicture(Refused):
    message = "This is not a JPEG, PNG or WebP picture."


@dataclass(eq=False)
class PictureTooLarge(Refused):
    message = "A picture has at most {megabytes} MB and {megapixels} megapixels."
    megabytes: int = BYTES_MAX // 1024 // 1024
    megapixels: int = PIXELS_MAX // 1_000_000


@dataclass(frozen=True)
class Imaged:
    key: str
    width: int
    height: int


def key_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:KEY_LENGTH]


def image(data: bytes, media_dir: Path) -> Imaged:
    """Write every width of the picture that its own width allows. Raises NotAPicture and
    PictureTooLarge before anything is written."""
    if len(data) > BYTES_MAX:
        raise PictureTooLarge
    picture = _opened(data)
    key = key_of(data)
    folder = _folder(media_dir, key)
    folder.mkdir(parents=True, exist_ok=True)
    smaller = picture
    for width in reversed(_widths_for(picture.width)):
        smaller = _write(smaller, width, folder / f"{key}-{width}.webp")
    return Imaged(key, picture.width, picture.height)


def check_picture(data: bytes) -> str:
    """The key that the picture would have. Raises NotAPicture and PictureTooLarge."""
    if len(data) > BYTES_MAX:
        raise PictureTooLarge
    _opened(data)
    return key_of(data)


def picture_path(media_dir: Path, key: str, width: int) -> Path | None:
    """The file to send for /media/{key}-{width}.webp: that width, or the widest there is below
    it for a picture that was never so wide. None for what cannot be a picture of ours."""
    if width not in WIDTHS or len(key) != KEY_LENGTH or not set(key) <= set("0123456789abcdef"):
        return None
    folder = _folder(media_dir, key)
    narrower = [folder / f"{key}-{each}.webp" for each in reversed(WIDTHS) if each <= width]
    wider = [folder / f"{key}-{each}.webp" for each in WIDTHS if each > width]
    return next((path for path in [*narrower, *wider] if path.is_file()), None)


def picture_url(key: str, width: int) -> str:
    return f"/media/{key}-{width}.webp"


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # measured below
            picture = Image.open(BytesIO(data), formats=FORMATS)
        if picture.width * picture.height > PIXELS_MAX:
            raise PictureTooLarge
        upright = ImageOps.exif_transpose(picture)
        return upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except Image.DecompressionBombError as bomb:
        raise PictureTooLarge from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as broken:
        raise NotAPicture from broken


def _folder(media_dir: Path, key: str) -> Path:
    return media_dir / key[:2]


def _widths_for(width: int) -> list[int]:
    """Never wider than the picture; a picture smaller than all keeps the smallest name."""
    return [each for each in WIDTHS if each <= width] or [WIDTHS[0]]


def _write(picture: Image.Image, width: int, path: Path) -> Image.Image:
    """The picture in that width, from which the next smaller one is made. The file is written
    whole or not at all: two workers may write the same one at once."""
    target = min(width, picture.width)
    height = max(1, round(picture.height * target / picture.width))
    small = picture.resize((target, height), Image.Resampling.LANCZOS)
    if path.is_file():
        return small
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    small.save(draft, "WEBP", quality=QUALITY, method=METHOD)
    draft.replace(path)
    return small
