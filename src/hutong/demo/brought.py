"""What staff brought in from spreadsheets: an import that went well, one that was taken back, and
one that waits because a supplier's list has mistakes."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, exchange, listing
from hutong.demo.shelves import PICTURES
from hutong.demo.whole import Whole
from hutong.exchange import Brought, Mode
from hutong.kernel import clock, errands
from hutong.kernel.actor import Actor
from hutong.kernel.errands import Errand
from hutong.kernel.settings import Settings

Row = Mapping[str, str]

NEW_GOODS, PROMOTION, QUOTED = timedelta(days=36), timedelta(days=13), timedelta(hours=27)
TO_THE_SHELF, TAKEN_BACK = timedelta(days=1), timedelta(days=1, hours=14)
VASE, CANDLE = "shuangse-vase", "songguo-candle"
AUTUMN: Sequence[Row] = (
    {
        "product": VASE,
        "title_zh": "双色小口花瓶 18cm",
        "title_en": "Two-tone narrow vase, 18 cm",
        "subtitle_zh": "上半留胎，下半蘸釉",
        "subtitle_en": "Bare clay above, glaze below",
        "description_zh": "上半截不上釉，摸得到陶土的颗粒；下半截蘸一道釉，放水不渗。",
        "description_en": "The upper half is bare clay, the lower half dipped and watertight.",
        "category": "vases",
        "parameters": "材质|Material=粗陶|Stoneware\n尺寸|Size=高 18 cm|18 cm tall",
        "pictures": "vase.webp|双色小口花瓶|Two-tone narrow vase",
        "sku": "AW-VASE-01",
        "price": "128.00",
        "weight": "760",
    },
    {
        "product": CANDLE,
        "title_zh": "松果香薰蜡烛 180g",
        "title_en": "Pine cone candle, 180 g",
        "subtitle_zh": "松针打底，尾调有一点烟",
        "subtitle_en": "Pine needles, and a little smoke at the end",
        "description_zh": "大豆蜡，棉芯，点一次两小时为宜。",
        "description_en": "Soy wax and a cotton wick; two hours at a time are best.",
        "category": "scent",
        "parameters": "材质|Material=大豆蜡|Soy wax\n净重|Weight=180 克|180 g",
        "pictures": "candle.webp|松果香薰蜡烛|Pine cone candle",
        "sku": "AW-CANDLE-01",
        "price": "89.00",
        "weight": "420",
    },
)
LIMITED = ("yuebai-mug", "zhishen-mug", "qinghua-teapot", "yuanbao-throw", "huafu-throw")
LIST: Sequence[Row] = (
    {
        "product": "mianma-cushion",
        "title_zh": "棉麻方枕 45cm",
        "category": "textiles",
        "sku": "GY-2201",
        "price": "79.00",
        "weight": "520",
    },
    {
        "product": "mianma-mat",
        "title_zh": "棉麻餐垫 两张",
        "category": "tableware",
        "sku": "GY-2202",
        "price": "面议",
        "weight": "160",
    },
    {
        "product": "mianma-runner",
        "title_zh": "棉麻桌旗",
        "category": "桌布",
        "sku": "GY-2203",
        "price": "96.00",
        "weight": "240",
    },
    {
        "product": "mianma-bag",
        "title_zh": "棉麻束口袋",
        "category": "storage",
        "sku": "GY-2202",
        "price": "36.00",
        "weight": "90",
    },
)


@dataclass(frozen=True)
class _Office:
    """Somebody at the import screen, and the worker behind it."""

    session: AsyncSession
    settings: Settings
    by: Actor

    async def bring(self, name: str, content: bytes) -> UUID:
        most = self.settings.import_megabytes
        file = Brought(name, content)
        brought = await exchange.bring(self.session, file, megabytes=most, by=self.by)
        return await self._worked(brought.id)

    async def confirm(self, import_id: UUID) -> UUID:
        await exchange.confirm(self.session, import_id, Mode.ALL, may_pin=True, by=self.by)
        return await self._worked(import_id)

    async def undo(self, import_id: UUID) -> UUID:
        await exchange.ask_to_undo(self.session, import_id, by=self.by)
        return await self._worked(import_id)

    async def _worked(self, import_id: UUID) -> UUID:
        """Raises RuntimeError with what was refused."""
        brought = await exchange.find_import(self.session, import_id)
        errand = await self.session.get_one(Errand, brought.errand_id)
        await errands.run(Whole(self.session), exchange.works(self.settings), errand.id)
        ended = await self.session.get_one(Errand, errand.id)
        if ended.refusal or not ended.ended:
            raise RuntimeError(f"{brought.file_name}: {ended.refusal}")
        return import_id


async def bring_in(session: AsyncSession, settings: Settings, by: Actor, now: datetime) -> None:
    office = _Office(session, settings, by)
    with clock.simulated(now - NEW_GOODS):
        await office.confirm(await office.bring("秋冬新品.zip", _bundle(AUTUMN)))
    with clock.simulated(now - NEW_GOODS + TO_THE_SHELF):
        vase = (await _named(session))[VASE]
        await listing.put_on_sale(session, [vase], by=by)
    limits = [{"product": slug, "sku": code} for slug, code in await _firsts(session)]
    rows = [{**row, "limit_per_member": "2", "limit_days": "30"} for row in limits]
    with clock.simulated(now - PROMOTION):
        event = await office.confirm(await office.bring("活动限购.csv", _table(rows).encode()))
    with clock.simulated(now - PROMOTION + TAKEN_BACK):
        await office.undo(event)
    with clock.simulated(now - QUOTED):
        await office.bring("供应商报价单.csv", _table(LIST).encode("gb18030"))


async def _named(session: AsyncSession) -> Mapping[str, UUID]:
    return {sheet.slug: sheet.id for sheet in await catalog.products(session)}


async def _firsts(session: AsyncSession) -> list[tuple[str, str]]:
    """Address and first SKU of what was sold in small numbers only."""
    sheets = {sheet.slug: sheet for sheet in await catalog.products(session)}
    return [(slug, sheets[slug].active_skus[0].code) for slug in LIMITED]


def _table(rows: Sequence[Row]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _bundle(rows: Sequence[Row]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("秋冬新品.csv", _table(rows))
        for name, photo in (("vase", "vase_terracotta"), ("candle", "candle_green")):
            packed.writestr(f"{name}.webp", (PICTURES / f"{photo}.webp").read_bytes())
    return held.getvalue()
