from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.events import Xid8
from hutong.kernel.texts import TEXTS, Texts


class SearchDocument(Base):
    """What a listing shows of a product and finds it by; kept up to date by reactions.

    `skus` says for each active SKU how many are left, null while there are plenty. `changed` is
    the transaction that last wrote the row: by it every web process follows.
    """

    __tablename__ = "search_document"
    __table_args__ = (
        Index("search_document_changed_idx", "changed"),
        Index("search_document_skus_idx", "skus", postgresql_using="gin"),
    )

    product_id: Mapped[UUID] = mapped_column(ForeignKey("catalog_product.id"), primary_key=True)
    slug: Mapped[str]
    title: Mapped[Texts] = mapped_column(TEXTS)
    subtitle: Mapped[Texts] = mapped_column(TEXTS)
    path: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    specs: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    parameters: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    currency: Mapped[str]
    price_from_minor: Mapped[int]
    price_to_minor: Mapped[int]
    picture: Mapped[str | None]
    badges: Mapped[list[str]] = mapped_column(JSONB)
    skus: Mapped[dict[str, int | None]] = mapped_column(JSONB)
    in_stock: Mapped[bool]
    sales: Mapped[int] = mapped_column(server_default=text("0"))
    launched_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    shown: Mapped[bool]
    changed: Mapped[int] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))

    __mapper_args__ = {"eager_defaults": False}
