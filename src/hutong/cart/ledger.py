"""The statements that change a cart in one step, so that two clicks at once cannot lose a line."""

from sqlalchemy import text

# Quantity and choice of many lines at once; none of an article takes it out.
ARRANGE = {
    owner: text(f"""
        with wish as materialized (
            select * from unnest(cast(:skus as uuid[]), cast(:quantities as bigint[]),
                                 cast(:chosen as boolean[])) as w (sku_id, quantity, chosen)
        ),
        gone as (
            delete from cart_line line using wish
            where line.{owner} = :owner and line.sku_id = wish.sku_id and wish.quantity = 0
        )
        update cart_line line
        set quantity = least(:quantity_max, wish.quantity), selected = wish.chosen
        from wish
        where line.{owner} = :owner and line.sku_id = wish.sku_id and wish.quantity > 0
          and (line.quantity, line.selected) <> (wish.quantity, wish.chosen)
    """)  # noqa: S608 - the column is one of the two names below
    for owner in ("member_id", "guest_token")
}

# What the guest has goes to the member: quantities add up to the limit, and so do the lines.
MERGE = text("""
    with brought as (
        delete from cart_line where guest_token = :guest_token
        returning id, sku_id, quantity, selected, currency, price_minor, added_at
    ),
    known as (select sku_id from cart_line where member_id = :member_id),
    ranked as (
        select brought.*, known.sku_id is null as is_new,
               row_number() over (partition by known.sku_id is null
                                  order by added_at desc, id) as place
        from brought left join known using (sku_id)
    )
    insert into cart_line as line
        (id, member_id, sku_id, quantity, selected, currency, price_minor, added_at)
    select id, :member_id, sku_id, quantity, selected, currency, price_minor, added_at
    from ranked
    where not is_new or place <= :lines_max - (select count(*) from known)
    on conflict (member_id, sku_id) do update
    set quantity = least(:quantity_max, line.quantity + excluded.quantity),
        selected = line.selected or excluded.selected,
        added_at = greatest(line.added_at, excluded.added_at)
    returning sku_id
""")

# More of the same that was put in meanwhile stays.
LEAVE = """
    bought as materialized (
        select * from unnest(cast(:skus as uuid[]), cast(:quantities as bigint[]))
            as b (sku_id, quantity)
    ),
    fewer as (
        update cart_line line set quantity = line.quantity - bought.quantity
        from bought
        where line.member_id = :member_id and line.sku_id = bought.sku_id
          and line.quantity > bought.quantity
    ),
    none_left as (
        delete from cart_line line using bought
        where line.member_id = :member_id and line.sku_id = bought.sku_id
          and line.quantity <= bought.quantity
    )
"""
TAKE_OUT = text(f"with {LEAVE} select 1")
