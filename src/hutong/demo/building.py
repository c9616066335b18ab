"""Builds the demo shop's pages of blocks, and the skin that it will wear in some weeks."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content, decoration
from hutong.decoration import Brand, Look, Ornament, PageKind, ThemeDraft
from hutong.demo.shelves import PICTURES
from hutong.kernel import clock
from hutong.kernel.actor import Actor
from hutong.kernel.texts import Texts

FILE = Path(__file__).with_name("built.toml")
SIDE, HALF = 960, 480
AROUND = {"kind", "hours", "audience", "regions", "outside", "by_interest"}
FESTIVAL: Texts = {"zh": "春节", "en": "Spring Festival"}
FESTIVAL_RED, PRIMARY = "#a3231b", "#1f4e8c"
SHARED = ["teapot_qinghua", "teacups", "tray_oak", "tea_caddy_blue"]
FROM_DAYS, UNTIL_DAYS = 60, 85


class Builder:
    def __init__(
        self, session: AsyncSession, by: Actor, media_dir: Path, products: Mapping[str, UUID]
    ) -> None:
        self._session = session
        self._by = by
        self._media_dir = media_dir
        self._products = products
        self._put: dict[str, str] = {}

    async def build(self, today: date) -> None:
        for raw in tomllib.loads(FILE.read_text("utf-8"))["page"]:
            await self._page(raw, today)
        await self._brand()
        start = clock.day_start(today)
        skin = ThemeDraft(
            name=FESTIVAL,
            look=Look(primary=FESTIVAL_RED, accent=FESTIVAL_RED, ornament=Ornament.LANTERNS),
            from_at=start + timedelta(days=FROM_DAYS),
            until_at=start + timedelta(days=UNTIL_DAYS),
        )
        await decoration.save_theme(self._session, None, skin, by=self._by)

    async def _brand(self) -> None:
        """As it looked at first, and as it looks since the shop has a mark of its own."""
        name = (await content.shopfront(self._session)).name
        first = Brand(name=name, accent=FESTIVAL_RED)
        await decoration.save_brand(self._session, first, by=self._by)
        mark = await self._picture("mark", drawn_mark())
        shared = await self._picture("shared", scene(SHARED))
        wanted = Brand(name=name, mark=mark, share=shared)
        await decoration.save_brand(self._session, wanted, by=self._by)

    async def _page(self, raw: Mapping[str, Any], today: date) -> None:
        page = await decoration.create_page(
            self._session, PageKind(raw["kind"]), raw["slug"], title=raw["title"], by=self._by
        )
        blocks = [await self._block(each, place, today) for place, each in enumerate(raw["block"])]
        revision, later = page.revision, raw.get("later")
        if later:
            draft = {"title": later["title"], "line": later["line"], "blocks": blocks[1:]}
            start = clock.day_start(today)
            span = {
                "from_at": start + timedelta(days=later["from_day"]),
                "until_at": start + timedelta(days=later["until_day"]),
            }
            revision = await self._publish(page.id, draft, revision, **span)
        draft = {"title": raw["title"], "line": raw["line"], "blocks": blocks}
        await self._publish(page.id, draft, revision)

    async def _publish(
        self, page_id: UUID, draft: dict[str, Any], revision: int, **span: datetime
    ) -> int:
        saved = await decoration.save_draft(
            self._session, page_id, draft, revision=revision, by=self._by
        )
        await decoration.publish(
            self._session, page_id, revision=saved.revision, by=self._by, **span
        )
        return saved.revision

    async def _block(self, raw: Mapping[str, Any], place: int, today: date) -> dict[str, Any]:
        around = {name: raw[name] for name in AROUND if name in raw}
        values = {name: value for name, value in raw.items() if name not in AROUND}
        return {"id": f"b{place}", **around, "values": await self._meant(values, today)}

    async def _meant(self, value: Any, today: date) -> Any:
        """Names of the file become what the shop knows them by."""
        if isinstance(value, dict):
            return {name: await self._meant(each, today) for name, each in value.items()}
        if isinstance(value, list):
            return [await self._meant(each, today) for each in value]
        return await self._named(value, today) if isinstance(value, str) else value

    async def _named(self, value: str, today: date) -> str:
        kind, _, name = value.partition(":")
        match kind:
            case "picture":
                return await self._picture(name, (PICTURES / f"{name}.webp").read_bytes())
            case "scene":
                return await self._picture(name, scene(name.split(",")))
            case "product":
                return str(self._products[name])
            case "day":
                return clock.day_start(today + timedelta(days=int(name))).isoformat()
            case _:
                return value

    async def _picture(self, name: str, data: bytes) -> str:
        if name not in self._put:
            put = await content.put_picture(self._session, data, alt={}, media_dir=self._media_dir)
            self._put[name] = put.key
        return self._put[name]


def drawn_mark() -> bytes:
    """A lane between two walls, below one roof."""
    side = Image.new("RGB", (HALF, HALF), PRIMARY)
    pen = ImageDraw.Draw(side)
    pen.polygon([(60, 190), (240, 80), (420, 190), (420, 225), (240, 118), (60, 225)], fill="white")
    pen.rectangle((110, 235, 150, 400), fill="white")
    pen.rectangle((330, 235, 370, 400), fill="white")
    pen.rectangle((220, 235, 260, 400), fill="white")
    file = BytesIO()
    side.save(file, "PNG")
    return file.getvalue()


def scene(names: list[str]) -> bytes:
    """Four photographs as one picture, from the left and from the top."""
    whole = Image.new("RGB", (SIDE, SIDE), "white")
    for place, name in enumerate(names):
        with Image.open(PICTURES / f"{name}.webp") as photo:
            part = photo.convert("RGB").resize((HALF, HALF))
        whole.paste(part, (place % 2 * HALF, place // 2 * HALF))
    file = BytesIO()
    whole.save(file, "WEBP", quality=90)
    return file.getvalue()
