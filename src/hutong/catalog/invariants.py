"""What must always hold of goods."""

from hutong.kernel.i18n import N_
from hutong.kernel.invariants import About, Invariant

INVARIANTS = (
    Invariant(
        id="catalog.addresses",
        family="I10",
        holds=N_("No address of a product or category is one that it or another has left."),
        about=About.ADDRESS,
        query="""
            select '/p/' || slug as id, slug as says
            from catalog_product join catalog_former_product_slug using (slug)
            union all
            select '/c/' || slug, slug
            from catalog_category join catalog_former_category_slug using (slug)""",
    ),
    Invariant(
        id="catalog.price_history",
        family="I10",
        holds=N_("The last line of an article's price history is what it costs now."),
        about=About.ARTICLE,
        query="""
            select sku.id, sku.code as says
            from catalog_sku sku
            join catalog_product product on product.id = sku.product_id
            left join lateral (
                select * from catalog_price where sku_id = sku.id order by id desc limit 1
            ) last on true
            where (sku.price_minor, sku.original_minor, sku.currency,
                   sku.active and product.state = 'listed')
                is distinct from
                (last.price_minor, last.original_minor, last.currency, last.on_sale)""",
    ),
    Invariant(
        id="catalog.original_prices",
        family="I10",
        holds=N_("Every original price that is shown was charged on the shelf before."),
        about=About.ARTICLE,
        query="""
            select sku.id, sku.code as says
            from catalog_sku sku
            where sku.original_minor is not null
                and not exists (
                    select from catalog_price charged
                    where charged.sku_id = sku.id and charged.on_sale
                        and charged.since < sku.original_since
                        and charged.currency = sku.currency
                        and charged.price_minor = sku.original_minor)""",
    ),
    Invariant(
        id="catalog.suggested_prices",
        family="I10",
        holds=N_("Every suggested price that is shown has its proof."),
        about=About.ARTICLE,
        query="""
            select sku.id, sku.code as says
            from catalog_suggested_price suggested
            join catalog_sku sku on sku.id = suggested.sku_id
            where suggested.confirmed_at is not null and suggested.ended_at is null
                and suggested.until >= current_date
                and suggested.address = '' and suggested.file_id is null""",
    ),
)
