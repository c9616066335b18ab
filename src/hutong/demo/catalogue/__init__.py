"""The goods of the demo brand: categories.toml and one file of products for each top category.

Every text is written twice, `{ zh = "...", en = "..." }`, Chinese first. A category:

    [[category]]
    slug = "cups"
    parent = "kitchen"                  # a top category has none
    name = { zh = "杯子", en = "Cups and mugs" }
    blurb = { zh = "...", en = "..." }
    picture = "mug_cream"               # demo/pictures/mug_cream.webp

A product, in the file of its top category:

    [[product]]
    slug = "yuebai-mug"
    category = "cups"                   # always a second-level category
    title = { zh = "月白釉马克杯 360ml", en = "Moon-white glazed mug, 360 ml" }
    subtitle = { zh = "...", en = "..." }             # at most 30 Chinese characters
    description = { zh = '''...''', en = '''...''' }  # paragraphs, blank line; "- " items
    pictures = ["mug_cream", "mug_duo"] # the gallery, main picture first, one to four
    parameters = [                      # four to seven
        { name = { zh = "材质", en = "Material" }, value = { zh = "高白泥", en = "White clay" } },
    ]
    price = 6900                        # fen, of the plainest SKU
    weight_grams = 380                  # packed, of the plainest SKU
    popularity = 8                      # 1 to 10: how well it sells
    launched = 2025-11-03
    daily_pick = true                   # optional, shown on the home page
    limit_per_member = 5                # optional, how many one person can buy
    hit = true                          # optional, shown on the home page
    stock = "plenty"                    # plenty, low, last or out
    absent = [["霁蓝", "两只礼盒"]]        # optional: no SKU combines these values (Chinese names)

    [[product.spec]]                    # none to three; none means one SKU
    name = { zh = "釉色", en = "Glaze" }
    values = [
        { zh = "月白", en = "Moon white", picture = "mug_cream" },
        { zh = "霁蓝", en = "Ji blue", picture = "mug_blue", plus = 500, grams = 20 },
    ]

`plus` (fen) and `grams` are added to the product's price and weight; `picture` stands in for the
main one. `load` reads it all and refuses the first mistake it meets, naming file and product.
"""

from hutong.demo.catalogue.goods import (
    Catalogue,
    Category,
    Parameter,
    Product,
    Sku,
    Spec,
    Stock,
    Value,
)
from hutong.demo.catalogue.reading import load

__all__ = [
    "Catalogue",
    "Category",
    "Parameter",
    "Product",
    "Sku",
    "Spec",
    "Stock",
    "Value",
    "load",
]
