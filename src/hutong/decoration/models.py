from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hutong.decoration.states import PageKind
from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.texts import TEXTS, Texts

IN_ORDER = "until_at is null or until_at > from_at"


class Page(Base):
    """A page that staff build. `revision` grows with every saving of the draft."""

    __tablename__ = "decoration_page"
    __table_args__ = (
        CheckConstraint("path ~ '^/([a-z0-9-]+(/[a-z0-9-]+)*)?$'", name="path"),
        CheckConstraint("revision > 0", name="revision"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[PageKind]
    path: Mapped[str] = mapped_column(unique=True)
    title: Mapped[Texts] = mapped_column(TEXTS)
    draft: Mapped[dict[str, Any]] = mapped_column(JSONB)
    revision: Mapped[int]
    edited_at: Mapped[datetime]
    edited_by: Mapped[str]


class Version(Base):
    """What was published once. It never changes."""

    __tablename__ = "decoration_version"
    __table_args__ = (
        UniqueConstraint("page_id", "number"),
        CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    page_id: Mapped[UUID] = mapped_column(ForeignKey("decoration_page.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    kept_at: Mapped[datetime]
    kept_by: Mapped[str]


class Showing(Base):
    """From when to when shoppers see a version. One with an end goes before one without."""

    __tablename__ = "decoration_showing"
    __table_args__ = (CheckConstraint(IN_ORDER, name="order"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    page_id: Mapped[UUID] = mapped_column(ForeignKey("decoration_page.id"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("decoration_version.id"), index=True)
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class PublishingRule(Base):
    """Whether a second person agrees before a page is shown, since a moment. The newest is in
    force."""

    __tablename__ = "decoration_publishing_rule"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    by_two: Mapped[bool]
    set_at: Mapped[datetime]
    set_by: Mapped[str]


class Theme(Base):
    """Colours, logo, type and ornament of the whole shop. Shown from when to when; one without a
    beginning is only kept."""

    __tablename__ = "decoration_theme"
    __table_args__ = (CheckConstraint(IN_ORDER, name="order"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[Texts] = mapped_column(TEXTS)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    from_at: Mapped[datetime | None]
    until_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class BrandVersion(Base):
    """Name, logo, colours and type of the shop as they were saved once. The last one is worn."""

    __tablename__ = "decoration_brand"
    __table_args__ = (CheckConstraint("number > 0", name="number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(unique=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    kept_at: Mapped[datetime]
    kept_by: Mapped[str]
