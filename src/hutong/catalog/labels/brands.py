from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, content
from hutong.catalog.drafts import BrandDraft
from hutong.catalog.events import BrandChanged
from hutong.catalog.labels import queries
from hutong.catalog.labels.models import Brand
from hutong.kernel import clock, events
from hutong.kernel.actor import Actor, ActorKind
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.ids import new_id
from hutong.kernel.texts import pick

FIELDS = ("slug", "name", "story", "logo", "country")


async def save_brand(session: AsyncSession, draft: BrandDraft, *, by: Actor) -> Brand:
    """Create or replace a brand. Its slug is the address of its page."""
    await queries.hold(session)
    known = {brand.id: brand for brand in await queries.brands(session)}
    problems = list(draft.problems())
    if any(each.slug == draft.slug and each.id != draft.id for each in known.values()):
        problems.append(Problem("slug", _("Another brand has this address.")))
    if draft.logo and await content.missing_pictures(session, {draft.logo}):
        problems.append(Problem("logo", _("This picture is not in the media library.")))
    brand = known.get(draft.id) if draft.id else None
    if brand is None and len(known) >= queries.BRANDS_MAX:
        words = _("At most {max} of these.").format(max=queries.BRANDS_MAX)
        problems.append(Problem("slug", words))
    if problems:
        raise Invalid(problems)
    before = _told(brand) if brand else {}
    if brand is None:
        brand = Brand(id=draft.id or new_id())
        session.add(brand)
    brand.slug, brand.name, brand.story = draft.slug, draft.name, draft.story or {}
    brand.logo, brand.country = draft.logo, draft.country
    brand.edited_at, brand.edited_by = clock.now(), by.name
    await session.flush()
    if by.kind is not ActorKind.SYSTEM:
        access.record(
            session,
            by,
            "catalog.save_brand",
            object_type=Brand.__tablename__,
            object_id=brand.id,
            label=pick(brand.name),
            before=before,
            after=_told(brand),
        )
    events.emit(session, BrandChanged(brand_id=brand.id))
    return brand


async def replace_logo(
    session: AsyncSession, old: str, new: str, *, by: Actor, among: Collection[str] | None
) -> list[str]:
    """Another picture in the place of one, for all brands or for these alone. Says for which."""
    await queries.hold(session)
    done = []
    for brand in await queries.brands(session):
        place = f"brand:{brand.id}"
        if brand.logo != old or (among is not None and place not in among):
            continue
        before = _told(brand)
        brand.logo = new
        brand.edited_at, brand.edited_by = clock.now(), by.name
        access.record(
            session,
            by,
            "catalog.replace_picture",
            object_type=Brand.__tablename__,
            object_id=brand.id,
            label=pick(brand.name),
            before=before,
            after=_told(brand),
        )
        events.emit(session, BrandChanged(brand_id=brand.id))
        done.append(place)
    await session.flush()
    return done


def _told(brand: Brand) -> dict[str, object]:
    return {name: getattr(brand, name) for name in FIELDS}
