from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.kernel.texts import TEXTS, Texts

ONLY = 1


class Picture(Base):
    """A picture in the media library; its files are named after its key, which is its content."""

    __tablename__ = "content_picture"
    __table_args__ = (CheckConstraint("width > 0 and height > 0", name="size"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[Texts] = mapped_column(TEXTS)
    put_at: Mapped[datetime]


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
