"""From what somebody uploads to the files that browsers load. Runs in a thread; knows no database.

The key is the digest of the upload, so the same picture put twice is one picture, and a file
under its address never changes. The upload itself is not kept: whatever its camera wrote into it
(where, when, with what) goes no further.
"""

import hashlib
import os
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from hutong.kernel.errors import Refused

WIDTHS = (160, 320, 480, 640, 960, 1600)
BYTES_MAX = 15 * 1024 * 1024
PIXELS_MAX = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
KEY_LENGTH = 32
QUALITY = 80
METHOD = 2  # beside 4 less than half the time for two bytes in a hundred
AVIF_QUALITY = 55  # as near to the picture as the WebP, and three tenths smaller
AVIF_SPEED = 7  # of 10
AVIF, WEBP = "avif", "webp"
CONTAINERS = ("mp4", "webm")
STILLS = {b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1"}  # pictures in the box of a film


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


def vary(media_dir: Path, key: str) -> int:
    """Write each width in AVIF too, where that is smaller than the WebP. Says how many bytes a
    browser that takes it need not fetch."""
    folder = _folder(media_dir, key)
    spared = 0
    for width in WIDTHS:
        source = folder / f"{key}-{width}.{WEBP}"
        if source.is_file():
            spared += _vary(source, folder / f"{key}-{width}.{AVIF}")
    return spared


def forget(media_dir: Path, key: str) -> None:
    """Take every file of it away."""
    for path in _folder(media_dir, key).glob(f"{key}[-.]*"):
        path.unlink(missing_ok=True)


def looks_like_film(data: bytes) -> bool:
    """By how it begins; what is in it is looked at by whoever takes it in."""
    return (data[4:8] == b"ftyp" and data[8:12] not in STILLS) or data[:4] == b"\x1a\x45\xdf\xa3"


def keep(data: bytes, media_dir: Path, suffix: str) -> str:
    """A file as it is, under the key of its content."""
    key = key_of(data)
    path = _folder(media_dir, key) / f"{key}.{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(path)
    draft.write_bytes(data)
    draft.replace(path)
    return key


def film_path(media_dir: Path, key: str, container: str) -> Path | None:
    path = _folder(media_dir, key) / f"{key}.{container}"
    return path if is_key(key) and container in CONTAINERS and path.is_file() else None


def check_picture(data: bytes) -> str:
    """The key that the picture would have. Raises NotAPicture and PictureTooLarge."""
    if len(data) > BYTES_MAX:
        raise PictureTooLarge
    _opened(data)
    return key_of(data)


def picture_path(media_dir: Path, key: str, width: int, *, avif: bool = False) -> Path | None:
    """The file to send for /media/{key}-{width}.webp: that width, or the widest there is below
    it for a picture that was never so wide; as AVIF where that is wanted and there. None for what
    cannot be a picture of ours."""
    if width not in WIDTHS or not is_key(key):
        return None
    folder = _folder(media_dir, key)
    narrower = [folder / f"{key}-{each}.{WEBP}" for each in reversed(WIDTHS) if each <= width]
    wider = [folder / f"{key}-{each}.{WEBP}" for each in WIDTHS if each > width]
    found = next((path for path in [*narrower, *wider] if path.is_file()), None)
    if found is not None and avif:
        other = found.with_suffix(f".{AVIF}")
        return other if other.is_file() else found
    return found


def is_key(key: str) -> bool:
    return len(key) == KEY_LENGTH and set(key) <= set("0123456789abcdef")


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
    """Never wider than the picture; a picture smaller than all keeps the smallest name. One that
    is a quarter wider than that, and more, is there as large as it is, too: shoppers look at it
    closely."""
    narrower = [each for each in WIDTHS if each <= width] or [WIDTHS[0]]
    larger = 4 * width >= 5 * narrower[-1] and width < WIDTHS[-1]
    return [*narrower, WIDTHS[-1]] if larger else narrower


def _write(picture: Image.Image, width: int, path: Path) -> Image.Image:
    """The picture in that width, from which the next smaller one is made. The file is written
    whole or not at all: two workers may write the same one at once."""
    target = min(width, picture.width)
    height = max(1, round(picture.height * target / picture.width))
    small = picture.resize((target, height), Image.Resampling.LANCZOS)
    if path.is_file():
        return small
    draft = _draft(path)
    small.save(draft, "WEBP", quality=QUALITY, method=METHOD)
    draft.replace(path)
    return small


def _vary(source: Path, path: Path) -> int:
    draft = _draft(path)
    with Image.open(source) as picture:
        picture.save(draft, "AVIF", quality=AVIF_QUALITY, speed=AVIF_SPEED, max_threads=1)
    spared = source.stat().st_size - draft.stat().st_size
    if spared <= 0:
        draft.unlink()
        return 0
    draft.replace(path)
    return spared


def _draft(path: Path) -> Path:
    return path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
