from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.texts import TEXTS, Texts

ONLY = 1
MIDDLE = 50


SIZE = "width > 0 and height > 0"
NAME_MAX = 120
FOLDER_MAX = 40


class Picture(Base):
    """A picture in the media library; its files are named after its key, which is its content.

    The focal point is what a crop keeps in sight, in per cent from the left and from the top.
    """

    __tablename__ = "content_picture"
    __table_args__ = (
        CheckConstraint(SIZE, name="size"),
        CheckConstraint("focus_x between 0 and 100 and focus_y between 0 and 100", name="focus"),
        Index("content_picture_put_idx", text("put_at desc"), "key"),
        Index("content_picture_unvaried_idx", "put_at", postgresql_where=text("varied_at is null")),
        Index("content_picture_changed_idx", "changed_at"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[Texts] = mapped_column(TEXTS)
    put_at: Mapped[datetime]
    name: Mapped[str] = mapped_column(default="", server_default="")
    folder: Mapped[str] = mapped_column(default="", server_default="")
    size: Mapped[int] = mapped_column(default=0, server_default="0")
    focus_x: Mapped[int] = mapped_column(default=MIDDLE, server_default="50")
    focus_y: Mapped[int] = mapped_column(default=MIDDLE, server_default="50")
    put_by: Mapped[str] = mapped_column(default="", server_default="")
    changed_at: Mapped[datetime]
    varied_at: Mapped[datetime | None] = mapped_column(default=None)
    """When its AVIF files were made; the WebP ones are there from the beginning."""
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    removed_by: Mapped[str] = mapped_column(default="", server_default="")
    replaced_by: Mapped[str | None] = mapped_column(
        ForeignKey("content_picture.key", ondelete="SET NULL"), default=None
    )
    replaced_in: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default="[]")
    """The places that show the other one since, by kind and id."""


class Film(Base):
    """A short film in the media library, in one file that browsers play as it is."""

    __tablename__ = "content_film"
    __table_args__ = (
        CheckConstraint(SIZE, name="size"),
        CheckConstraint("container in ('mp4', 'webm')", name="container"),
        CheckConstraint("seconds >= 0 and bytes > 0", name="length"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    container: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    seconds: Mapped[int]
    bytes: Mapped[int]
    alt: Mapped[Texts] = mapped_column(TEXTS)
    poster: Mapped[str | None] = mapped_column(ForeignKey("content_picture.key"), default=None)
    name: Mapped[str]
    folder: Mapped[str]
    put_at: Mapped[datetime]
    put_by: Mapped[str]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    removed_by: Mapped[str] = mapped_column(default="", server_default="")

    @property
    def file(self) -> str:
        return f"{self.key}.{self.container}"


class MediaUse(Base):
    """That a text or a page built of blocks names a picture or a film. Products and categories
    name them by foreign keys of their own."""

    __tablename__ = "content_media_use"

    place: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True, index=True)


class Article(Base):
    """A page of words: help, about us, terms."""

    __tablename__ = "content_article"
    __table_args__ = (CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="slug"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[Texts] = mapped_column(TEXTS)
    body: Mapped[Texts] = mapped_column(TEXTS)
    position: Mapped[int] = mapped_column(default=0)
    edited_at: Mapped[datetime]
    edited_by: Mapped[str]


class FormerArticleSlug(Base):
    """An address that an article has left. Whoever takes it anew takes the row away."""

    __tablename__ = "content_former_article_slug"
    __table_args__ = (CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="slug"),)

    slug: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("content_article.id"), index=True)
    left_at: Mapped[datetime]
    left_by: Mapped[str]


class ShopfrontRow(Base):
    """There is one. Its version tells every web process when to read it again."""

    __tablename__ = "content_shopfront"
    __table_args__ = (CheckConstraint("id = 1", name="only"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=ONLY)
    version: Mapped[int]
    saved: Mapped[dict[str, Any]] = mapped_column(JSONB)
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]
