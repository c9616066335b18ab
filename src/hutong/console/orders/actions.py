"""What staff do to an order. The rules are the orders module's; here are the questions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import orders
from hutong.console.kit import (
    Action,
    Answers,
    ChoiceField,
    Deed,
    Done,
    Option,
    PartField,
    Posted,
    Subject,
    TextField,
    Tone,
)
from hutong.fulfilment import CARRIERS
from hutong.kernel import texts
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.orders import Order, ShipLine
from hutong.web.templating import money

ORDER = Subject(kind="order", find=orders.find_for_staff, label=lambda order: str(order.number))
QUANTITY_DIGITS = 6


async def _carriers(_session: AsyncSession) -> Sequence[Option]:
    return [Option(each.code, texts.pick(each.name)) for each in CARRIERS.values()]


def _quantities(posted: Posted) -> dict[str, str]:
    """What was typed for each article, by its id."""
    return {sku: posted.one(f"quantity-{sku}") for sku in posted.many("sku")}


def _parcel(posted: Posted) -> list[ShipLine]:
    try:
        wanted = {UUID(sku): int(typed or "0") for sku, typed in _short(_quantities(posted))}
    except ValueError:
        raise _unclear() from None
    lines = [ShipLine(sku, quantity) for sku, quantity in wanted.items() if quantity > 0]
    if not lines or any(quantity < 0 for quantity in wanted.values()):
        raise _unclear()
    return lines


def _short(typed: dict[str, str]) -> list[tuple[str, str]]:
    if any(len(value) > QUANTITY_DIGITS or not value.isascii() for value in typed.values()):
        raise ValueError
    return list(typed.items())


def _unclear() -> Invalid:
    return Invalid([Problem("lines", gettext("Say how many of each."))])


async def _ship(deed: Deed, answers: Answers) -> Done:
    order: Order = deed.subject
    shipment = await orders.ship(
        deed.session,
        order.id,
        lines=answers["lines"],
        carrier=answers["carrier"],
        tracking_number=answers["tracking_number"],
        by=deed.by,
    )
    words = gettext("Parcel {number} is on its way.")
    return Done(message=words.format(number=shipment.tracking_number))


async def _kept_carrier(_session: AsyncSession, _order: Any) -> Answers:
    return {"carrier": next(iter(CARRIERS)), "lines": {}}


async def _cancel(deed: Deed, answers: Answers) -> None:
    await orders.cancel(deed.session, deed.subject.id, by=deed.by, reason=answers["reason"])


def _units(posted: Posted) -> dict[UUID, int]:
    return {line.sku_id: line.quantity for line in _parcel(posted)}


async def _none_yet(_session: AsyncSession, _order: Any) -> Answers:
    return {"lines": {}}


async def _call_off(deed: Deed, answers: Answers) -> Done:
    back = await orders.call_off_services(
        deed.session,
        deed.subject.id,
        answers["lines"],
        by=deed.by,
        reason=answers["reason"],
    )
    words = gettext("{amount} goes back to the buyer.")
    return Done(message=words.format(amount=money(back)))


async def _note(deed: Deed, answers: Answers) -> None:
    await orders.note(deed.session, deed.subject.id, answers["text"], by=deed.by)


async def _reveal(deed: Deed, _answers: Answers) -> Done:
    order: Order = deed.subject
    return Done(reveal=f"{order.recipient}  {order.phone}")


SHIP = Action(
    slug="shipment",
    title=N_("Ship"),
    permission="orders.ship",
    subject=ORDER,
    run=_ship,
    done=N_("Shipped."),
    fields=(
        PartField(
            name="lines",
            title=N_("In this parcel"),
            template="console/orders/_ship_lines.html",
            parse=_parcel,
            echo=_quantities,
        ),
        ChoiceField(name="carrier", title=N_("Carrier"), options=_carriers, required=True),
        TextField(
            name="tracking_number",
            title=N_("Tracking number"),
            hint=N_("Type it or scan the barcode on the label."),
            required=True,
            most=32,
        ),
    ),
    begin=_kept_carrier,
    applies=lambda shown: bool(shown.can_ship),
    icon="truck",
    primary=True,
)
CANCEL = Action(
    slug="cancellation",
    title=N_("Cancel the order"),
    permission="orders.cancel",
    subject=ORDER,
    run=_cancel,
    done=N_("The order is cancelled."),
    fields=(
        TextField(
            name="reason",
            title=N_("Reason"),
            hint=N_("The buyer sees this."),
            required=True,
            most=200,
        ),
    ),
    question=N_("The goods go back to stock. What was paid is given back to the buyer."),
    applies=lambda shown: bool(shown.can_cancel),
    tone=Tone.BAD,
)
CALL_OFF = Action(
    slug="services-back",
    title=N_("Give services back"),
    permission="orders.cancel",
    subject=ORDER,
    run=_call_off,
    done="",
    fields=(
        PartField(
            name="lines",
            title=N_("How many of each nobody will use"),
            template="console/orders/_service_lines.html",
            parse=_units,
            echo=_quantities,
        ),
        TextField(
            name="reason",
            title=N_("Reason"),
            hint=N_("The buyer sees this."),
            required=True,
            most=200,
        ),
    ),
    begin=_none_yet,
    question=N_("Their codes become void, and what was paid for them goes back to the buyer."),
    applies=lambda shown: bool(shown.can_call_off),
    tone=Tone.BAD,
)
NOTE = Action(
    slug="note",
    title=N_("Add a note"),
    permission="orders.note",
    subject=ORDER,
    run=_note,
    done=N_("The note is kept."),
    fields=(
        TextField(
            name="text",
            title=N_("Note"),
            hint=N_("Only staff see it."),
            required=True,
            most=1000,
            lines=4,
        ),
    ),
    icon="edit",
)
REVEAL = Action(
    slug="phone",
    title=N_("Show the phone number"),
    permission="members.reveal",
    subject=ORDER,
    run=_reveal,
    done="",
    question=N_("The whole number is shown once; that you looked is written down."),
    icon="eye",
)
