"""The media library as staff see it: pictures and films together, and where each is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    TIMESTAMP,
    ColumnElement,
    Row,
    Select,
    String,
    Uuid,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.catalog import (
    Brand,
    Category,
    Product,
    ProductPicture,
    Sku,
    Spec,
    SpecValue,
    TurnPicture,
)
from hutong.content import Article, Film, MediaUse, Picture
from hutong.decoration import BrandVersion, Page, Theme, Version
from hutong.kernel.texts import Texts
from hutong.views.lists import Found, Paging, containing, found

PLACES_MAX = 200


@dataclass(frozen=True, kw_only=True)
class MediaFilters:
    q: str | None = None
    folder: str | None = None
    show: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MediaRow:
    """`thumb` is the picture that stands for it; a film may have none."""

    key: str
    kind: str
    thumb: str | None
    name: str
    alt: Texts
    folder: str
    width: int
    height: int
    bytes: int
    places: int
    put_at: datetime
    put_by: str
    removed_at: datetime | None

    @property
    def can_remove(self) -> bool:
        return self.removed_at is None

    @property
    def can_restore(self) -> bool:
        return self.removed_at is not None


@dataclass(frozen=True, slots=True)
class Place:
    """`id` names it together with its kind, as those who replace a picture there do."""

    kind: str
    id: str
    title: Texts
    listed: bool


def _columns(of: type[Picture] | type[Film], **own: Any) -> Select[*tuple[Any, ...]]:
    return select(
        of.key.label("key"),
        *(column.label(name) for name, column in own.items()),
        of.name.label("name"),
        of.alt.label("alt"),
        of.folder.label("folder"),
        of.width.label("width"),
        of.height.label("height"),
        of.put_at.label("put_at"),
        of.put_by.label("put_by"),
        of.removed_at.label("removed_at"),
    )


_MEDIA = union_all(
    _columns(Picture, kind=literal("picture"), thumb=Picture.key, bytes=Picture.size),
    _columns(Film, kind=literal("film"), thumb=Film.poster, bytes=Film.bytes),
).subquery("media")


def _of_product(key: Any, product_id: Any = Product.id) -> Select[*tuple[Any, ...]]:
    return select(key.label("key"), ("product:" + cast(product_id, String)).label("place"))


_USES = union(
    _of_product(ProductPicture.key, ProductPicture.product_id),
    _of_product(TurnPicture.key, TurnPicture.product_id),
    _of_product(Sku.picture, Sku.product_id),
    _of_product(SpecValue.picture, Spec.product_id).join(Spec, Spec.id == SpecValue.spec_id),
    _of_product(Product.film),
    select(Category.picture, "category:" + cast(Category.id, String)),
    select(Brand.logo, "brand:" + cast(Brand.id, String)),
    select(Film.poster, "film:" + Film.key).where(Film.removed_at.is_(None)),
    select(MediaUse.key, MediaUse.place),
).subquery("uses")
_PLACES = (
    select(func.count()).where(_USES.c.key == _MEDIA.c.key).correlate(_MEDIA).scalar_subquery()
)


async def media_list(
    session: AsyncSession, filters: MediaFilters, paging: Paging
) -> Found[MediaRow]:
    return await found(
        session,
        select(_MEDIA, _PLACES.label("places")).where(*_wanted(filters)),
        paging,
        sorts={"put_at": _MEDIA.c.put_at, "bytes": _MEDIA.c.bytes},
        tie=_MEDIA.c.key,
        row=_row,
    )


async def count_places(session: AsyncSession, key: str) -> int:
    counted = await session.scalar(select(func.count()).where(_USES.c.key == key))
    return counted or 0


async def media_places(session: AsyncSession, key: str) -> Sequence[Place]:
    """Everything that shows it, in one statement."""
    named = select(_USES.c.place).where(_USES.c.key == key).limit(PLACES_MAX).cte("named")
    never: Any = cast(null(), TIMESTAMP(timezone=True))

    def ids(kind: str, how: Any = Uuid) -> Any:
        told = func.split_part(named.c.place, ":", 2)
        return select(cast(told, how)).where(named.c.place.startswith(f"{kind}:"))

    def of(kind: str, number: Any, title: Any, listed: Any = never) -> Select[Any]:
        return select(literal(kind), cast(number, String), title, listed)

    rows = await session.execute(
        union_all(
            of("product", Product.id, Product.title, Product.listed_at).where(
                Product.id.in_(ids("product"))
            ),
            of("category", Category.id, Category.name).where(Category.id.in_(ids("category"))),
            of("brand", Brand.id, Brand.name).where(Brand.id.in_(ids("brand"))),
            of("page", Page.id, Page.title).where(Page.id.in_(ids("page"))),
            of("version", Page.id, Page.title)
            .join(Version, Version.page_id == Page.id)
            .where(Version.id.in_(ids("version")))
            .distinct(),
            of("theme", Theme.id, Theme.name).where(Theme.id.in_(ids("theme"))),
            of("identity", BrandVersion.id, BrandVersion.settings["name"]).where(
                BrandVersion.id.in_(ids("identity"))
            ),
            of("article", Article.id, Article.title).where(Article.id.in_(ids("article"))),
            of("film", Film.key, Film.alt).where(Film.key.in_(ids("film", String))),
        )
    )
    return [Place(row[0], row[1], row[2] or {}, row[3] is not None) for row in rows]


def _wanted(filters: MediaFilters) -> list[ColumnElement[bool]]:
    shown = _MEDIA.c
    wanted: list[ColumnElement[bool]] = [
        shown.removed_at.is_not(None) if filters.show == "removed" else shown.removed_at.is_(None)
    ]
    if filters.show in {"picture", "film"}:
        wanted.append(shown.kind == filters.show)
    if filters.show == "unused":
        wanted.append(~exists().where(_USES.c.key == shown.key))
    if filters.folder:
        wanted.append(shown.folder == filters.folder)
    if filters.q:
        texts = (shown.name, shown.folder, shown.alt["zh"].astext, shown.alt["en"].astext)
        wanted.append(or_(*(containing(each, filters.q) for each in texts), shown.key == filters.q))
    return wanted


def _row(row: Row[*tuple[Any, ...]]) -> MediaRow:
    return MediaRow(
        key=row.key,
        kind=row.kind,
        thumb=row.thumb,
        name=row.name,
        alt=row.alt,
        folder=row.folder,
        width=row.width,
        height=row.height,
        bytes=row.bytes,
        places=row.places,
        put_at=row.put_at,
        put_by=row.put_by,
        removed_at=row.removed_at,
    )
