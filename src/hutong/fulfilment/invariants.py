"""What must always hold of parcels."""

from hutong.kernel.i18n import N_
from hutong.kernel.invariants import About, Invariant

INVARIANTS = (
    Invariant(
        id="fulfilment.delivered_at",
        family="I10",
        holds=N_("A delivered parcel has the time of its delivery, and no other has."),
        about=About.PARCEL,
        query="""
            select id, number as says from fulfilment_shipment
            where (state = 'delivered') <> (delivered_at is not null)""",
    ),
    Invariant(
        id="fulfilment.seen",
        family="I10",
        holds=N_("Somebody saw every parcel that counts as delivered."),
        about=About.PARCEL,
        query="""
            select s.id, s.number as says from fulfilment_shipment s
            where s.state = 'delivered' and not exists (
                select from fulfilment_tracking t
                where t.shipment_id = s.id and t.state = 'delivered')""",
    ),
    Invariant(
        id="fulfilment.filled",
        family="I4",
        holds=N_("No parcel is empty."),
        about=About.PARCEL,
        query="""
            select s.id, s.number as says from fulfilment_shipment s
            where not exists (select from fulfilment_shipment_line l where l.shipment_id = s.id)""",
    ),
)
