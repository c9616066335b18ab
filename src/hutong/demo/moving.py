"""The vase that can be turned and watched; tools/imagery/turning.py worked its pictures out."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, content
from hutong.content import Upload
from hutong.kernel.actor import Actor
from hutong.kernel.texts import Texts

FOLDER = Path(__file__).with_name("turn")
FILM = "vase.mp4"
VASE = "qinghua-vase"
SHOWN: Texts = {"zh": "青花团花瓶转一圈", "en": "The blue and white vase, once around"}


async def show_from_all_sides(
    session: AsyncSession, products: Mapping[str, UUID], media_dir: Path, by: Actor
) -> None:
    files = read()
    keys = {}
    for name in sorted(files):
        upload = Upload(data=files[name], name=name, folder="360°", alt=SHOWN)
        put = await content.put_media(session, upload, media_dir=media_dir, by=by)
        keys[name] = put.key
    film = keys.pop(FILM)
    sides = list(keys.values())
    sheet = await catalog.product_by_id(session, products[VASE])
    await content.set_poster(session, film, sides[0], by=by)
    draft = replace(sheet.draft, film=film, turn=tuple(sides))
    await catalog.save_product(session, draft, by=by)


def read() -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in FOLDER.iterdir()}
