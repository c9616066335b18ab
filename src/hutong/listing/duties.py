"""What of the list of a new product the system sees by itself, and what of it is still open."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, checklists, inventory
from hutong.catalog import ProductSheet
from hutong.checklists import About, Open, Starts
from hutong.kernel import clock
from hutong.kernel.texts import FALLBACK, pick
from hutong.listing import looking, queries, standards, validity
from hutong.listing.fingerprints import fingerprint
from hutong.listing.looking import Looked
from hutong.listing.models import Paper, Standard

PICTURES, PARAMETERS, WORDS, PRICE = "pictures", "parameters", "words", "price"
STOCK, PAPERS, REVIEW, ON_SALE = "stock", "papers", "review", "on_sale"
FACTS = (PICTURES, PARAMETERS, WORDS, PRICE, STOCK, PAPERS, REVIEW, ON_SALE)
LACKING = {
    PICTURES: {"picture", "pictures_few"},
    WORDS: {"title", "description"},
}


async def begin_lists(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """The lists that begin with a new product, for those that were never on sale; and what is
    true of all that have one under way."""
    sheets = await catalog.products(session, ids)
    fresh = {
        str(sheet.id): sheet.title.get(FALLBACK, "") for sheet in sheets if not sheet.launched_at
    }
    await checklists.start_new(session, About.PRODUCT, fresh)
    await observe(session, [sheet.id for sheet in sheets])


async def observe(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """Asked again it finds the same."""
    keys = [str(each) for each in ids]
    waiting = await checklists.awaiting_facts(session, About.PRODUCT, FACTS, keys)
    if not waiting:
        return
    seen = await facts(session, [UUID(key) for key in sorted(waiting)])
    await checklists.observe(
        session, About.PRODUCT, {str(product): each for product, each in seen.items()}
    )


async def observe_stock(session: AsyncSession, skus: Sequence[UUID]) -> None:
    """One statement where nothing sold out or came in that a list asks for."""
    turned = await queries.turned(session, skus, fact=STOCK)
    if turned:
        seen = {str(product_id): {STOCK: there} for product_id, there in turned.items()}
        await checklists.observe(session, About.PRODUCT, seen)


async def facts(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, dict[str, bool]]:
    """What is true of each now."""
    sheets = await catalog.products(session, ids)
    glass = await looking.glass(session)
    levels = await inventory.levels(session, [sku.id for each in sheets for sku in each.skus])
    of_papers = await queries.papers_of(session, ids)
    by_category = standards.of_each(await queries.standards(session), glass.ancestry)
    approved = await queries.approved(session, ids)
    found = {}
    for sheet in sheets:
        standard = by_category.get(sheet.category_id)
        theirs = [paper for paper in of_papers if paper.product_id == sheet.id]
        reviewed = not (standard and standard.reviewed)
        found[sheet.id] = {
            **_seen(sheet, looking.look(glass, sheet)),
            STOCK: any(levels[sku.id].available > 0 for sku in sheet.active_skus),
            PAPERS: _papers_fit(standard, theirs),
            REVIEW: reviewed or fingerprint(sheet) in approved.get(sheet.id, ()),
        }
    return found


async def left_of(session: AsyncSession, ids: Sequence[UUID]) -> Mapping[UUID, Sequence[str]]:
    """The steps that stand before the shelf and are not done, in words: those of the system by
    what is true now, whenever it was last written down."""
    open_steps = await checklists.still_open(session, About.PRODUCT, [str(each) for each in ids])
    open_steps = [each for each in open_steps if each.starts is Starts.NEW and each.fact != ON_SALE]
    if not open_steps:
        return {}
    true = await facts(session, sorted({UUID(each.key) for each in open_steps}))
    left: dict[UUID, list[str]] = {}
    for each in open_steps:
        if not (each.fact and true.get(UUID(each.key), {}).get(each.fact)):
            left.setdefault(UUID(each.key), []).append(_told(each))
    return left


def _told(step: Open) -> str:
    return pick(step.title)


def _seen(sheet: ProductSheet, looked: Looked) -> dict[str, bool]:
    codes = {lack.code for lack in looked.lacks}
    wanted = [lack for lack in looked.lacks if lack.code == "parameter" and lack.needed]
    priced = [sku.price.minor > 0 for sku in sheet.active_skus]
    return {
        PICTURES: not codes & LACKING[PICTURES],
        PARAMETERS: not wanted,
        WORDS: not codes & LACKING[WORDS] and not looked.blocking,
        PRICE: bool(priced) and all(priced),
        ON_SALE: sheet.listed,
    }


def _papers_fit(standard: Standard | None, theirs: Sequence[Paper]) -> bool:
    today = clock.local_day(clock.now())
    wanted = standard.papers if standard else []
    return not validity.missing(wanted, theirs, today) and not validity.failed(theirs)
