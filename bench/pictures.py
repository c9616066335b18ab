"""What the media pipeline saves: bytes of the demo catalogue's pictures as uploaded and as served.

Before: each picture as the JPEG that a camera or a design program hands over (quality 85), which a
shop without a pipeline would send as it is. After: what the pipeline makes of that upload, in the
width that a card needs on a telephone (480 pixels), and at like size, so that the format alone is
seen. The tree keeps the demo's pictures as WebP; the JPEGs are made of them here.

    ./dev bench pictures            # all; -n 20 for the first twenty
"""

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from hutong.content import imaging

PICTURES = Path("src/hutong/demo/pictures")
JPEG_QUALITY = 85
CARD, LARGE = 480, 640
TARGET = 60  # per cent fewer bytes


@dataclass(frozen=True, kw_only=True)
class Weights:
    """Bytes of so many pictures. `like`: in `LARGE`, as JPEG and as the pipeline's own files."""

    count: int
    uploaded: int
    card_webp: int
    card_avif: int
    like_jpeg: int
    like_webp: int
    like_avif: int


def weigh(pictures: Sequence[Path], media_dir: Path) -> Weights:
    """Each picture goes through the pipeline as an upload does."""
    totals = dict.fromkeys(
        ("uploaded", "card_webp", "card_avif", "like_jpeg", "like_webp", "like_avif"), 0
    )
    for path in pictures:
        with Image.open(path) as opened:
            picture = opened.convert("RGB")
        upload = _jpeg(picture)
        key = imaging.image(upload, media_dir).key
        imaging.vary(media_dir, key)
        totals["uploaded"] += len(upload)
        totals["like_jpeg"] += len(_jpeg(picture.resize((LARGE, LARGE), Image.Resampling.LANCZOS)))
        for name, width in (("card", CARD), ("like", LARGE)):
            totals[f"{name}_webp"] += _served(media_dir, key, width, avif=False)
            totals[f"{name}_avif"] += _served(media_dir, key, width, avif=True)
    return Weights(count=len(pictures), **totals)


def saved(before: int, after: int) -> int:
    """In whole per cent."""
    return round(100 - after * 100 / before)


def _jpeg(picture: Image.Image) -> bytes:
    held = BytesIO()
    picture.save(held, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return held.getvalue()


def _served(media_dir: Path, key: str, width: int, *, avif: bool) -> int:
    """What a browser is sent, one that takes AVIF or one that does not."""
    path = imaging.picture_path(media_dir, key, width, avif=avif)
    assert path is not None  # noqa: S101 - it was written just now
    return path.stat().st_size


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("-n", type=int, default=0, help="so many pictures only")
    pictures = sorted(PICTURES.glob("*.webp"))
    with tempfile.TemporaryDirectory() as folder:
        told = weigh(pictures[: asked.parse_args().n or None], Path(folder))
    print(f"{told.count} pictures, {told.uploaded:,} bytes as uploaded (JPEG {JPEG_QUALITY})")
    rows = (
        (f"a card on a telephone, {CARD} px, WebP", told.uploaded, told.card_webp),
        (f"a card on a telephone, {CARD} px, AVIF", told.uploaded, told.card_avif),
        (f"at like size, {LARGE} px, WebP for JPEG", told.like_jpeg, told.like_webp),
        (f"at like size, {LARGE} px, AVIF for JPEG", told.like_jpeg, told.like_avif),
    )
    for name, before, after in rows:
        print(f"  {name:<40} {before:>11,} -> {after:>10,}  -{saved(before, after)} %")
    print(f"target: -{TARGET} %")


if __name__ == "__main__":
    main()
