"""What must always hold of money."""

from hutong.kernel.i18n import N_
from hutong.kernel.invariants import About, Invariant

MONEY = """
    select i.id, i.number, i.state, i.amount_minor, i.currency,
           coalesce(sum(l.amount_minor) filter (where l.kind = 'capture'), 0) as captured,
           coalesce(sum(l.amount_minor) filter (where l.kind = 'refund'), 0) as refunded,
           count(*) filter (where l.currency <> i.currency and l.kind in ('capture', 'refund'))
               as foreign_money,
           coalesce(bool_or(l.provider_event like 'accepted:%'), false) as accepted
    from payments_intent i left join payments_ledger l on l.intent_id = i.id
    group by i.id"""

LEDGER = (
    Invariant(
        id="payments.refunded",
        family="I4",
        holds=N_("No more goes back than came in."),
        about=About.PAYMENT,
        query=f"""
            select id, refunded || ' > ' || captured as says from ({MONEY}) as money
            where refunded > captured""",  # noqa: S608
    ),
    Invariant(
        id="payments.paid_in",
        family="I4",
        holds=N_("A payment that counts as paid has its money in the ledger."),
        about=About.PAYMENT,
        query=f"""
            select id, state || ': ' || captured as says from ({MONEY}) as money
            where state not in ('pending', 'closed') and captured < amount_minor
              and not accepted""",  # noqa: S608
    ),
    Invariant(
        id="payments.counted",
        family="I4",
        holds=N_("Money in the ledger counts as paid."),
        about=About.PAYMENT,
        query=f"""
            select id, state || ': ' || captured as says from ({MONEY}) as money
            where state in ('pending', 'closed') and captured > 0""",  # noqa: S608
    ),
    Invariant(
        id="payments.given_back",
        family="I4",
        holds=N_("Of a payment that was given back nothing is left here."),
        about=About.PAYMENT,
        query=f"""
            select id, captured || ' - ' || refunded as says from ({MONEY}) as money
            where state = 'refunded' and captured <> refunded""",  # noqa: S608
    ),
    Invariant(
        id="payments.currency",
        family="I4",
        holds=N_("Money moves in the currency of its payment."),
        about=About.PAYMENT,
        query=f"""
            select id, currency as says from ({MONEY}) as money
            where foreign_money > 0""",  # noqa: S608
    ),
    Invariant(
        id="payments.refund_booked",
        family="I7",
        holds=N_("Every finished refund stands in the ledger once."),
        about=About.REFUND,
        query="""
            select r.id, r.key as says from payments_refund r
            where r.state = 'done' and 1 <> (
                select count(*) from payments_ledger l
                where l.attempt_id = r.attempt_id and l.kind in ('refund', 'returned')
                  and l.provider_event = 'refund:' || r.id and l.amount_minor = r.amount_minor)""",
    ),
    Invariant(
        id="payments.capture_booked",
        family="I7",
        holds=N_("Every payment that succeeded stands in the ledger once."),
        about=About.PAYMENT,
        query="""
            select a.intent_id as id, count(l.id) || 'x' as says
            from payments_attempt a
            left join payments_ledger l on l.attempt_id = a.id and l.kind = 'capture'
            group by a.id
            having count(l.id) <> case when a.state = 'captured' then 1 else 0 end""",
    ),
    Invariant(
        id="payments.heard_once",
        family="I7",
        holds=N_("Each message of a provider takes effect once."),
        about=About.PAYMENT,
        query="""
            select a.intent_id as id, n.event_id as says
            from payments_notification n join payments_attempt a on a.id = n.attempt_id
            where n.outcome = 'applied' and n.event_id is not null
            group by n.provider, n.event_id, a.intent_id having count(*) > 1""",
    ),
    Invariant(
        id="payments.asked_about",
        family="I9",
        holds=N_("The provider is asked about every payment that is unclear."),
        about=About.PAYMENT,
        query="""
            select intent_id as id, min(query_at) as says from payments_attempt
            where state in ('starting', 'open')
              and coalesce(query_at, expires_at + interval '1 day') < :at - interval '10 minutes'
            group by intent_id""",
        at_once=False,
    ),
    Invariant(
        id="payments.refund_asked",
        family="I9",
        holds=N_("The provider is asked for every refund that we owe."),
        about=About.REFUND,
        query="""
            select id, owed_at as says from payments_refund
            where state in ('owed', 'sent') and try_at < :at - interval '10 minutes'""",
        at_once=False,
    ),
    Invariant(
        id="payments.refund_refused",
        family="I9",
        holds=N_("No refund that a provider refused is left alone."),
        about=About.REFUND,
        query="""
            select id, note as says from payments_refund
            where state = 'failed' and owed_at < :at""",
        at_once=False,
    ),
)

BOOKS = (
    Invariant(
        id="payments.balanced",
        family="I4",
        holds=N_("Every entry in the books is balanced."),
        about=About.PAYMENT,
        query="""
            select j.intent_id as id, string_agg(g.says, ', ') as says
            from (select entry_id, currency || ' ' || sum(amount_minor) as says
                  from payments_leg group by entry_id, currency having sum(amount_minor) <> 0) as g
            join payments_journal j on j.id = g.entry_id
            group by j.intent_id""",
    ),
    Invariant(
        id="payments.booked",
        family="I4",
        holds=N_("Every movement in the ledger is booked."),
        about=About.PAYMENT,
        query="""
            select l.intent_id as id, string_agg(l.kind, ', ') as says from payments_ledger l
            where not exists (select from payments_journal j
                              join payments_leg g on g.entry_id = j.id where j.id = l.id)
            group by l.intent_id""",
    ),
    Invariant(
        id="payments.debt_booked",
        family="I4",
        holds=N_("Every refund that we owe or owed stands in the books."),
        about=About.REFUND,
        query="""
            select r.id, r.state as says from payments_refund r
            where r.state in ('owed', 'sent', 'failed', 'done') and not exists (
                select from payments_journal j where j.id = r.id and j.kind = 'refund_owed')""",
    ),
    Invariant(
        id="payments.debts",
        family="I4",
        holds=N_("The refunds owed in the books are those that are owed."),
        about=About.PAYMENT,
        query="""
            select currency as id, coalesce(b.minor, 0) || ' <> ' || coalesce(o.minor, 0) as says
            from (select currency, -sum(amount_minor) as minor from payments_leg
                  where account = 'refunds_owed' group by currency) b
            full join (select currency, sum(amount_minor) as minor from payments_refund
                       where state in ('owed', 'sent', 'failed') group by currency) o
            using (currency)
            where coalesce(b.minor, 0) <> coalesce(o.minor, 0)""",
    ),
)

CLEARING = (
    Invariant(
        id="payments.clearing",
        family="I4",
        holds=N_("What stands with a provider is what came and went, less its fees and payouts."),
        about=About.PAYMENT,
        query="""
            select coalesce(b.provider, m.provider) as id,
                   coalesce(b.minor, 0) || ' <> ' || coalesce(m.minor, 0) as says
            from (select holder as provider, currency, sum(amount_minor) as minor
                  from payments_leg where account = 'provider' group by holder, currency) b
            full join (
                select provider, currency, sum(minor) as minor from (
                    select provider, currency, case when kind in ('capture', 'held')
                           then amount_minor else -amount_minor end as minor
                    from payments_ledger where provider_event not like 'accepted:%'
                    union all
                    select provider, currency, -fee_minor - case kind when 'payout'
                           then amount_minor else 0 end
                    from payments_bill_line
                    union all
                    select holder, currency, -amount_minor
                    from payments_leg where account = 'unclaimed') as moved
                group by provider, currency) m using (provider, currency)
            where coalesce(b.minor, 0) <> coalesce(m.minor, 0)""",
    ),
    Invariant(
        id="payments.unclaimed",
        family="I4",
        holds=N_("The unclaimed money in the books is what was decided about."),
        about=About.PAYMENT,
        query="""
            select coalesce(b.provider, u.provider) as id,
                   coalesce(b.minor, 0) || ' <> ' || coalesce(u.minor, 0) as says
            from (select holder as provider, currency, -sum(amount_minor) as minor
                  from payments_leg where account = 'unclaimed' group by holder, currency) b
            full join (select provider, currency, sum(amount_minor) as minor
                       from payments_unclaimed where state in ('kept', 'owed', 'sent', 'failed')
                       group by provider, currency) u using (provider, currency)
            where coalesce(b.minor, 0) <> coalesce(u.minor, 0)""",
    ),
)

SUMS = (
    Invariant(
        id="payments.summed",
        family="I4",
        holds=N_("The running sums of the books and bills are what their lines add up to."),
        about=About.PAYMENT,
        query="""
            select account || ' ' || holder || ' ' || kind || ' ' || currency as id,
                   coalesce(b.minor, 0) || ' <> ' || coalesce(l.minor, 0) as says
            from (select account, holder, currency, kind, sum(minor) as minor from (
                      select account, holder, currency, kind, minor from payments_balance
                      union all
                      select account, holder, currency, kind, minor
                      from payments_balance_change) as changed
                  group by account, holder, currency, kind) b
            full join (
                select account, holder, currency, kind, sum(minor) as minor from (
                    select g.account, g.holder, g.currency, j.kind, g.amount_minor as minor
                    from payments_leg g join payments_journal j on j.id = g.entry_id
                    union all
                    select 'bill', provider, currency, kind, amount_minor from payments_bill_line
                    union all
                    select 'bill', provider, currency, 'fee', fee_minor
                    from payments_bill_line) as lines
                group by account, holder, currency, kind) l
            using (account, holder, currency, kind)
            where coalesce(b.minor, 0) <> coalesce(l.minor, 0)""",
    ),
)

INVARIANTS = (*LEDGER, *BOOKS, *CLEARING, *SUMS)
