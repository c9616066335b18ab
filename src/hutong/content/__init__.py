"""The media library and the shop's own words: pictures in every width, articles."""

from hutong.content.articles import Block, BlockKind, Span, blocks, spans
from hutong.content.imaging import (
    BYTES_MAX,
    WIDTHS,
    NotAPicture,
    PictureTooLarge,
    check_picture,
    picture_path,
    picture_url,
)
from hutong.content.invariants import INVARIANTS
from hutong.content.models import Article, Picture
from hutong.content.queries import (
    ArticleNotFound,
    Stamp,
    article,
    articles,
    find_article,
    former_addresses,
    missing_pictures,
    moved_article,
    pictures,
    recent_pictures,
    stamp,
)
from hutong.content.service import (
    add_article,
    put_picture,
    put_pictures,
    rename_article,
    save_article,
)
from hutong.content.shopfront import (
    Promise,
    Shopfront,
    ShopfrontChanged,
    Slide,
    save_shopfront,
    shopfront,
)

__all__ = [
    "BYTES_MAX",
    "INVARIANTS",
    "WIDTHS",
    "Article",
    "ArticleNotFound",
    "Block",
    "BlockKind",
    "NotAPicture",
    "Picture",
    "PictureTooLarge",
    "Promise",
    "Shopfront",
    "ShopfrontChanged",
    "Slide",
    "Span",
    "Stamp",
    "add_article",
    "article",
    "articles",
    "blocks",
    "check_picture",
    "find_article",
    "former_addresses",
    "missing_pictures",
    "moved_article",
    "picture_path",
    "picture_url",
    "pictures",
    "put_picture",
    "put_pictures",
    "recent_pictures",
    "rename_article",
    "save_article",
    "save_shopfront",
    "shopfront",
    "spans",
    "stamp",
]
