"""The exchange format: one row for each SKU, the same columns in and out. docs/guide/exchange.md
explains each; a test holds it to that."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hutong.kernel import i18n
from hutong.kernel.i18n import N_, gettext

SPECS = 4
CLEAR = ("[clear]", "[清空]")
"""Typed into a cell, it empties the field; an empty cell leaves the field as it is."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """`of_sku`: it may differ from row to row of one product."""

    key: str
    title: str
    note: str
    example: str = ""
    of_sku: bool = False
    required: bool = False
    for_information: bool = False
    width: int = 16


COLUMNS = (
    Column(
        key="product",
        title=N_("Product address"),
        note=N_(
            "Small letters, digits and hyphens: the address of its page. Rows of the same product"
            " have the same. May be empty where the SKU code is known."
        ),
        example="qinghua-teapot",
        required=True,
        width=24,
    ),
    Column(
        key="title_zh",
        title=N_("Title (Chinese)"),
        note=N_("At most 120 characters. A new product needs it."),
        example="青花缠枝莲茶壶",
        required=True,
        width=30,
    ),
    Column(
        key="title_en",
        title=N_("Title (English)"),
        note=N_("Needed before the product can be put on sale."),
        example="Blue and white teapot",
        width=30,
    ),
    Column(
        key="subtitle_zh",
        title=N_("Subtitle (Chinese)"),
        note=N_("At most 120 characters."),
        example="高白泥手绘，350 毫升",
        width=24,
    ),
    Column(
        key="subtitle_en",
        title=N_("Subtitle (English)"),
        note=N_("At most 120 characters."),
        example="Painted by hand, 350 ml",
        width=24,
    ),
    Column(
        key="description_zh",
        title=N_("Description (Chinese)"),
        note=N_("At most 20,000 characters. Paragraphs are separated by an empty line."),
        example="景德镇匠人手绘。",
        width=40,
    ),
    Column(
        key="description_en",
        title=N_("Description (English)"),
        note=N_("At most 20,000 characters."),
        example="Painted in Jingdezhen.",
        width=40,
    ),
    Column(
        key="category",
        title=N_("Category"),
        note=N_("The address of the category, or its name. The list in the template has all."),
        example="teaware",
        required=True,
    ),
    Column(
        key="parameters",
        title=N_("Parameters"),
        note=N_(
            "One in a line, Chinese | English on both sides of the equals sign:"
            " 材质|Material=陶瓷|Porcelain"
        ),
        example="材质|Material=瓷|Porcelain\n容量|Capacity=350 毫升|350 ml",
        width=30,
    ),
    Column(
        key="brand",
        title=N_("Brand"),
        note=N_("The address of the brand, or its name. The list in the template has all."),
        example="xiangli",
    ),
    Column(
        key="sourcing",
        title=N_("Sourcing"),
        note=N_("own_brand for an own brand, exclusive for an exclusive agency. Empty: neither."),
        example="own_brand",
    ),
    Column(
        key="supplier",
        title=N_("Supplier"),
        note=N_("From whom the goods come; shoppers do not see it. At most 80 characters."),
        example="景德镇窑火陶瓷有限公司",
        width=24,
    ),
    Column(
        key="supplier_number",
        title=N_("Supplier's identity number"),
        note=N_("Such as the unified social credit code. At most 40 characters."),
        example="91360200MA35XXXX0X",
        width=22,
    ),
    Column(
        key="maker",
        title=N_("Maker"),
        note=N_("The name of whoever made it. At most 80 characters."),
        example="景德镇窑火陶瓷有限公司",
        width=24,
    ),
    Column(
        key="maker_address",
        title=N_("Maker's address"),
        note=N_("At most 160 characters."),
        example="江西省景德镇市珠山区",
        width=24,
    ),
    Column(
        key="tags",
        title=N_("Tags"),
        note=N_("Short names of tags, with commas between. The list in the template has all."),
        example="new, daily_pick",
    ),
    Column(
        key="keywords",
        title=N_("Words that shoppers use for it"),
        note=N_("What shoppers call it, with commas between: at most 50 words or phrases."),
        example="泡茶壶, teapot set",
        width=24,
    ),
    *(
        Column(key=key, title=title, note=note, example=example, width=30)
        for key, title, note, example in (
            (
                "meta_title_zh",
                N_("Title in search engines (Chinese)"),
                N_("At most 80 characters. Empty: its title."),
                "青花茶壶 350ml 手绘陶瓷泡茶壶",
            ),
            (
                "meta_title_en",
                N_("Title in search engines (English)"),
                N_("At most 80 characters. Empty: its title."),
                "Blue and white porcelain teapot, 350 ml",
            ),
            (
                "meta_description_zh",
                N_("Description in search engines (Chinese)"),
                N_("At most 240 characters. Empty: its subtitle and its first words."),
                "景德镇匠人手绘缠枝莲，高白泥胎，350 毫升，两三人喝茶正好。",
            ),
            (
                "meta_description_en",
                N_("Description in search engines (English)"),
                N_("At most 240 characters. Empty: its subtitle and its first words."),
                "Painted by hand in Jingdezhen, 350 ml, enough for two or three.",
            ),
        )
    ),
    Column(
        key="limit_per_member",
        title=N_("Limit for each person"),
        note=N_("How many one person can buy: 1 to 999."),
        example="2",
    ),
    Column(
        key="limit_days",
        title=N_("Within days"),
        note=N_("The limit counts within so many days: 1 to 3650. Empty: for ever."),
        example="30",
    ),
    Column(
        key="kind",
        title=N_("Goods or service"),
        note=N_("service for what is had by showing a code and is not sent. Empty: goods."),
        example="service",
    ),
    Column(
        key="valid_days",
        title=N_("Valid for days"),
        note=N_("Of a service: for how many days after the payment it can be had: 1 to 3650."),
        example="180",
    ),
    Column(
        key="sold_only_in",
        title=N_("Sold only in"),
        note=N_(
            "Provinces, cities or districts by name or code with commas between, or one of"
            " 一线城市, 新一线城市, 二线及以下城市. Each line is a rule of its own."
        ),
        example="上海市、江苏省、浙江省",
        width=24,
    ),
    Column(
        key="not_sold_in",
        title=N_("Not sold in"),
        note=N_("Written in the same way. Empty both to sell everywhere: [clear]."),
        example="西藏自治区、新疆维吾尔自治区",
        width=24,
    ),
    Column(
        key="pictures",
        title=N_("Pictures"),
        note=N_(
            "One in a line: the name of a file in the zip, or the key of a picture in the media"
            " library; then | and what it shows in Chinese, | and in English. The first is the"
            " main picture."
        ),
        example="teapot-1.jpg|茶壶正面|The teapot from the front\nteapot-2.jpg",
        width=34,
    ),
    Column(
        key="state",
        title=N_("State"),
        note=N_(
            "For information: draft, listed or delisted. An import never puts anything on sale."
        ),
        example="draft",
        for_information=True,
    ),
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
)
BY_KEY: Mapping[str, Column] = {column.key: column for column in COLUMNS}
OF_SKU = frozenset(column.key for column in COLUMNS if column.of_sku)
LIMITS = ("stock_low", "stock_high")
REGIONS: Mapping[str, bool] = {"sold_only_in": True, "not_sold_in": False}
"""Whether goods go to these regions alone."""


ELSEWHERE = {
    "sku": ("SKU", "SKU编码", "SKU ID", "货号", "商家编码", "规格编码"),
    "title_zh": ("商品名称", "商品标题", "品名", "Product name", "Product title"),
    "price": ("价格", "售价", "销售价", "Price"),
    "barcode": ("条码", "国际条码", "EAN"),
    "category": ("商品分类", "类目"),
    "supplier": ("供应商名称", "供货商"),
}
"""What suppliers and other shops write above these columns."""


def recognised(headings: Sequence[str]) -> list[str | None]:
    """The keys of the columns with these headings: by key, by Chinese or English title, and, where
    a column has no heading of its own, by what others call it."""
    ours, theirs = _headings(), _headings_elsewhere()
    keys = [ours.get(_plain(heading)) for heading in headings]
    for place, heading in enumerate(headings):
        key = theirs.get(_plain(heading))
        if keys[place] is None and key not in keys:
            keys[place] = key
    return keys


def title_of(key: str) -> str:
    """In the reader's language; what the reader called it where it is no column of ours."""
    return gettext(BY_KEY[key].title) if key in BY_KEY else key


def _headings() -> dict[str, str]:
    known = {_plain(column.key): column.key for column in COLUMNS}
    for locale in i18n.LOCALES:
        with i18n.using(locale):
            known |= {_plain(gettext(column.title)): column.key for column in COLUMNS}
    return known


def _headings_elsewhere() -> dict[str, str]:
    return {_plain(words): key for key, called in ELSEWHERE.items() for words in called}


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).strip().rstrip("*").replace(" ", "").casefold()
