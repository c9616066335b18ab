"""Suggested retail prices of makers: entered with their proof, confirmed by a second person who
looked at it, withdrawn by anybody at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.catalog import queries as goods
from hutong.catalog.drafts import PRICE_MAX_MINOR
from hutong.catalog.events import ProductChanged
from hutong.catalog.models import Product
from hutong.catalog.suggested import queries
from hutong.catalog.suggested.models import SuggestedPrice
from hutong.kernel import clock, events, files
from hutong.kernel.actor import Actor
from hutong.kernel.errors import Conflict, Invalid, Problem, Refused
from hutong.kernel.files import KeptFile
from hutong.kernel.i18n import gettext as _
from hutong.kernel.money import Money

SHOWN_DAYS = 365
ADDRESS_MAX = 500
PROOF_BYTES_MAX = 10 * 1024 * 1024
UNSAVED, KEPT = timedelta(days=1), timedelta(days=10 * 365)


@dataclass(eq=False)
class NotAProof(Refused):
    message = "A proof is a PDF, JPEG or PNG file of at most 10 MB."


@dataclass(eq=False)
class NotWaiting(Conflict):
    message = "Nobody waits for this suggested price to be confirmed any more."


@dataclass(eq=False)
class EndedAlready(Conflict):
    message = "This suggested price is not shown any more."


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """`dated`: the day of the maker's list. It is shown for a year from then, or until the day
    that the list itself names. It is proved by a file, an address, or both."""

    sku_id: UUID
    price: Money
    dated: date
    until: date | None = None
    address: str = ""
    file_id: UUID | None = None

    @property
    def last_day(self) -> date:
        longest = self.dated + timedelta(days=SHOWN_DAYS)
        return min(self.until or longest, longest)

    def problems(self, today: date) -> Iterator[Problem]:
        if not 0 < self.price.minor <= PRICE_MAX_MINOR:
            yield Problem("price", _("A price is above zero and at most ¥1,000,000."))
        if self.dated > today:
            yield Problem("dated", _("The maker's list is of today or of a day before."))
        if self.until and self.until < self.dated:
            yield Problem("until", _("It cannot end before it begins."))
        elif self.last_day < today:
            words = _("It is shown for a year at most: a list of this day is too old by now.")
            yield Problem("until" if self.until else "dated", words)
        if not self.address and self.file_id is None:
            words = _("Without a proof it is not shown: choose a file, or give an address.")
            yield Problem("proof", words)
        if self.address and not _is_address(self.address):
            yield Problem("address", _("A whole address is needed, such as https://maker.cn/list."))


async def put_proof(session: AsyncSession, content: bytes, *, name: str) -> UUID:
    """Kept for a day, or as long as the price that it proves. Raises NotAProof."""
    media_type = files.document_type(content)
    if not media_type or len(content) > PROOF_BYTES_MAX:
        raise NotAProof
    until = clock.now() + UNSAVED
    kept = await files.keep(session, content, name=name, media_type=media_type, until=until)
    return kept.id


async def proof_of(session: AsyncSession, suggested: SuggestedPrice) -> tuple[KeptFile, bytes]:
    """Raises FileGone where it is proved by an address alone."""
    if suggested.file_id is None:
        raise files.FileGone
    kept = await files.find(session, suggested.file_id)
    return kept, await files.content(session, kept.id)


async def suggest_prices(
    session: AsyncSession, wanted: Sequence[Suggestion], *, by: Actor
) -> list[SuggestedPrice]:
    """Each waits for a second person, in the place of what waited before. All or none; with more
    than one the fields of a Problem begin with the place. Raises Invalid."""
    at = clock.now()
    whose = await queries.whose(session, [each.sku_id for each in wanted])
    _refuse(wanted, [list(_problems(each, whose, at)) for each in wanted])
    for one in await queries.suggested_of(session, list(whose)):
        if one.is_waiting:
            one.end(at, by)
    await session.flush()
    made = [_entered(each, at, by) for each in wanted]
    session.add_all(made)
    for each in wanted:
        if each.file_id:
            proof = await files.find(session, each.file_id)
            proof.kept_until = at + KEPT
    await session.flush()
    for one in made:
        _record(session, by, "catalog.suggest_price", one, code=whose[one.sku_id].code)
    return made


async def confirm_suggested(session: AsyncSession, suggested_id: UUID, *, by: Actor) -> None:
    """Shoppers see it from now on, in the place of the one before. Raises NoSuchSuggestedPrice,
    NotWaiting, OwnRequest: nobody confirms what they entered themselves."""
    product, of_sku = await _held(session, suggested_id)
    one = next((each for each in of_sku if each.id == suggested_id and each.is_waiting), None)
    if one is None:
        raise NotWaiting
    if by.id is not None and one.entered_by_id == by.id:
        raise access.OwnRequest
    at = clock.now()
    for before in of_sku:
        if before is not one:
            before.end(at, by)
    await session.flush()
    one.confirm(at, by)
    _tell(session, product, by, at)
    _record(session, by, "catalog.confirm_suggested_price", one, code=_code(product, one))


async def withdraw_suggested(session: AsyncSession, suggested_id: UUID, *, by: Actor) -> None:
    """It is shown no longer, or never was. Raises NoSuchSuggestedPrice and EndedAlready."""
    product, of_sku = await _held(session, suggested_id)
    one = next((each for each in of_sku if each.id == suggested_id), None)
    if one is None:
        raise EndedAlready
    at = clock.now()
    if not one.is_waiting:
        _tell(session, product, by, at)
    one.end(at, by)
    _record(session, by, "catalog.withdraw_suggested_price", one, code=_code(product, one))


async def take_back_suggested(session: AsyncSession, ids: Sequence[UUID], *, by: Actor) -> None:
    """Those that nobody has confirmed yet are withdrawn, and what waited before waits again, as
    whoever entered it left it."""
    at = clock.now()
    taken = await queries.waiting(session, ids)
    if not taken:
        return
    former = await queries.replaced_by(session, taken)
    for one in taken:
        one.end(at, by)
    await session.flush()
    session.add_all([_again(one) for one in former])
    whose = await queries.whose(session, [one.sku_id for one in taken])
    for one in taken:
        action = "catalog.withdraw_suggested_price"
        _record(session, by, action, one, code=whose[one.sku_id].code)


def _again(one: SuggestedPrice) -> SuggestedPrice:
    return SuggestedPrice(
        sku_id=one.sku_id,
        price=one.price,
        dated=one.dated,
        until=one.until,
        address=one.address,
        file_id=one.file_id,
        entered_at=one.entered_at,
        entered_by=one.entered_by,
        entered_by_id=one.entered_by_id,
    )


async def _held(
    session: AsyncSession, suggested_id: UUID
) -> tuple[Product, Sequence[SuggestedPrice]]:
    """The product, and what waits or stands for the article, as they are now."""
    sku_id = (await queries.suggested_price(session, suggested_id)).sku_id
    product_id = (await queries.whose(session, [sku_id]))[sku_id].product_id
    product = (await goods.locked(session, [product_id]))[product_id]
    return product, await queries.suggested_of(session, [sku_id])


def _tell(session: AsyncSession, product: Product, by: Actor, at: datetime) -> None:
    """It is another one for everything that keeps a copy of what shoppers see of it."""
    product.edited(at, by)
    events.emit(session, ProductChanged(product_id=product.id))


def _code(product: Product, one: SuggestedPrice) -> str:
    return next(sku.code for sku in product.skus if sku.id == one.sku_id)


def _record(
    session: AsyncSession, by: Actor, action: str, one: SuggestedPrice, *, code: str
) -> None:
    access.record(
        session,
        by,
        action,
        object_type=SuggestedPrice.__tablename__,
        object_id=one.id,
        label=code,
        after={"price": one.price, "dated": one.dated, "until": one.until, "address": one.address},
    )


def _entered(wanted: Suggestion, at: datetime, by: Actor) -> SuggestedPrice:
    return SuggestedPrice(
        sku_id=wanted.sku_id,
        price=wanted.price,
        dated=wanted.dated,
        until=wanted.last_day,
        address=wanted.address,
        file_id=wanted.file_id,
        entered_at=at,
        entered_by=by.name,
        entered_by_id=by.id,
    )


def _problems(
    wanted: Suggestion, whose: dict[UUID, queries.Whose], at: datetime
) -> Iterator[Problem]:
    yield from wanted.problems(clock.local_day(at))
    sku = whose.get(wanted.sku_id)
    if sku is None or sku.currency != wanted.price.currency:
        yield Problem("code", _("The product has no SKU with this code."))


def _refuse(wanted: Sequence[Suggestion], found: Sequence[Sequence[Problem]]) -> None:
    alone = len(wanted) == 1
    problems = [
        problem if alone else Problem(f"{place}.{problem.field}", problem.message)
        for place, each in enumerate(found)
        for problem in each
    ]
    if problems:
        raise Invalid(problems)


def _is_address(address: str) -> bool:
    if len(address) > ADDRESS_MAX or not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
