"""The columns in which the rows of a product differ: its SKUs, their prices and limits."""

from hutong.exchange.column import Column
from hutong.kernel.i18n import N_

SKU_COLUMNS = (
    Column(
        key="sku",
        title=N_("SKU code"),
        note=N_("Letters, digits, dots, hyphens, underscores; at most 40. Unique in the shop."),
        example="QH-350-WHITE",
        of_sku=True,
        required=True,
        width=22,
    ),
    Column(
        key="barcode",
        title=N_("Barcode"),
        note=N_("EAN-13, thirteen digits. Format the column as text."),
        example="6901234567892",
        of_sku=True,
        width=18,
    ),
    *(
        Column(key=key, title=title, note=note, example=example, of_sku=of_sku)
        for number, spec, value in (
            (1, "颜色|Colour", "月白|Moon white"),
            (2, "容量|Capacity", "350 毫升|350 ml"),
            (3, "", ""),
            (4, "", ""),
        )
        for key, title, note, example, of_sku in (
            (
                f"spec_{number}",
                (
                    N_("Specification 1"),
                    N_("Specification 2"),
                    N_("Specification 3"),
                    N_("Specification 4"),
                )[number - 1],
                N_("In what the SKUs differ, Chinese | English. Empty for a product with one SKU."),
                spec,
                False,
            ),
            (
                f"value_{number}",
                (N_("Value 1"), N_("Value 2"), N_("Value 3"), N_("Value 4"))[number - 1],
                N_("The value of this SKU, Chinese | English."),
                value,
                True,
            ),
        )
    ),
    Column(
        key="price",
        title=N_("Price (yuan)"),
        note=N_("Above zero, at most two decimals, at most 1,000,000."),
        example="268.00",
        of_sku=True,
        required=True,
    ),
    Column(
        key="original_price",
        title=N_("Original price (yuan)"),
        note=N_(
            "The lowest price truly asked on the shelf in the days before, shown struck through for"
            " a time. Anything else is refused."
        ),
        example="298.00",
        of_sku=True,
    ),
    Column(
        key="weight",
        title=N_("Weight (grams)"),
        note=N_("A whole number, at most 1,000,000."),
        example="620",
        of_sku=True,
    ),
    Column(
        key="sku_picture",
        title=N_("Picture of the SKU"),
        note=N_("The name of a file in the zip, or the key of a picture in the media library."),
        example="teapot-1.jpg",
        of_sku=True,
        width=22,
    ),
    Column(
        key="active",
        title=N_("Can be chosen"),
        note=N_("yes or no. A SKU with no goes off sale; it is never deleted."),
        example="yes",
        of_sku=True,
    ),
    Column(
        key="stock_low",
        title=N_("Order again from"),
        note=N_("From how few on the main warehouse wants more. Both limits or none."),
        example="10",
        of_sku=True,
    ),
    Column(
        key="stock_high",
        title=N_("Order up to"),
        note=N_("Up to how many. Not below the lower limit."),
        example="60",
        of_sku=True,
    ),
    Column(
        key="suggested_price",
        title=N_("Suggested price (yuan)"),
        note=N_(
            "What its maker suggests that it is sold for. Shoppers see it once a second person has"
            " looked at the proof; it is withdrawn under Suggested prices."
        ),
        example="328.00",
        of_sku=True,
    ),
    Column(
        key="suggested_dated",
        title=N_("The maker's list of"),
        note=N_("The day of the maker's list, such as 2026-11-01. Needed with the price."),
        example="2026-11-01",
        of_sku=True,
    ),
    Column(
        key="suggested_until",
        title=N_("Suggested price holds until"),
        note=N_("Where the list names a last day. Empty: a year from the day of the list."),
        example="2027-06-30",
        of_sku=True,
    ),
    Column(
        key="suggested_proof",
        title=N_("Proof of the suggested price"),
        note=N_(
            "The address where the maker has published it, such as https://maker.cn/list. A file is"
            " added in the console."
        ),
        example="https://maker.example.cn/list-2026",
        of_sku=True,
        width=30,
    ),
)
