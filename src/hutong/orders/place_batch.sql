-- Decides many orders and writes those that can be had: one statement, one transaction, one
-- commit, however many orders. Why: docs/decisions, "Orders are committed in groups". Who calls
-- it: hot.py beside this file.
--
-- The drafts come in their order of arrival, the shelves (the stock of one SKU at one location) in
-- the order in which they are locked; a quota is what a member may still buy of a product. A line
-- names its draft, its shelf and its quota (0: no limit) by their places, counted from 1; the lines
-- of a draft stand together and end at its last_line. `placed` and `paid` are what is said of the
-- order; paid and paid_at are those of orders for which nothing is to be paid, null for others.
--
-- `verdicts` in the order of arrival: placed; again (the key has this very order already); other
-- (the key stands for another order); short; over (more than one member may buy); moved (where goods
-- may be sold has changed since the order's address was looked at). `ids` and `numbers` are of the
-- order that now stands. For short and over, `in_the_way` names the lines that are, and `remains`
-- how many of each could have been had.
create or replace function orders_place_batch(
    drafts orders_draft[], shelves orders_draft_shelf[], lines orders_draft_line[],
    quotas orders_draft_quota[],
    out verdicts text[], out ids uuid[], out numbers text[], out in_the_way int[],
    out remains bigint[]
)
language plpgsql
-- Planning for each call would cost more than the work. And the plan that is kept may be made while
-- the tables of a new shop are empty, when reading all of a table looks as cheap as looking
-- something up: it must look up all the same.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set random_page_cost = 1.1
as $$
#variable_conflict use_column
declare
    free bigint[];     -- on each shelf, less what the orders decided so far take
    allowed bigint[];  -- of each quota, likewise
    fits boolean[];    -- whether each order is written
    scarce boolean;    -- whether somebody else could take what is wanted here
    written uuid[];    -- the orders that are
    line orders_draft_line;
    first_line int := 1;
    last_line int;
    too_many int;
    regions bigint;    -- the edition of the rules about where goods may be sold
    cart_ids uuid[];
    stays bigint[];    -- of the cart lines, in their order
begin
    in_the_way := '{}';
    remains := '{}';

    -- Where goods may be sold stays as it is until we are done: who changes it waits for us, and who
    -- looked at an address under other rules looks again.
    perform pg_advisory_xact_lock_shared(7301515);
    select coalesce(max(book.edition), 0) into regions from assortment_edition book
    where book.one;

    -- What must not change while we decide, in one order for everybody. A quota has no row to lock.
    if cardinality(quotas) > 0 then
        perform pg_advisory_xact_lock(quota.key)
        from (select distinct hashtextextended(q.member_id::text || q.product_id::text, 0) as key
              from unnest(quotas) q order by 1) quota;
        select array_agg(q.most - bought.pieces order by q.ordinality) into allowed
        from unnest(quotas) with ordinality q
        cross join lateral (
            select coalesce(sum(line.quantity), 0)::bigint as pieces
            from orders_order earlier join orders_line line on line.order_id = earlier.id
            where earlier.member_id = q.member_id and line.product_id = q.product_id
              and earlier.state <> 'cancelled'
              and (q.since is null or earlier.placed_at >= q.since)) bought;
    end if;
    -- Shelves that hold plenty are locked when their rows are written, at the very end, so that
    -- batches wait for each other as shortly as can be. If they are emptied meanwhile, the rule
    -- that no more is promised than stands there refuses the batch, and the caller tries again.
    select array_agg(coalesce(shelf.free, 0) order by s.ordinality),
           coalesce(bool_or(s.wanted * 8 > coalesce(shelf.free, 0)), true)
    into free, scarce
    from unnest(shelves) with ordinality s
    left join lateral (
        select stock.on_hand - stock.reserved as free from inventory_stock stock
        where stock.location_id = s.location_id and stock.sku_id = s.sku_id
        limit 1) shelf on true;
    if scarce then
        select array_agg(coalesce(shelf.free, 0) order by s.ordinality) into free
        from unnest(shelves) with ordinality s
        left join lateral (
            select stock.on_hand - stock.reserved as free from inventory_stock stock
            where stock.location_id = s.location_id and stock.sku_id = s.sku_id
            for no key update) shelf on true;
    end if;

    -- Found by the key and not by the buyer, who may have thousands of orders: "is not distinct" keeps
    -- a plan that was made while there were few from going through all of them.
    select array_agg(known.id is null and asked.edition = regions order by asked.ordinality),
           array_agg(coalesce(known.id, asked.id) order by asked.ordinality),
           array_agg(coalesce(known.number, asked.number) order by asked.ordinality),
           array_agg(case when known.id is null and asked.edition = regions then 'placed'
                          when known.id is null then 'moved'
                          when known.fingerprint = asked.fingerprint then 'again'
                          else 'other' end order by asked.ordinality)
    into fits, ids, numbers, verdicts
    from unnest(drafts) with ordinality asked
    left join lateral (
        select earlier.id, earlier.number, earlier.fingerprint from orders_order earlier
        where earlier.idempotency_key = asked.key
          and earlier.member_id is not distinct from asked.member_id
        limit 1) known on true;

    -- There is enough for everybody, or who came first is served first, wholly or not at all.
    if exists (select from unnest(shelves) with ordinality s where s.wanted > free[s.ordinality])
       or exists (select from unnest(quotas) with ordinality q
                  where q.wanted > allowed[q.ordinality])
    then
        for i in 1 .. cardinality(drafts) loop
            last_line := (drafts[i]).last_line;
            if fits[i] then
                for l in first_line .. last_line loop
                    line := lines[l];
                    if free[line.shelf] < line.quantity then
                        fits[i] := false;
                        verdicts[i] := 'short';
                        in_the_way := in_the_way || l;
                        remains := remains || free[line.shelf];
                    end if;
                end loop;
            end if;
            too_many := null;
            if fits[i] then
                for l in first_line .. last_line loop
                    line := lines[l];
                    free[line.shelf] := free[line.shelf] - line.quantity;
                    if line.quota > 0 then
                        allowed[line.quota] := allowed[line.quota] - line.quantity;
                        if allowed[line.quota] < 0 then
                            too_many := coalesce(too_many, l);
                        end if;
                    end if;
                end loop;
            end if;
            if too_many is not null then
                for l in first_line .. last_line loop
                    line := lines[l];
                    free[line.shelf] := free[line.shelf] + line.quantity;
                    if line.quota > 0 then
                        allowed[line.quota] := allowed[line.quota] + line.quantity;
                    end if;
                end loop;
                fits[i] := false;
                verdicts[i] := 'over';
                in_the_way := in_the_way || too_many;
                remains := remains || greatest(allowed[(lines[too_many]).quota], 0);
            end if;
            first_line := last_line + 1;
        end loop;
    end if;
    if not true = any(fits) then
        return;
    end if;

    -- Who orders under a key that another process is just using waits here, and has that order.
    with made as (insert into orders_order
        (id, number, seller_id, member_id, shard, state, payment, fulfilment, moves, placed_at,
         pay_by, paid_at, currency, goods_minor, discount_minor, freight_minor, total_minor,
         freight_trace, recipient, phone, region_code, province, city, district, street, detail,
         buyer_note, idempotency_key, fingerprint)
    select o.id, o.number, o.seller_id, o.member_id, o.shard, 'open', o.payment, o.fulfilment,
           case when o.paid is null then 1 else 2 end, o.placed_at, o.pay_by, o.paid_at, o.currency,
           o.goods, o.discount, o.freight, o.total, o.freight_trace::jsonb, o.recipient, o.phone,
           o.region_code, o.province, o.city, o.district, o.street, o.detail, o.buyer_note, o.key,
           o.fingerprint
    from unnest(drafts) with ordinality o where fits[o.ordinality] order by o.member_id, o.key
    on conflict (member_id, idempotency_key) do nothing
    returning id)
    select array_agg(id) into written from made;
    if cardinality(written) is distinct from cardinality(array_positions(fits, true)) then
        select array_agg(so_far.fits and earlier.id = so_far.id order by so_far.place),
               array_agg(coalesce(earlier.id, so_far.id) order by so_far.place),
               array_agg(coalesce(earlier.number, so_far.number) order by so_far.place),
               array_agg(case when earlier.id = so_far.id or not so_far.fits then so_far.verdict
                              when earlier.fingerprint = asked.fingerprint then 'again'
                              else 'other' end order by so_far.place)
        into fits, ids, numbers, verdicts
        from unnest(fits, ids, numbers, verdicts) with ordinality
                 as so_far (fits, id, number, verdict, place)
        join unnest(drafts) with ordinality asked on asked.ordinality = so_far.place
        left join lateral (
            select placed.id, placed.number, placed.fingerprint from orders_order placed
            where placed.idempotency_key = asked.key
              and placed.member_id is not distinct from asked.member_id
            limit 1) earlier on true;
        if not true = any(fits) then
            return;
        end if;
    end if;

    insert into orders_line
        (order_id, position, sku_id, product_id, slug, title, sku_title, sku_code, picture,
         quantity, shipped, weight_grams, valid_days, trace, currency, unit_price_minor,
         payable_minor)
    select ids[l.draft], l.position, (shelves[l.shelf]).sku_id, l.product_id, l.slug,
           l.title::jsonb, l.sku_title::jsonb, l.sku_code, l.picture, l.quantity, 0,
           l.weight_grams, l.valid_days, l.trace::jsonb, (drafts[l.draft]).currency, l.unit_price,
           l.payable
    from unnest(lines) l where fits[l.draft];

    insert into inventory_reservation
        (id, reference, sku_id, location_id, quantity, shipped, state, expires_at, made_at)
    select uuidv7(), ids[l.draft], (shelves[l.shelf]).sku_id, (shelves[l.shelf]).location_id,
           l.quantity, 0, case when (drafts[l.draft]).paid is null then 'held' else 'claimed' end,
           case when (drafts[l.draft]).paid is null then (drafts[l.draft]).pay_by end,
           (drafts[l.draft]).placed_at
    from unnest(lines) l where fits[l.draft];

    insert into inventory_movement
        (id, location_id, sku_id, on_hand_delta, reserved_delta, reason, reference, at,
         by_kind, by_id, by_name)
    select uuidv7(), (shelves[l.shelf]).location_id, (shelves[l.shelf]).sku_id, 0, l.quantity,
           'reserve', ids[l.draft], (drafts[l.draft]).placed_at, 'system', null, 'system'
    from unnest(lines) l where fits[l.draft];

    insert into orders_history
        (order_id, position, at, axis, before, after, by_kind, by_id, by_name, note)
    select o.id, 1, o.placed_at, 'order', null, 'open', o.by_kind, o.by_id, o.by_name, ''
    from unnest(drafts) with ordinality o where fits[o.ordinality]
    union all
    select o.id, 2, o.placed_at, 'payment', 'unpaid', 'paid', 'system', null, 'system', ''
    from unnest(drafts) with ordinality o where fits[o.ordinality] and o.paid is not null;

    insert into payments_intent
        (id, reference, number, member_id, state, opened_at, expires_at, currency, amount_minor)
    select o.intent_id, o.id, o.number, o.member_id, 'pending', o.placed_at, o.pay_by, o.currency,
           o.total
    from unnest(drafts) with ordinality o where fits[o.ordinality] and o.intent_id is not null;

    insert into event (name, key, payload, at)
    select said.name, o.id, said.payload::jsonb, o.placed_at
    from unnest(drafts) with ordinality o
    cross join lateral (values ('orders.placed', o.placed), ('orders.paid', o.paid))
        as said (name, payload)
    where fits[o.ordinality] and said.payload is not null;

    -- What is left of an article concerns the article: one word about all of them.
    insert into event (name, key, payload, at)
    select 'inventory.stock_changed', null,
           jsonb_build_object('sku_ids', jsonb_agg(taken.sku_id), 'location_ids', '[]'::jsonb,
                              'reason', ''),
           max(taken.at)
    from (select (shelves[l.shelf]).sku_id as sku_id, max(drafts[l.draft].placed_at) as at
          from unnest(lines) l where fits[l.draft] group by 1 order by 1) taken;

    -- The checkout is over with its order, and its articles leave the cart; more of the same that
    -- was put in meanwhile stays.
    update cart_checkout checkout
    set order_id = o.id, address_id = o.address_id, note = o.checkout_note
    from unnest(drafts) with ordinality o
    where fits[o.ordinality] and checkout.id = o.checkout_id
      and checkout.id = any(array(select asked.checkout_id from unnest(drafts) asked));

    if exists (select from unnest(drafts) o where o.from_cart) then
        select array_agg(held.id), array_agg(held.quantity - leaving.quantity)
        into cart_ids, stays
        from (select (drafts[l.draft]).member_id as member_id, (shelves[l.shelf]).sku_id as sku_id,
                     sum(l.quantity) as quantity
              from unnest(lines) l
              where (drafts[l.draft]).from_cart and fits[l.draft] group by 1, 2 order by 1, 2) leaving
        cross join lateral (
            select line.id, line.quantity from cart_line line
            where line.member_id = leaving.member_id and line.sku_id = leaving.sku_id
            for update) held;
        delete from cart_line line using unnest(cart_ids, stays) as left_over (id, quantity)
        where line.id = any(cart_ids) and line.id = left_over.id and left_over.quantity <= 0;
        update cart_line line set quantity = left_over.quantity
        from unnest(cart_ids, stays) as left_over (id, quantity)
        where line.id = any(cart_ids) and line.id = left_over.id and left_over.quantity > 0;
    end if;

    -- What the client was told under its own key is told again, however often it asks.
    insert into api_answer (member_id, key, fingerprint, status, body, at)
    select o.member_id, o.answer_key, o.answer_fingerprint, o.answer_status, o.answer_body,
           o.placed_at
    from unnest(drafts) with ordinality o
    where fits[o.ordinality] and o.answer_key is not null;

    -- Every one of these rows is there; an upsert looks each up, an update might scan. In the same
    -- order for everybody: by shelf.
    insert into inventory_stock as stock (location_id, sku_id, on_hand, reserved)
    select (shelves[taken.shelf]).location_id, (shelves[taken.shelf]).sku_id, taken.quantity,
           taken.quantity
    from (select l.shelf, sum(l.quantity) as quantity
          from unnest(lines) l where fits[l.draft] group by 1 order by 1) taken
    on conflict (location_id, sku_id) do update set reserved = stock.reserved + excluded.reserved;
end
$$;
