"""What must always hold of orders, their money, their stock and their parcels."""

from hutong.kernel.i18n import N_
from hutong.kernel.invariants import About, Invariant
from hutong.orders.states import MOVES

SUMS = """
    select o.id, o.number, o.goods_minor, o.discount_minor, o.total_minor, o.freight_minor,
           sum(l.unit_price_minor * l.quantity) as goods, sum(l.payable_minor) as payable,
           coalesce(sum(l.quantity) filter (where l.valid_days is null), 0) as pieces,
           sum(l.shipped) as shipped, o.fulfilment
    from orders_order o left join orders_line l on l.order_id = o.id
    group by o.id"""
LEGAL = ", ".join(
    f"'{axis}:{before}:{after}'"
    for axis, moves in MOVES.items()
    for before, targets in moves.items()
    for after in sorted(targets)
)

BOOKS = (
    Invariant(
        id="orders.total",
        family="I4",
        holds=N_("An order's total is its lines and its freight."),
        about=About.ORDER,
        query=f"""
            select id, number as says from ({SUMS}) as sums
            where payable is null or goods <> goods_minor or goods - payable <> discount_minor
               or payable + freight_minor <> total_minor""",  # noqa: S608
    ),
    Invariant(
        id="orders.sent",
        family="I10",
        holds=N_("How far an order is sent fits its lines."),
        about=About.ORDER,
        query=f"""
            select id, number as says from ({SUMS}) as sums
            where (fulfilment = 'none' and shipped > 0)
               or (fulfilment = 'partial' and shipped in (0, pieces))
               or (fulfilment in ('shipped', 'delivered', 'received') and shipped < pieces)
               or (fulfilment = 'not_needed') <> (pieces = 0)""",  # noqa: S608
    ),
    Invariant(
        id="orders.sent_where_sold",
        family="I10",
        holds=N_("No order goes where a rule keeps its goods from."),
        about=About.ORDER,
        # Every order since a minute after the rule was saved knew of it. Goods that a rule names;
        # others may have had another category or parameter then.
        query="""
            select o.id, min(o.number) as says
            from assortment_rule rule
            join assortment_target target on target.rule_id = rule.id
            join orders_line line on line.product_id = target.product_id
            join orders_order o on o.id = line.order_id
            where rule.removed_at is null and o.region_code <> '' and line.valid_days is null
              and o.placed_at >= greatest(rule.edited_at, rule.begins_at) + interval '1 minute'
              and (rule.ends_at is null or o.placed_at < rule.ends_at - interval '1 minute')
              and rule.only <> exists (
                  select from jsonb_array_elements_text(rule.regions) as region (code)
                  where starts_with(o.region_code, region.code))
            group by o.id""",
    ),
    Invariant(
        id="orders.one_per_key",
        family="I3",
        holds=N_("One sending makes one order, however often it is repeated."),
        about=About.ORDER,
        query="""
            select min(cast(id as text)) as id, count(*) || 'x' as says from orders_order
            group by member_id, idempotency_key having count(*) > 1""",
    ),
    Invariant(
        id="orders.paid_with_money",
        family="I4",
        holds=N_("A paid order has its money."),
        about=About.ORDER,
        query="""
            select o.id, o.number as says from orders_order o
            where o.payment <> 'unpaid' and o.total_minor > 0 and not exists (
                select from payments_ledger l join payments_intent i on i.id = l.intent_id
                where i.reference = o.id and l.kind = 'capture'
                  and (l.amount_minor = o.total_minor
                       or l.provider_event like 'accepted:%'))""",
    ),
    Invariant(
        id="orders.owed_back",
        family="I10",
        holds=N_("A paid order is not closed without owing the money back."),
        about=About.ORDER,
        query="""
            select o.id, o.number as says from orders_order o
            where o.total_minor > 0 and (
                (o.state = 'cancelled' and o.payment = 'paid')
                or (o.payment = 'refunding' and not exists (
                    select from payments_refund r join payments_intent i on i.id = r.intent_id
                    where i.reference = o.id)))""",
    ),
    Invariant(
        id="orders.stock_given_back",
        family="I1",
        holds=N_("A closed order holds no stock."),
        about=About.ORDER,
        query="""
            select distinct o.id, o.number as says
            from orders_order o join inventory_reservation r on r.reference = o.id
            where r.state in ('held', 'claimed') and o.state <> 'open'""",
    ),
    Invariant(
        id="orders.stock_held",
        family="I1",
        holds=N_("An open order holds the stock that it still needs."),
        about=About.ORDER,
        query="""
            select distinct o.id, o.number as says
            from orders_order o join orders_line l on l.order_id = o.id
            where o.state = 'open' and l.shipped < l.quantity
              and (l.valid_days is null or o.payment = 'unpaid') and not exists (
                select from inventory_reservation r where r.reference = o.id
                  and r.sku_id = l.sku_id and r.state in ('held', 'claimed'))""",
    ),
    Invariant(
        id="orders.parcels",
        family="I1",
        holds=N_("What was sent of an order is what lies in its parcels."),
        about=About.ORDER,
        query="""
            select l.order_id as id, string_agg(l.sku_code, ', ') as says from orders_line l
            where l.shipped <> coalesce((
                select sum(s.quantity) from fulfilment_shipment_line s
                join fulfilment_shipment p on p.id = s.shipment_id
                where p.order_id = l.order_id and s.sku_id = l.sku_id), 0)
            group by l.order_id""",
    ),
)

HISTORY = (
    Invariant(
        id="orders.history_unbroken",
        family="I10",
        holds=N_("Every step of an order begins where the last one ended."),
        about=About.ORDER,
        query="""
            select distinct order_id as id,
                   axis || ' ' || coalesce(before, '-') || ' <> ' || last as says
            from (select order_id, axis, before,
                         lag(after) over (partition by order_id, axis order by position) as last
                  from orders_history) as steps
            where last is not null and before is distinct from last""",
    ),
    Invariant(
        id="orders.history_allowed",
        family="I10",
        holds=N_("An order takes no step that is not allowed."),
        about=About.ORDER,
        query=f"""
            select distinct order_id as id, axis || ' ' || before || ' -> ' || after as says
            from orders_history where before is not null
             and (axis || ':' || before || ':' || after) not in ({LEGAL})""",  # noqa: S608
    ),
    Invariant(
        id="orders.history_ends",
        family="I10",
        holds=N_("An order stands where its history ends."),
        about=About.ORDER,
        query="""
            select distinct o.id, e.axis || ' ' || e.after as says
            from orders_order o join (
                select distinct on (order_id, axis) order_id, axis, after
                from orders_history order by order_id, axis, position desc) as e
              on e.order_id = o.id
            where e.after <> case e.axis when 'order' then o.state
                             when 'payment' then o.payment else o.fulfilment end""",
    ),
    Invariant(
        id="orders.history_whole",
        family="I10",
        holds=N_("No step is missing from an order's history."),
        about=About.ORDER,
        query="""
            select o.id, o.number as says from orders_order o
            where o.moves <> (select count(*) from orders_history h where h.order_id = o.id)""",
    ),
)

NEWS = (
    Invariant(
        id="orders.codes",
        family="I9",
        holds=N_("Two minutes after its payment an order has a code for every service in it."),
        about=About.ORDER,
        query="""
            select o.id, min(o.number) as says
            from orders_line l join orders_order o on o.id = l.order_id
            where l.valid_days is not null and o.payment = 'paid' and o.state <> 'cancelled'
              and o.paid_at < :at - interval '2 minutes'
              and l.quantity <> (select count(*) from vouchers_voucher v
                                 where v.order_id = l.order_id and v.position = l.position)
            group by o.id""",
        at_once=False,
    ),
    Invariant(
        id="orders.codes_with_order",
        family="I4",
        holds=N_("A cancelled order has no code that could be redeemed."),
        about=About.ORDER,
        query="""
            select distinct o.id, o.number as says
            from orders_order o join vouchers_voucher v on v.order_id = o.id
            where o.state = 'cancelled' and v.state <> 'void'""",
    ),
    Invariant(
        id="orders.money_heard",
        family="I9",
        holds=N_("An order knows of its money within two minutes."),
        about=About.ORDER,
        query="""
            select o.id, i.captured_at as says
            from orders_order o join payments_intent i on i.reference = o.id
            where o.payment = 'unpaid' and i.captured_at < :at - interval '2 minutes'""",
        at_once=False,
    ),
    Invariant(
        id="orders.refund_heard",
        family="I9",
        holds=N_("An order knows within two minutes that its money is back."),
        about=About.ORDER,
        query="""
            select o.id, max(r.done_at) as says
            from orders_order o join payments_intent i on i.reference = o.id
            join payments_refund r on r.intent_id = i.id
            where o.payment = 'refunding' and i.state = 'refunded'
            group by o.id having max(r.done_at) < :at - interval '2 minutes'""",
        at_once=False,
    ),
    Invariant(
        id="orders.closed_in_time",
        family="I9",
        holds=N_("An order that nobody pays is closed when its time is over."),
        about=About.ORDER,
        query="""
            select id, pay_by as says from orders_order
            where state = 'open' and payment = 'unpaid'
              and pay_by < :at - interval '10 minutes'""",
        at_once=False,
    ),
    Invariant(
        id="orders.delivery_heard",
        family="I9",
        holds=N_("An order knows within ten minutes that all its parcels arrived."),
        about=About.ORDER,
        query="""
            select o.id, max(p.delivered_at) as says
            from orders_order o join fulfilment_shipment p on p.order_id = o.id
            where o.fulfilment = 'shipped' and o.state = 'open'
            group by o.id
            having bool_and(p.state = 'delivered')
               and max(p.delivered_at) < :at - interval '10 minutes'""",
        at_once=False,
    ),
)

INVARIANTS = (*BOOKS, *HISTORY, *NEWS)
