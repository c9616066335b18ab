"""What must always hold of codes."""

from hutong.kernel.i18n import N_
from hutong.kernel.invariants import About, Invariant

INVARIANTS = (
    Invariant(
        id="vouchers.had_or_paid_back",
        family="I4",
        holds=N_("No code was both redeemed and paid back."),
        about=About.ORDER,
        query="""
            select distinct order_id as id, number as says from vouchers_voucher
            where num_nonnulls(redeemed_at, voided_at) > 1
               or (state = 'redeemed') <> (redeemed_at is not null)
               or (state = 'void') <> (voided_at is not null)""",
    ),
    Invariant(
        id="vouchers.void_owed",
        family="I10",
        holds=N_("What was paid for a void code is owed back."),
        about=About.ORDER,
        query="""
            select void.order_id as id, min(void.number) as says
            from vouchers_voucher void
            where void.state = 'void'
            group by void.order_id
            having sum(void.amount_minor) > coalesce((
                select sum(r.amount_minor) from payments_refund r
                join payments_intent i on i.id = r.intent_id
                where i.reference = void.order_id and r.state <> 'declined'), 0)""",
    ),
    Invariant(
        id="vouchers.expired_in_time",
        family="I9",
        holds=N_("A code whose days are over says so within three hours."),
        about=About.ORDER,
        query="""
            select distinct order_id as id, number as says from vouchers_voucher
            where state = 'ready' and valid_until < :at - interval '3 hours'""",
        at_once=False,
    ),
)
