"""One order, deed by deed, in memory: `lived` does the same through the use cases."""

from dataclasses import dataclass
from datetime import datetime

from hutong.demo.bulk.money import Money
from hutong.demo.bulk.parcels import Parcels
from hutong.demo.bulk.pile import Pile
from hutong.demo.bulk.promises import Promises, Tally
from hutong.demo.lived import JOBS_START_AFTER, Crew
from hutong.demo.placing import Shop, placement
from hutong.demo.wallets import Addresses
from hutong.demo.year import Story
from hutong.demo.year.deeds import Deed, What
from hutong.demo.year.paying import DECLINED_AFTER, TRIES_AGAIN_AFTER, paying
from hutong.inventory import Want
from hutong.kernel import events
from hutong.kernel.actor import SYSTEM, Actor
from hutong.kernel.clock import Simulated
from hutong.orders import (
    FulfilmentState,
    Order,
    OrderDelivered,
    OrderNote,
    OrderRefunded,
    OrderState,
    PaymentState,
    rules,
    steps,
)
from hutong.orders.placement import drafted, order_row
from hutong.orders.service import place, settle, ship
from hutong.payments import Intent


@dataclass(frozen=True)
class Desk:
    """What every case needs."""

    pile: Pile
    tally: Tally
    shop: Shop
    crew: Crew
    addresses: Addresses


class Case:
    def __init__(self, desk: Desk, story: Story, buyer: Actor) -> None:
        self._desk = desk
        self._pile = desk.pile
        self._story = story
        self._paying = paying(story)
        self._buyer = buyer
        at = story.placed_at
        draft = drafted(placement(desk.shop, story, buyer), at)
        self._order = order = Order(**order_row(draft))
        self._pile.add(order)
        place_id = draft.placement.lines[0].location_id
        self._stock = Promises(self._pile, desk.tally, order.id, place_id)
        wants = [Want(line.sku_id, line.quantity) for line in draft.placement.lines]
        self._stock.reserve(wants, at=at, until=order.pay_by)
        place.write_down(self._pile, order, draft)
        intent = Intent(
            reference=order.id,
            number=order.number,
            member_id=order.member_id,
            amount=order.total,
            opened_at=at,
            expires_at=order.pay_by,
        )
        self._pile.add(intent)
        self._money = Money(self._pile, intent, provider=story.provider, addresses=desk.addresses)
        self._parcels = Parcels(self._pile, order)

    def do(self, deed: Deed, time: Simulated) -> None:  # noqa: C901 - one line for each deed
        match deed.what:
            case What.PLACED:
                pass  # it is what makes a case
            case What.AT_CASHIER:
                self._start(time)
            case What.PAID:
                self._pay(time)
            case What.REMARKED:
                self._remark()
            case What.CANCELLED:
                self._cancel(time)
            case What.LAPSED:
                self._call_off(SYSTEM, "unpaid", deed.at)
                self._leave(time)
            case What.SENT:
                self._send(deed)
            case What.SEEN:
                self._see(deed)
            case What.CONFIRMED:
                ship.complete(self._pile, self._order, by=self._buyer, at=deed.at)
            case What.CONFIRMED_ITSELF:
                ship.complete(self._pile, self._order, by=SYSTEM, at=deed.at)

    def _start(self, time: Simulated) -> None:
        self._money.start(time.at)
        if self._paying.declined_first:
            time.advance(DECLINED_AFTER)
            self._money.decline(time.at)
            time.advance(TRIES_AGAIN_AFTER)
            self._money.start(time.at)

    def _pay(self, time: Simulated) -> None:
        self._money.pay(time.at)
        time.advance(self._paying.lag)
        if self._paying.told:
            self._money.hear(time.at)
        else:
            self._money.ask(time.at)
        self._stock.claim()
        settle.paid(self._pile, self._order, by=SYSTEM, at=time.at)

    def _leave(self, time: Simulated) -> None:
        """The provider is asked to take no money for what was left at its cashier."""
        if self._paying.abandoned:
            time.advance(JOBS_START_AFTER)
            self._money.give_up(time.at)

    def _remark(self) -> None:
        remark, by = self._story.remark, self._desk.crew.support
        if remark is not None:
            note = OrderNote(
                order_id=self._order.id,
                at=remark.at,
                staff_id=by.id,
                staff_name=by.name,
                text=remark.text,
            )
            self._pile.add(note)

    def _cancel(self, time: Simulated) -> None:
        self._call_off(self._buyer, self._story.reason, time.at)
        if self._story.paid_at:
            time.advance(JOBS_START_AFTER)
            self._money.send_back(time.at)
            self._refunded(time.at)
        else:
            self._leave(time)

    def _call_off(self, by: Actor, reason: str, at: datetime) -> None:
        order = self._order
        order.cancel_reason = rules.without_card_numbers(reason)
        was_paid = order.payment is PaymentState.PAID
        steps.take(self._pile, order, OrderState.CANCELLED, by=by, at=at, note=reason)
        self._stock.release(at)
        if was_paid:
            steps.take(self._pile, order, PaymentState.REFUNDING, by=by, at=at)
            self._money.owe(reason, rules.reason_outside(reason), key="cancelled", at=at)
        else:
            self._money.close(at)
        events.emit(self._pile, settle.cancelled(order, by=by, was_paid=was_paid, at=at))

    def _refunded(self, at: datetime) -> None:
        order = self._order
        steps.take(self._pile, order, PaymentState.REFUNDED, by=SYSTEM, at=at)
        refunded = OrderRefunded(
            order_id=order.id,
            number=order.number,
            member_id=order.member_id,
            at=at,
            total=order.total,
        )
        events.emit(self._pile, refunded)

    def _send(self, deed: Deed) -> None:
        parcel = deed.parcel
        assert parcel is not None  # noqa: S101 - a sending has a parcel
        by_code = {line.sku_code: line for line in self._order.lines}
        leaving = [(by_code[each.sku], each.quantity) for each in parcel.lines]
        shipment = self._parcels.send(parcel, leaving)
        wants = [Want(line.sku_id, quantity) for line, quantity in leaving]
        self._stock.ship(wants, deed.at)
        by = self._desk.crew.warehouse
        ship.send(self._pile, self._order, leaving, shipment=shipment, by=by)

    def _see(self, deed: Deed) -> None:
        parcel, scan, order = deed.parcel, deed.scan, self._order
        assert parcel is not None and scan is not None  # noqa: S101, PT018 - a scan is of a parcel
        all_there = self._parcels.see(parcel, scan)
        if all_there and order.fulfilment is FulfilmentState.SHIPPED:
            steps.take(self._pile, order, FulfilmentState.DELIVERED, by=SYSTEM, at=scan.at)
            delivered = OrderDelivered(
                order_id=order.id, number=order.number, member_id=order.member_id, at=scan.at
            )
            events.emit(self._pile, delivered)
