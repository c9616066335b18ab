"""The rules about some SKUs as one column of somebody else's statement: the cart's and the
checkout's. A shop without rules pays for a look at an empty index."""

from functools import lru_cache

import msgspec

from hutong.assortment.rules import Places

TOLD = """
    (select json_build_object(
        'edition', coalesce((select edition from assortment_edition where one), 0),
        'rules', case when not exists (select from assortment_rule where removed_at is null)
        then '[]' else (
        with recursive covered (rule_id, category_id) as (
            select rule_id, category_id from assortment_target where category_id is not null
            union
            select covered.rule_id, below.id from catalog_category below
            join covered on below.parent_id = covered.category_id)
        select coalesce(json_agg(json_build_object(
                'id', rule.id, 'reason', rule.reason, 'only', rule.only,
                'regions', rule.regions, 'hides', rule.hides, 'begins_at', rule.begins_at,
                'ends_at', rule.ends_at, 'products', met.products) order by rule.id), '[]')
        from (
            select hit.rule_id, json_agg(distinct hit.product_id) as products
            from (
                select target.rule_id, product.id as product_id
                from (select distinct of.id, of.category_id, of.parameters from catalog_sku sku
                      join catalog_product of on of.id = sku.product_id
                      where sku.id = any({skus})) product
                cross join lateral (
                    select rule_id from assortment_target where product_id = product.id
                    union all
                    select rule_id from covered where category_id = product.category_id
                    union all
                    select rule_id from assortment_target
                    where parameter is not null and exists (
                        select from jsonb_array_elements(product.parameters) each
                        where parameter in (each -> 'name' ->> 'zh', each -> 'name' ->> 'en')
                          and (strpos(each -> 'value' ->> 'zh', holds) > 0
                               or strpos(each -> 'value' ->> 'en', holds) > 0))
                ) target) hit
            group by hit.rule_id) met
        join assortment_rule rule on rule.id = met.rule_id and rule.removed_at is null) end
    ))::text as places
"""
READ = msgspec.json.Decoder(Places)


def told_sql(skus: str) -> str:
    """`skus`: SQL for an array of their ids. The column is called `places`."""
    return TOLD.format(skus=skus)


@lru_cache(maxsize=256)
def read(told: str) -> Places:
    """Mostly it is what was told the last time."""
    return READ.decode(told)
