"""Brings a file as staff would, and does the worker's part."""

import csv
import io
import zipfile
from collections.abc import Sequence
from uuid import UUID, uuid4

import openpyxl
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import exchange
from hutong.exchange import Brought, Import, ImportLine, Mode
from hutong.kernel import errands
from hutong.kernel.actor import Actor
from hutong.kernel.db import Database
from hutong.kernel.settings import Settings

BUYER = Actor.staff(uuid4(), "王清")
Row = dict[str, object]


def xlsx(rows: Sequence[Row]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    columns = list(dict.fromkeys(key for row in rows for key in row))
    sheet.append(columns)
    for row in rows:
        sheet.append([row.get(key) for key in columns])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def csv_text(rows: Sequence[Row], delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    columns = list(dict.fromkeys(key for row in rows for key in row))
    writer = csv.DictWriter(text, columns, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return held.getvalue()


class Office:
    """One member of staff at the import screen, and the worker behind it."""

    def __init__(self, db: Database, session: AsyncSession, settings: Settings) -> None:
        self.db, self.session, self.settings = db, session, settings
        self.works = exchange.works(settings)

    async def bring(self, content: bytes, name: str = "products.xlsx") -> Import:
        """Up to the end of the dry run."""
        most = self.settings.import_megabytes
        file = Brought(name, content)
        brought = await exchange.bring(self.session, file, megabytes=most, by=BUYER)
        return await self.worked(brought)

    async def confirm(self, brought: Import, mode: Mode = Mode.ALL) -> Import:
        await exchange.confirm(self.session, brought.id, mode, may_pin=True, by=BUYER)
        return await self.worked(brought)

    async def undo(self, brought: Import) -> Import:
        await exchange.ask_to_undo(self.session, brought.id, by=BUYER)
        return await self.worked(brought)

    async def worked(self, brought: Import) -> Import:
        found = await exchange.find_import(self.session, brought.id)
        await errands.run(self.db, self.works, found.errand_id or UUID(int=0))
        return await exchange.find_import(self.session, brought.id)

    async def lines(self, brought: Import) -> Sequence[ImportLine]:
        found = await exchange.lines(self.session, brought.id, limit=10_000)
        for line in found:
            await self.session.refresh(line)
        return found

    async def wrong(self, brought: Import) -> list[tuple[int, str, str]]:
        """Row, column and words of everything that is wrong."""
        return [
            (wrong["row"], wrong["column"], wrong["message"])
            for line in await self.lines(brought)
            for wrong in line.wrong
        ]
