"""The statements that move stock. Each locks what it needs in order of SKU and location, decides on
what it then sees, and writes stock, reservations and movements together or not at all.

Where less may be free than is wanted, the shelves are held by a statement of their own before. One
that waits for its locks itself decides on the newest numbers, too (READ COMMITTED), but PostgreSQL
asks the CHECK constraints of its update first with the row as it was before the waiting, and so
refuses what the row as it is has room for.
"""

from sqlalchemy import text

# On shelves that are held.
RESERVE = text("""
    with want as materialized (
        select * from unnest(
            cast(:skus as uuid[]), cast(:quantities as bigint[]),
            cast(:movements as uuid[]), cast(:reservations as uuid[])
        ) as w (sku_id, quantity, movement_id, reservation_id)
    ),
    shelf as materialized (
        select s.sku_id, s.on_hand - s.reserved as free
        from inventory_stock s
        where s.location_id = :location and s.sku_id = any(cast(:skus as uuid[]))
    ),
    verdict as materialized (
        select bool_and(coalesce(shelf.free, 0) >= want.quantity) as enough
        from want left join shelf using (sku_id)
    ),
    taken as (
        update inventory_stock s set reserved = s.reserved + want.quantity
        from want, verdict
        where verdict.enough and s.location_id = :location and s.sku_id = want.sku_id
    ),
    promised as (
        insert into inventory_reservation
            (id, reference, sku_id, location_id, quantity, shipped, state, expires_at, made_at)
        select want.reservation_id, :reference, want.sku_id, :location, want.quantity, 0, 'held',
               cast(:until as timestamptz), cast(:at as timestamptz)
        from want, verdict where verdict.enough
    ),
    noted as (
        insert into inventory_movement
            (id, location_id, sku_id, on_hand_delta, reserved_delta, reason, reference, at,
             by_kind, by_id, by_name)
        select want.movement_id, :location, want.sku_id, 0, want.quantity, 'reserve', :reference,
               cast(:at as timestamptz), 'system', null, 'system'
        from want, verdict where verdict.enough
    )
    select want.sku_id, want.quantity, coalesce(shelf.free, 0) as available, verdict.enough
    from want left join shelf using (sku_id) cross join verdict
""")

CLAIM = text("""
    update inventory_reservation set state = 'claimed', expires_at = null
    where id in (
        select id from inventory_reservation
        where reference = :reference and state = 'held'
        order by sku_id for no key update
    )
    returning sku_id
""")

# What was released is promised again, as a whole or not at all: its buyer has paid after all. On
# shelves that are held.
RECLAIM = text("""
    with gone as materialized (
        select r.id, r.sku_id, r.location_id, r.quantity
        from inventory_reservation r
        where r.reference = :reference and r.state = 'released' and r.shipped = 0
        order by r.sku_id
        for no key update
    ),
    shelf as materialized (
        select s.sku_id, s.location_id, s.on_hand - s.reserved as free
        from inventory_stock s join gone using (location_id, sku_id)
    ),
    verdict as materialized (
        select coalesce(bool_and(coalesce(shelf.free, 0) >= gone.quantity), false) as enough
        from gone left join shelf using (location_id, sku_id)
    ),
    taken as (
        update inventory_stock s set reserved = s.reserved + gone.quantity
        from gone, verdict
        where verdict.enough and s.location_id = gone.location_id and s.sku_id = gone.sku_id
    ),
    claimed as (
        update inventory_reservation r set state = 'claimed'
        from gone, verdict where verdict.enough and r.id = gone.id
    ),
    noted as (
        insert into inventory_movement
            (id, location_id, sku_id, on_hand_delta, reserved_delta, reason, reference, at,
             by_kind, by_id, by_name)
        select (cast(:movements as uuid[]))[row_number() over (order by gone.sku_id)],
               gone.location_id, gone.sku_id, 0, gone.quantity, 'reserve', :reference,
               cast(:at as timestamptz), 'system', null, 'system'
        from gone, verdict where verdict.enough
    )
    select gone.sku_id from gone, verdict where verdict.enough
""")
RELEASE = text("""
    with open as materialized (
        select r.id, r.sku_id, r.location_id, r.quantity - r.shipped as quantity
        from inventory_reservation r
        where r.reference = :reference and r.state in ('held', 'claimed')
        order by r.sku_id
        for no key update
    ),
    shelf as materialized (
        select s.sku_id, s.location_id
        from inventory_stock s join open using (location_id, sku_id)
        order by s.sku_id
        for no key update of s
    ),
    ended as (
        update inventory_reservation r set state = 'released', expires_at = null
        from open where r.id = open.id
    ),
    given as (
        update inventory_stock s set reserved = s.reserved - open.quantity
        from open join shelf using (location_id, sku_id)
        where s.location_id = open.location_id and s.sku_id = open.sku_id
    ),
    noted as (
        insert into inventory_movement
            (id, location_id, sku_id, on_hand_delta, reserved_delta, reason, reference, at,
             by_kind, by_id, by_name)
        select (cast(:movements as uuid[]))[row_number() over (order by open.sku_id)],
               open.location_id, open.sku_id, 0, -open.quantity, 'release', :reference,
               cast(:at as timestamptz), 'system', null, 'system'
        from open
    )
    select open.sku_id from open
""")

SHIP = text("""
    with want as materialized (
        select * from unnest(
            cast(:skus as uuid[]), cast(:quantities as bigint[]), cast(:movements as uuid[])
        ) as w (sku_id, quantity, movement_id)
    ),
    claimed as materialized (
        select r.id, r.sku_id, r.location_id, r.quantity - r.shipped as open
        from inventory_reservation r
        where r.reference = :reference and r.state = 'claimed'
          and r.sku_id = any(cast(:skus as uuid[]))
        order by r.sku_id
        for no key update
    ),
    verdict as materialized (
        select bool_and(coalesce(claimed.open, 0) >= want.quantity) as enough
        from want left join claimed using (sku_id)
    ),
    shelf as materialized (
        select s.sku_id, s.location_id
        from inventory_stock s join claimed using (location_id, sku_id)
        order by s.sku_id
        for no key update of s
    ),
    sent as (
        update inventory_reservation r
        set shipped = r.shipped + want.quantity,
            state = case when r.shipped + want.quantity = r.quantity then 'shipped'
                         else 'claimed' end
        from claimed join want using (sku_id), verdict
        where verdict.enough and r.id = claimed.id
    ),
    gone as (
        update inventory_stock s
        set on_hand = s.on_hand - want.quantity, reserved = s.reserved - want.quantity
        from shelf join want using (sku_id), verdict
        where verdict.enough and s.location_id = shelf.location_id and s.sku_id = want.sku_id
    ),
    noted as (
        insert into inventory_movement
            (id, location_id, sku_id, on_hand_delta, reserved_delta, reason, reference, at,
             by_kind, by_id, by_name)
        select want.movement_id, claimed.location_id, want.sku_id, -want.quantity, -want.quantity,
               'ship', :reference, cast(:at as timestamptz), 'system', null, 'system'
        from claimed join want using (sku_id), verdict where verdict.enough
    )
    select coalesce(verdict.enough, false) as enough from verdict
""")

# Also shelves on which nothing ever stood: where two open the same one, the second waits here and
# not in the middle of moving.
HOLD_OR_OPEN = text("""
    insert into inventory_stock as s (location_id, sku_id, on_hand, reserved)
    select distinct location_id, sku_id, 0, 0
    from unnest(cast(:locations as uuid[]), cast(:skus as uuid[])) as w (location_id, sku_id)
    order by sku_id, location_id
    on conflict (location_id, sku_id) do update set on_hand = s.on_hand where false
""")

# On shelves that are held.
MOVE = text("""
    with want as materialized (
        select * from unnest(
            cast(:locations as uuid[]), cast(:skus as uuid[]), cast(:deltas as bigint[]),
            cast(:reasons as text[]), cast(:movements as uuid[])
        ) as w (location_id, sku_id, delta, reason, movement_id)
    ),
    net as materialized (
        select location_id, sku_id, cast(sum(delta) as bigint) as delta from want group by 1, 2
    ),
    shelf as materialized (
        select net.location_id, net.sku_id, net.delta, s.on_hand - s.reserved as free
        from net join inventory_stock s using (location_id, sku_id)
    ),
    verdict as materialized (
        select bool_and(delta >= 0 or free + delta >= 0) as enough from shelf
    ),
    moved as (
        update inventory_stock s set on_hand = s.on_hand + shelf.delta
        from shelf, verdict
        where verdict.enough and shelf.delta <> 0
          and s.location_id = shelf.location_id and s.sku_id = shelf.sku_id
    ),
    noted as (
        insert into inventory_movement
            (id, location_id, sku_id, on_hand_delta, reserved_delta, reason, reference, at,
             by_kind, by_id, by_name, note)
        select want.movement_id, want.location_id, want.sku_id, want.delta, 0, want.reason,
               cast(:reference as uuid), cast(:at as timestamptz),
               :by_kind, cast(:by_id as uuid), :by_name, cast(:note as text)
        from want, verdict where verdict.enough
    )
    select sku_id, location_id, delta, free, enough from shelf cross join verdict
""")
