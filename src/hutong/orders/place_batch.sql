-- Decides many orders and writes those that can be had: one statement, one transaction, one
-- commit, however many orders. Why: docs/decisions, "Orders are committed in groups". Who calls
-- it: hot.py beside this file.
--
-- Every parameter is one column of a list: o_ of the orders in their order of arrival, s_ of the
-- shelves (the stock of one SKU at one location) in the order in which they are locked, l_ of the
-- lines, q_ of what a member may still buy of a product. l_order counts the orders from 1, l_shelf
-- the shelves, l_quota the q_ list (0: no limit). o_placed and o_paid are what is said of the order;
-- o_paid and o_paid_at are those of orders for which nothing is to be paid, null for others.
--
-- `verdicts` in the order of arrival: placed; again (the key has this very order already); other
-- (the key stands for another order); short; over (more than one member may buy); moved (where goods
-- may be sold has changed since the order's address was looked at). `ids` and `numbers` are of the
-- order that now stands. For short and over, `lines` names the lines that are
-- in the way, and `remains` how many of each could have been had.
create or replace function orders_place_batch(
    o_id uuid[], o_number text[], o_seller_id uuid[], o_member_id uuid[], o_shard bigint[],
    o_payment text[], o_fulfilment text[], o_placed_at timestamptz[], o_pay_by timestamptz[],
    o_paid_at timestamptz[], o_currency text[], o_goods bigint[], o_discount bigint[],
    o_freight bigint[], o_total bigint[], o_freight_trace text[], o_recipient text[],
    o_phone text[], o_region_code text[], o_province text[], o_city text[], o_district text[],
    o_street text[], o_detail text[], o_buyer_note text[], o_by_kind text[], o_by_id uuid[],
    o_by_name text[], o_key text[], o_fingerprint text[], o_last_line int[], o_intent_id uuid[],
    o_edition bigint[], o_placed text[], o_paid text[],
    o_checkout_id uuid[], o_address_id uuid[], o_checkout_note text[], o_from_cart boolean[],
    o_answer_key text[], o_answer_fingerprint text[], o_answer_status bigint[],
    o_answer_body bytea[],
    s_location_id uuid[], s_sku_id uuid[], s_wanted bigint[],
    l_order int[], l_shelf int[], l_quota int[], l_position bigint[], l_product_id uuid[],
    l_slug text[], l_title text[], l_sku_title text[], l_sku_code text[], l_picture text[],
    l_quantity bigint[], l_weight_grams bigint[], l_valid_days bigint[], l_trace text[],
    l_unit_price bigint[], l_payable bigint[],
    q_member_id uuid[], q_product_id uuid[], q_most bigint[], q_since timestamptz[],
    q_wanted bigint[],
    out verdicts text[], out ids uuid[], out numbers text[], out lines int[], out remains bigint[]
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
    first_line int := 1;
    too_many int;
    regions bigint;    -- the edition of the rules about where goods may be sold
    cart_ids uuid[];
    stays bigint[];    -- of the cart lines, in their order
begin
    lines := '{}';
    remains := '{}';

    -- Where goods may be sold stays as it is until we are done: who changes it waits for us, and who
    -- looked at an address under other rules looks again.
    perform pg_advisory_xact_lock_shared(7301515);
    select coalesce(max(book.edition), 0) into regions from assortment_edition book
    where book.one;

    -- What must not change while we decide, in one order for everybody. A quota has no row to lock.
    if cardinality(q_member_id) > 0 then
        perform pg_advisory_xact_lock(quota.key)
        from (select distinct hashtextextended(q.member_id::text || q.product_id::text, 0) as key
              from unnest(q_member_id, q_product_id) as q (member_id, product_id)
              order by 1) quota;
        select array_agg(q.most - bought.pieces order by q.place) into allowed
        from unnest(q_member_id, q_product_id, q_most, q_since) with ordinality
                 as q (member_id, product_id, most, since, place)
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
    select array_agg(coalesce(shelf.free, 0) order by wanted.place),
           coalesce(bool_or(wanted.pieces * 8 > coalesce(shelf.free, 0)), true)
    into free, scarce
    from unnest(s_location_id, s_sku_id, s_wanted) with ordinality
             as wanted (location_id, sku_id, pieces, place)
    left join lateral (
        select stock.on_hand - stock.reserved as free from inventory_stock stock
        where stock.location_id = wanted.location_id and stock.sku_id = wanted.sku_id
        limit 1) shelf on true;
    if scarce then
        select array_agg(coalesce(shelf.free, 0) order by wanted.place) into free
        from unnest(s_location_id, s_sku_id) with ordinality
                 as wanted (location_id, sku_id, place)
        left join lateral (
            select stock.on_hand - stock.reserved as free from inventory_stock stock
            where stock.location_id = wanted.location_id and stock.sku_id = wanted.sku_id
            for no key update) shelf on true;
    end if;

    -- Found by the key and not by the buyer, who may have thousands of orders: "is not distinct" keeps
    -- a plan that was made while there were few from going through all of them.
    select array_agg(known.id is null and asked.edition = regions order by asked.place),
           array_agg(coalesce(known.id, asked.id) order by asked.place),
           array_agg(coalesce(known.number, asked.number) order by asked.place),
           array_agg(case when known.id is null and asked.edition = regions then 'placed'
                          when known.id is null then 'moved'
                          when known.fingerprint = asked.fingerprint then 'again'
                          else 'other' end order by asked.place)
    into fits, ids, numbers, verdicts
    from unnest(o_id, o_number, o_member_id, o_key, o_fingerprint, o_edition) with ordinality
             as asked (id, number, member_id, key, fingerprint, edition, place)
    left join lateral (
        select earlier.id, earlier.number, earlier.fingerprint from orders_order earlier
        where earlier.idempotency_key = asked.key
          and earlier.member_id is not distinct from asked.member_id
        limit 1) known on true;

    -- There is enough for everybody, or who came first is served first, wholly or not at all.
    if exists (select from unnest(s_wanted, free) as s (wanted, free) where s.wanted > s.free)
       or exists (select from unnest(q_wanted, allowed) as q (wanted, free) where q.wanted > q.free)
    then
        for i in 1 .. cardinality(o_id) loop
            if fits[i] then
                for l in first_line .. o_last_line[i] loop
                    if free[l_shelf[l]] < l_quantity[l] then
                        fits[i] := false;
                        verdicts[i] := 'short';
                        lines := lines || l;
                        remains := remains || free[l_shelf[l]];
                    end if;
                end loop;
            end if;
            too_many := null;
            if fits[i] then
                for l in first_line .. o_last_line[i] loop
                    free[l_shelf[l]] := free[l_shelf[l]] - l_quantity[l];
                    if l_quota[l] > 0 then
                        allowed[l_quota[l]] := allowed[l_quota[l]] - l_quantity[l];
                        if allowed[l_quota[l]] < 0 then
                            too_many := coalesce(too_many, l);
                        end if;
                    end if;
                end loop;
            end if;
            if too_many is not null then
                for l in first_line .. o_last_line[i] loop
                    free[l_shelf[l]] := free[l_shelf[l]] + l_quantity[l];
                    if l_quota[l] > 0 then
                        allowed[l_quota[l]] := allowed[l_quota[l]] + l_quantity[l];
                    end if;
                end loop;
                fits[i] := false;
                verdicts[i] := 'over';
                lines := lines || too_many;
                remains := remains || greatest(allowed[l_quota[too_many]], 0);
            end if;
            first_line := o_last_line[i] + 1;
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
    select o_id[n], o_number[n], o_seller_id[n], o_member_id[n], o_shard[n], 'open', o_payment[n],
           o_fulfilment[n], case when o_paid[n] is null then 1 else 2 end, o_placed_at[n],
           o_pay_by[n], o_paid_at[n], o_currency[n], o_goods[n], o_discount[n], o_freight[n],
           o_total[n], o_freight_trace[n]::jsonb, o_recipient[n], o_phone[n], o_region_code[n],
           o_province[n], o_city[n], o_district[n], o_street[n], o_detail[n], o_buyer_note[n],
           o_key[n], o_fingerprint[n]
    from (select n from generate_subscripts(o_id, 1) n where fits[n]
          order by o_member_id[n], o_key[n]) o
    on conflict (member_id, idempotency_key) do nothing
    returning id)
    select array_agg(id) into written from made;
    if cardinality(written) is distinct from cardinality(array_positions(fits, true)) then
        select array_agg(asked.fits and earlier.id = asked.id order by asked.place),
               array_agg(coalesce(earlier.id, asked.id) order by asked.place),
               array_agg(coalesce(earlier.number, asked.number) order by asked.place),
               array_agg(case when earlier.id = asked.id or not asked.fits then asked.verdict
                              when earlier.fingerprint = asked.fingerprint then 'again'
                              else 'other' end order by asked.place)
        into fits, ids, numbers, verdicts
        from unnest(o_member_id, o_key, o_fingerprint, fits, ids, numbers, verdicts) with ordinality
                 as asked (member_id, key, fingerprint, fits, id, number, verdict, place)
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
    select o_id[l_order[n]], l_position[n], s_sku_id[l_shelf[n]], l_product_id[n], l_slug[n],
           l_title[n]::jsonb, l_sku_title[n]::jsonb, l_sku_code[n], l_picture[n], l_quantity[n], 0,
           l_weight_grams[n], l_valid_days[n], l_trace[n]::jsonb, o_currency[l_order[n]],
           l_unit_price[n], l_payable[n]
    from generate_subscripts(l_order, 1) n where fits[l_order[n]];

    insert into inventory_reservation
        (id, reference, sku_id, location_id, quantity, shipped, state, expires_at, made_at)
    select uuidv7(), o_id[l_order[n]], s_sku_id[l_shelf[n]], s_location_id[l_shelf[n]],
           l_quantity[n], 0, case when o_paid[l_order[n]] is null then 'held' else 'claimed' end,
           case when o_paid[l_order[n]] is null then o_pay_by[l_order[n]] end,
           o_placed_at[l_order[n]]
    from generate_subscripts(l_order, 1) n where fits[l_order[n]];

    insert into inventory_movement
        (id, location_id, sku_id, on_hand_delta, reserved_delta, reason, reference, at,
         by_kind, by_id, by_name)
    select uuidv7(), s_location_id[l_shelf[n]], s_sku_id[l_shelf[n]], 0, l_quantity[n],
           'reserve', o_id[l_order[n]], o_placed_at[l_order[n]], 'system', null, 'system'
    from generate_subscripts(l_order, 1) n where fits[l_order[n]];

    insert into orders_history
        (order_id, position, at, axis, before, after, by_kind, by_id, by_name, note)
    select o_id[n], 1, o_placed_at[n], 'order', null, 'open', o_by_kind[n], o_by_id[n],
           o_by_name[n], ''
    from generate_subscripts(o_id, 1) n where fits[n]
    union all
    select o_id[n], 2, o_placed_at[n], 'payment', 'unpaid', 'paid', 'system', null, 'system', ''
    from generate_subscripts(o_id, 1) n where fits[n] and o_paid[n] is not null;

    insert into payments_intent
        (id, reference, number, member_id, state, opened_at, expires_at, currency, amount_minor)
    select o_intent_id[n], o_id[n], o_number[n], o_member_id[n], 'pending', o_placed_at[n],
           o_pay_by[n], o_currency[n], o_total[n]
    from generate_subscripts(o_id, 1) n where fits[n] and o_intent_id[n] is not null;

    insert into event (name, key, payload, at)
    select said.name, o_id[n], said.payload::jsonb, o_placed_at[n]
    from generate_subscripts(o_id, 1) n
    cross join lateral (values ('orders.placed', o_placed[n]), ('orders.paid', o_paid[n]))
        as said (name, payload)
    where fits[n] and said.payload is not null;

    -- What is left of an article concerns the article: one word about all of them.
    insert into event (name, key, payload, at)
    select 'inventory.stock_changed', null,
           jsonb_build_object('sku_ids', jsonb_agg(taken.sku_id), 'location_ids', '[]'::jsonb,
                              'reason', ''),
           max(taken.at)
    from (select s_sku_id[l_shelf[n]] as sku_id, max(o_placed_at[l_order[n]]) as at
          from generate_subscripts(l_order, 1) n where fits[l_order[n]] group by 1 order by 1) taken;

    -- The checkout is over with its order, and its articles leave the cart; more of the same that
    -- was put in meanwhile stays.
    update cart_checkout checkout
    set order_id = o_id[n], address_id = o_address_id[n], note = o_checkout_note[n]
    from generate_subscripts(o_id, 1) n
    where fits[n] and checkout.id = o_checkout_id[n] and checkout.id = any(o_checkout_id);

    if true = any(o_from_cart) then
        select array_agg(held.id), array_agg(held.quantity - leaving.quantity)
        into cart_ids, stays
        from (select o_member_id[l_order[n]] as member_id, s_sku_id[l_shelf[n]] as sku_id,
                     sum(l_quantity[n]) as quantity
              from generate_subscripts(l_order, 1) n
              where o_from_cart[l_order[n]] and fits[l_order[n]] group by 1, 2 order by 1, 2) leaving
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
    select o_member_id[n], o_answer_key[n], o_answer_fingerprint[n], o_answer_status[n],
           o_answer_body[n], o_placed_at[n]
    from generate_subscripts(o_id, 1) n where fits[n] and o_answer_key[n] is not null;

    -- Every one of these rows is there; an upsert looks each up, an update might scan. In the same
    -- order for everybody: by shelf.
    insert into inventory_stock as stock (location_id, sku_id, on_hand, reserved)
    select s_location_id[taken.shelf], s_sku_id[taken.shelf], taken.quantity, taken.quantity
    from (select l_shelf[n] as shelf, sum(l_quantity[n]) as quantity
          from generate_subscripts(l_order, 1) n
          where fits[l_order[n]] group by 1 order by 1) taken
    on conflict (location_id, sku_id) do update set reserved = stock.reserved + excluded.reserved;
end
$$;
