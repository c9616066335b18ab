"""The columns that say what the rows of a product have in common."""

from hutong.exchange.column import Column
from hutong.kernel.i18n import N_

PRODUCT_COLUMNS = (
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
)
