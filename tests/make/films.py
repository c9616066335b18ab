"""Two films of a moment: a canvas that changes its colour, recorded by a browser."""

from pathlib import Path

FOLDER = Path(__file__).with_name("films")


def film(container: str = "webm") -> bytes:
    return (FOLDER / f"colours.{container}").read_bytes()


def box(kind: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4, "big") + kind + content
