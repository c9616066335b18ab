"""Where the sizes of a picture are fetched from."""

WIDTHS = (160, 320, 480, 640, 960)
USUAL = 640


def url(key: str, width: int = USUAL) -> str:
    return f"/media/{key}-{width}.webp"


def srcset(key: str, largest: int = USUAL) -> str:
    return ", ".join(f"{url(key, width)} {width}w" for width in WIDTHS if width <= largest)
