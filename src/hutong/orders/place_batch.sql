-- Decides many orders and writes those that can be had: one statement, one transaction, one
-- commit, however many orders. Why: docs/decisions, "Orders are committed in groups". Who calls
-- it: hot.py beside this file.
--
-- Every parameter is one column of a list: o_ of the orders in their order of arrival, s_ of the
-- shelves (the stock of one SKU at one location) in the order in which they are locked, l_ of the
-- lines, q_ of what a member may still buy of a product, h_ of first steps, e_ of events. l_order,
-- h_order and e_order count the orders from 1, l_shelf the shelves, l_quota the q_ list (0: no
-- limit). The caller makes every value; whether it is written is decided here.
--
-- `verdicts` in the order of arrival: placed; again (the key has this very order already); other
-- (the key stands for another order); short; over (more than one member may buy); moved (where goods
-- may be sold has changed since the order's address was looked at). `ids` and `numbers` are of the
-- order that now stands. For short and over, `lines` names the lines that are
-- in the way, and `remains` how many of each could have been had.
create or replace function orders_place_batch(
    o_id uuid[], o_number text[], o_seller_id uuid[], o_member_id uuid[], o_shard bigint[],
    o_payment text[], o_moves bigint[], o_placed_at timestamptz[], o_pay_by timestamptz[],
    o_paid_at timestamptz[], o_currency text[], o_goods bigint[], o_discount bigint[],
    o_freight bigint[], o_total bigint[], o_freight_trace text[], o_recipient text[],
    o_phone text[], o_region_code text[], o_province text[], o_city text[], o_district text[],
    o_street text[], o_detail text[], o_buyer_note text[], o_key text[], o_fingerprint text[],
    o_last_line int[], o_intent_id uuid[],
    o_checkout_id uuid[], o_address_id uuid[], o_checkout_note text[],
    o_answer_key text[], o_answer_fingerprint text[], o_answer_status bigint[],
    o_answer_body bytea[],
    s_location_id uuid[], s_sku_id uuid[], s_wanted bigint[],
    l_order int[], l_shelf int[], l_quota int[], l_position bigint[], l_product_id uuid[],
    l_slug text[], l_title text[], l_sku_title text[], l_sku_code text[], l_picture text[],
    l_quantity bigint[], l_weight_grams bigint[], l_trace text[], l_currency text[],
    l_unit_price bigint[], l_payable bigint[], l_reservation_id uuid[], l_promise text[],
    l_expires_at timestamptz[], l_movement_id uuid[], l_from_cart boolean[],
    q_member_id uuid[], q_product_id uuid[], q_most bigint[], q_since timestamptz[],
    q_wanted bigint[],
    h_order int[], h_position bigint[], h_at timestamptz[], h_axis text[], h_before text[],
    h_after text[], h_by_kind text[], h_by_id uuid[], h_by_name text[],
    e_order int[], e_name text[], e_key uuid[], e_payload text[], e_at timestamptz[],
    o_edition bigint[] default '{}', o_fulfilment text[] default '{}',
    l_valid_days bigint[] default '{}',
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
    select array_agg(known.id is null and coalesce(asked.edition, 0) = regions order by asked.place),
           array_agg(coalesce(known.id, asked.id) order by asked.place),
           array_agg(coalesce(known.number, asked.number) order by asked.place),
           array_agg(case when known.id is null and coalesce(asked.edition, 0) = regions then 'placed'
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
    select o.id, o.number, o.seller_id, o.member_id, o.shard, 'open', o.payment,
           coalesce(o.fulfilment, 'none'), o.moves, o.placed_at, o.pay_by, o.paid_at,
           o.currency, o.goods, o.discount, o.freight, o.total, o.freight_trace::jsonb,
           o.recipient, o.phone, o.region_code, o.province, o.city, o.district, o.street, o.detail, o.buyer_note, o.key, o.fingerprint
    from unnest(o_id, o_number, o_seller_id, o_member_id, o_shard, o_payment, o_moves, o_placed_at,
                o_pay_by, o_paid_at, o_currency, o_goods, o_discount, o_freight, o_total,
                o_freight_trace, o_recipient, o_phone, o_region_code, o_province, o_city,
                o_district, o_street, o_detail, o_buyer_note, o_key, o_fingerprint, fits,
                o_fulfilment)
             as o (id, number, seller_id, member_id, shard, payment, moves, placed_at, pay_by,
                   paid_at, currency, goods, discount, freight, total, freight_trace, recipient,
                   phone, region_code, province, city, district, street, detail, buyer_note, key,
                   fingerprint, fits, fulfilment)
    where o.fits
    order by o.member_id, o.key
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
    select o_id[l.n], l.position, s_sku_id[l.shelf], l.product_id, l.slug, l.title::jsonb,
           l.sku_title::jsonb, l.sku_code, l.picture, l.quantity, 0, l.weight_grams, l.valid_days,
           l.trace::jsonb, l.currency, l.unit_price, l.payable
    from unnest(l_order, l_shelf, l_position, l_product_id, l_slug, l_title, l_sku_title,
                l_sku_code, l_picture, l_quantity, l_weight_grams, l_trace, l_currency,
                l_unit_price, l_payable, l_valid_days)
             as l (n, shelf, position, product_id, slug, title, sku_title, sku_code, picture,
                   quantity, weight_grams, trace, currency, unit_price, payable, valid_days)
    where fits[l.n];

    insert into inventory_reservation
        (id, reference, sku_id, location_id, quantity, shipped, state, expires_at, made_at)
    select l.id, o_id[l.n], s_sku_id[l.shelf], s_location_id[l.shelf], l.quantity, 0, l.promise,
           l.expires_at, o_placed_at[l.n]
    from unnest(l_order, l_shelf, l_quantity, l_reservation_id, l_promise, l_expires_at)
             as l (n, shelf, quantity, id, promise, expires_at)
    where fits[l.n];

    insert into inventory_movement
        (id, location_id, sku_id, on_hand_delta, reserved_delta, reason, reference, at,
         by_kind, by_id, by_name)
    select l.id, s_location_id[l.shelf], s_sku_id[l.shelf], 0, l.quantity, 'reserve', o_id[l.n],
           o_placed_at[l.n], 'system', null, 'system'
    from unnest(l_order, l_shelf, l_quantity, l_movement_id) as l (n, shelf, quantity, id)
    where fits[l.n];

    insert into orders_history
        (order_id, position, at, axis, before, after, by_kind, by_id, by_name, note)
    select o_id[h.n], h.position, h.at, h.axis, h.before, h.after, h.by_kind, h.by_id, h.by_name, ''
    from unnest(h_order, h_position, h_at, h_axis, h_before, h_after, h_by_kind, h_by_id, h_by_name)
             as h (n, position, at, axis, before, after, by_kind, by_id, by_name)
    where fits[h.n];

    insert into payments_intent
        (id, reference, number, member_id, state, opened_at, expires_at, currency, amount_minor)
    select o.intent_id, o.id, o.number, o.member_id, 'pending', o.placed_at, o.pay_by, o.currency,
           o.total
    from unnest(o_intent_id, o_id, o_number, o_member_id, o_placed_at, o_pay_by, o_currency,
                o_total, fits)
             as o (intent_id, id, number, member_id, placed_at, pay_by, currency, total, fits)
    where o.fits and o.intent_id is not null;

    insert into event (name, key, payload, at)
    select e.name, e.key, e.payload::jsonb, e.at
    from unnest(e_order, e_name, e_key, e_payload, e_at) as e (n, name, key, payload, at)
    where fits[e.n];

    -- What is left of an article concerns the article: one word about all of them.
    insert into event (name, key, payload, at)
    select 'inventory.stock_changed', null,
           jsonb_build_object('sku_ids', jsonb_agg(taken.sku_id), 'location_ids', '[]'::jsonb,
                              'reason', ''),
           max(taken.at)
    from (select s_sku_id[l.shelf] as sku_id, max(o_placed_at[l.n]) as at
          from unnest(l_order, l_shelf) as l (n, shelf) where fits[l.n] group by 1 order by 1) taken;

    -- The checkout is over with its order, and its articles leave the cart; more of the same that
    -- was put in meanwhile stays.
    update cart_checkout checkout
    set order_id = o.id, address_id = o.address_id, note = o.note
    from unnest(o_checkout_id, o_id, o_address_id, o_checkout_note, fits)
             as o (checkout_id, id, address_id, note, fits)
    where o.fits and checkout.id = o.checkout_id and checkout.id = any(o_checkout_id);

    if true = any(l_from_cart) then
        select array_agg(held.id), array_agg(held.quantity - leaving.quantity)
        into cart_ids, stays
        from (select o_member_id[l.n] as member_id, s_sku_id[l.shelf] as sku_id,
                     sum(l.quantity) as quantity
              from unnest(l_order, l_shelf, l_quantity, l_from_cart)
                       as l (n, shelf, quantity, from_cart)
              where l.from_cart and fits[l.n] group by 1, 2 order by 1, 2) leaving
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
    select o.member_id, o.key, o.fingerprint, o.status, o.body, o.placed_at
    from unnest(o_member_id, o_answer_key, o_answer_fingerprint, o_answer_status, o_answer_body,
                o_placed_at, fits)
             as o (member_id, key, fingerprint, status, body, placed_at, fits)
    where o.fits and o.key is not null;

    -- Every one of these rows is there; an upsert looks each up, an update might scan. In the same
    -- order for everybody: by shelf.
    insert into inventory_stock as stock (location_id, sku_id, on_hand, reserved)
    select s_location_id[taken.shelf], s_sku_id[taken.shelf], taken.quantity, taken.quantity
    from (select l.shelf, sum(l.quantity) as quantity
          from unnest(l_order, l_shelf, l_quantity) as l (n, shelf, quantity)
          where fits[l.n] group by l.shelf order by l.shelf) taken
    on conflict (location_id, sku_id) do update set reserved = stock.reserved + excluded.reserved;
end
$$;
