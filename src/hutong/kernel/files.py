"""Files that the house keeps for a while: what staff brought in, what was made for them to fetch.

They lie in the database, in parts, so that every web process and every worker has them, wherever
it runs, and so that they come and go with the transaction that wants them.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from hutong.kernel import clock
from hutong.kernel.db import Base, Database
from hutong.kernel.errors import NotFound
from hutong.kernel.ids import new_id

PART_BYTES = 1024 * 1024
NAME_MAX = 120
DOCUMENTS = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}


class KeptFile(Base):
    __tablename__ = "kept_file"
    __table_args__ = (
        CheckConstraint("size >= 0", name="size"),
        Index("kept_file_until_idx", "kept_until"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    digest: Mapped[str]
    kept_until: Mapped[datetime]


class FilePart(Base):
    __tablename__ = "kept_file_part"

    file_id: Mapped[UUID] = mapped_column(
        ForeignKey("kept_file.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes]


@dataclass(eq=False)
class FileGone(NotFound):
    message = "This file is no longer kept. Have it made again."


def document_type(content: bytes) -> str:
    """By its first bytes, of what a browser shows by itself; "" for anything else."""
    return next((kind for start, kind in DOCUMENTS.items() if content.startswith(start)), "")


async def keep(
    session: AsyncSession, content: bytes, *, name: str, media_type: str, until: datetime
) -> KeptFile:
    file = KeptFile(
        name=name[-NAME_MAX:],
        media_type=media_type,
        size=len(content),
        digest=sha256(content).hexdigest(),
        kept_until=until,
    )
    session.add(file)
    await session.flush()
    for place, begin in enumerate(range(0, len(content), PART_BYTES)):
        part = {
            "file_id": file.id,
            "place": place,
            "content": content[begin : begin + PART_BYTES],
        }
        await session.execute(insert(FilePart).values(part))
    return file


async def find(session: AsyncSession, file_id: UUID) -> KeptFile:
    """Raises FileGone when its time is over, also where nobody has swept yet."""
    file = await session.get(KeptFile, file_id)
    if file is None or file.kept_until <= clock.now():
        raise FileGone
    return file


async def content(session: AsyncSession, file_id: UUID) -> bytes:
    """Raises FileGone."""
    await find(session, file_id)
    parts = await session.scalars(
        select(FilePart.content).where(FilePart.file_id == file_id).order_by(FilePart.place)
    )
    return b"".join(parts)


async def sweep(db: Database) -> None:
    """Each hour: what has had its time is gone for good."""
    async with db.transaction() as session:
        await session.execute(delete(KeptFile).where(KeptFile.kept_until <= clock.now()))
