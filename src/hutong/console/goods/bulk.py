"""Changing many products at once: looked at beforehand, each with its own outcome, taken back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, assortment, catalog, inventory
from hutong.catalog import Cause, ProductSheet, ProductState, Source
from hutong.console.goods.product_form import PERMISSION, PRODUCT
from hutong.console.goods.repricing import PRICE_WAYS, one_way, repriced
from hutong.console.goods.words import (
    SOURCINGS,
    brands_by_id,
    categories_by_id,
    tags_by_slug,
)
from hutong.console.kit import (
    Action,
    Answers,
    Changing,
    ChoiceField,
    Deed,
    Label,
    Labels,
    ManyField,
    Option,
    Undo,
    WholeField,
)
from hutong.inventory import MAIN, QUANTITY_MAX, Pin
from hutong.kernel.errors import Forbidden, Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.texts import pick

Changes = Mapping[str, Sequence[Any]]
HINT, LIMITS, REGIONS = "hint", "limits", "region_rules"
UNSET = N_("Stays the same")
OF_STOCK = (f".{HINT}", f".{LIMITS}")
PIN = "inventory.adjust"
SHELF: Labels = {
    ProductState.LISTED: Label(N_("Put on sale")),
    ProductState.DELISTED: Label(N_("Take off sale")),
}
HINT_MAX = 10_000


@dataclass(eq=False)
class MayNotPin(Forbidden):
    message = "Your role does not include stock limits."


async def _plan(session: AsyncSession, sheet: ProductSheet, answers: Answers) -> Changes:
    planned = dict(_of_product(sheet, answers))
    for sku in sheet.active_skus:
        price = repriced(sku, answers)
        if price != sku.price:
            planned[f"skus.{sku.code}.price"] = [_kept(sku.price), _kept(price)]
            original = sku.price if answers["strike"] and price < sku.price else None
            if original != sku.original:
                planned[f"skus.{sku.code}.original"] = [_kept(sku.original), _kept(original)]
    regions = await _regions(session, sheet, answers)
    if regions:
        planned[REGIONS] = regions
    if answers[HINT] is not None:
        planned |= await _hints(session, sheet, answers[HINT])
    if answers["stock_low"] is not None:
        planned |= await _limits(session, sheet, (answers["stock_low"], answers["stock_high"]))
    return planned


async def _apply(deed: Deed, changes: Changes) -> None:
    await _change(deed, changes, Cause(Source.MANY))


async def _put_back(deed: Deed, changes: Changes) -> None:
    await _change(deed, changes, Cause(Source.UNDO))


async def _as_it_was(deed: Deed, changes: Changes) -> str:
    """An original price may not be told again where the price has gone up since: then everything
    else goes back, and why it does not is said."""
    try:
        async with deed.session.begin_nested():
            await _put_back(deed, changes)
    except Invalid as refusal:
        rest = {name: pair for name, pair in changes.items() if not name.endswith(".original")}
        if rest == changes:
            raise
        await _put_back(deed, rest)
        why = " ".join(dict.fromkeys(problem.message for problem in refusal.problems))
        return gettext("Put back without the original price: {why}").format(why=why)
    return ""


async def _change(deed: Deed, changes: Changes, cause: Cause) -> None:
    """The catalogue's values by the catalogue, hints and limits by the stock's keeper."""
    product: ProductSheet = deed.subject
    of_stock = {name: pair for name, pair in changes.items() if name.endswith(OF_STOCK)}
    if REGIONS in changes:  # before stock is touched: whoever places orders locks in this order
        await _place(deed, product, changes[REGIONS])
    apart = {*of_stock, REGIONS}
    words = {name: pair for name, pair in changes.items() if name not in apart}
    if words:
        await catalog.change_product(deed.session, product.id, words, by=deed.by, cause=cause)
    if not of_stock:
        return
    ids = [sku.id for sku in product.skus]
    hints = await inventory.own_hints(deed.session, ids)
    pins = await inventory.pinned(deed.session, MAIN, ids)
    wanted: dict[UUID, Pin | None] = {}
    for sku in product.skus:
        hint, limits = f"skus.{sku.code}.{HINT}", f"skus.{sku.code}.{LIMITS}"
        if hint in of_stock:
            _unchanged(hint, of_stock[hint][0], hints.get(sku.id))
            await inventory.alert_below(deed.session, sku.id, of_stock[hint][1], by=deed.by)
        if limits in of_stock:
            before, after = of_stock[limits]
            _unchanged(limits, before, _told(pins.get(sku.id)))
            wanted[sku.id] = Pin(*after) if after else None
    if wanted:
        await _may_pin(deed)
        await inventory.pin_thresholds(deed.session, MAIN, wanted, by=deed.by)


def _unchanged(field: str, before: object, now: object) -> None:
    if now != before:
        raise catalog.ChangedMeanwhile(field)


async def _may_pin(deed: Deed) -> None:
    may = await access.permissions_of(deed.session, deed.by.id) if deed.by.id else frozenset()
    if PIN not in may:
        raise MayNotPin


async def _regions(
    session: AsyncSession, sheet: ProductSheet, answers: Answers
) -> Sequence[Any] | None:
    """The regional rules that name the product, now and as wanted."""
    if not answers["regions_add"] and not answers["regions_remove"]:
        return None
    now = [str(each) for each in await assortment.of_product(session, sheet.id)]
    wanted = {*now, *answers["regions_add"]} - set(answers["regions_remove"])
    return [now, sorted(wanted)] if wanted != set(now) else None


async def _place(deed: Deed, product: ProductSheet, change: Sequence[Any]) -> None:
    before, after = change
    now = [str(each) for each in await assortment.of_product(deed.session, product.id)]
    if now != before:
        raise catalog.ChangedMeanwhile(REGIONS)
    rules = [UUID(each) for each in after]
    await assortment.place_product(deed.session, product.id, rules, by=deed.by)


async def _rules(session: AsyncSession) -> Sequence[Option]:
    return [Option(str(each.id), pick(each.name)) for each in await assortment.held(session)]


def _of_product(sheet: ProductSheet, answers: Answers) -> Iterator[tuple[str, Sequence[Any]]]:
    tags, removed = list(sheet.tags), answers["tags_remove"]
    new = [tag for tag in dict.fromkeys([*tags, *answers["tags_add"]]) if tag not in removed]
    if set(new) != set(tags):
        yield "tags", [tags, new]
    brand, wanted = str(sheet.brand.id) if sheet.brand else None, answers["brand_id"]
    if wanted and wanted != brand:
        yield "brand_id", [brand, wanted]
    sourcing = answers["sourcing"]
    if sourcing and sourcing != sheet.sourcing:
        yield "sourcing", [sheet.sourcing, sourcing]
    category = answers["category_id"]
    if category and category != str(sheet.category_id):
        yield "category_id", [str(sheet.category_id), category]
    state = answers["state"]
    if state and state != sheet.state and (state, sheet.state) != ("delisted", "draft"):
        yield "state", [str(sheet.state), state]


async def _hints(session: AsyncSession, sheet: ProductSheet, wanted: int | None) -> dict[str, Any]:
    """From how few on shoppers read how many are left, by SKU: now and as wanted."""
    kept = await inventory.own_hints(session, [sku.id for sku in sheet.active_skus])
    return {
        f"skus.{sku.code}.{HINT}": [kept.get(sku.id), wanted]
        for sku in sheet.active_skus
        if kept.get(sku.id) != wanted
    }


async def _limits(
    session: AsyncSession, sheet: ProductSheet, wanted: tuple[int, int]
) -> dict[str, Any]:
    """From how few on the main warehouse wants more and up to how many, by SKU: now and wanted."""
    pins = await inventory.pinned(session, MAIN, [sku.id for sku in sheet.active_skus])
    return {
        f"skus.{sku.code}.{LIMITS}": [_told(pins.get(sku.id)), list(wanted)]
        for sku in sheet.active_skus
        if _told(pins.get(sku.id)) != list(wanted)
    }


def _told(pin: Pin | None) -> list[int] | None:
    return [pin.minimum, pin.maximum] if pin else None


def _kept(value: object) -> Any:
    return msgspec.to_builtins(value)


async def _nothing(_deed: Deed, _answers: Answers) -> None:
    """What there is to do stands in the plan."""


def _agree(answers: Answers) -> None:
    one_way(answers)
    low, high = answers["stock_low"], answers["stock_high"]
    if (low is None) != (high is None):
        raise Invalid([Problem("stock_high", gettext("Both limits are needed, or none."))])
    if low is not None and low > high:
        words = gettext("The upper limit is at least the lower one.")
        raise Invalid([Problem("stock_high", words)])


def _safe(changes: Changes) -> bool:
    """Which rules name a product can be changed back like everything else."""
    rest = {field: pair for field, pair in changes.items() if field != REGIONS}
    return bool(changes) and (not rest or catalog.changeable(rest))


UNDO = Undo(permission=PERMISSION, subject=PRODUCT, safe=_safe, apply=_put_back)
EDIT_MANY = Action(
    slug="changes",
    title=N_("Change several"),
    permission=PERMISSION,
    subject=PRODUCT,
    run=_nothing,
    done=N_("Done."),
    question=N_("Leave empty what shall stay. You see every change before anything happens."),
    changing=Changing(plan=_plan, apply=_apply, put_back=_as_it_was, check=_agree),
    fields=(
        *PRICE_WAYS,
        ChoiceField(
            name="category_id", title=N_("Category"), options=categories_by_id, unset=UNSET
        ),
        ChoiceField(name="state", title=N_("On sale or not"), labels=SHELF, unset=UNSET),
        WholeField(
            name=HINT,
            title=N_("Say how few are left from this many on"),
            most=HINT_MAX,
        ),
        WholeField(
            name="stock_low",
            title=N_("Order again from this many on"),
            hint=N_("In the main warehouse. Both limits or none."),
            most=QUANTITY_MAX,
        ),
        WholeField(name="stock_high", title=N_("Up to this many"), most=QUANTITY_MAX),
        ManyField(name="tags_add", title=N_("Tags to add"), options=tags_by_slug),
        ManyField(name="tags_remove", title=N_("Tags to take away"), options=tags_by_slug),
        ChoiceField(name="brand_id", title=N_("Brand"), options=brands_by_id, unset=UNSET),
        ChoiceField(name="sourcing", title=N_("Sourcing"), labels=SOURCINGS, unset=UNSET),
        ManyField(name="regions_add", title=N_("Regional rules to add"), options=_rules),
        ManyField(name="regions_remove", title=N_("Regional rules to take away"), options=_rules),
    ),
)
