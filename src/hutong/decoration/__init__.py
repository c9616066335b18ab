"""Pages that staff build of blocks, their versions and when they show; themes and skins."""

from hutong.decoration.blocks import Block, Content, Shown, next_edge, read, shown
from hutong.decoration.board import Board, board
from hutong.decoration.choosing import GoodsWish
from hutong.decoration.fields import LINE_MAX, Body, Choice, Field, Goods, Items, Words, is_local
from hutong.decoration.kinds import KINDS, Kind
from hutong.decoration.models import Page, Showing, Theme, Version
from hutong.decoration.pictures import replace_picture
from hutong.decoration.queries import (
    PageNotFound,
    Planned,
    Stamp,
    find_page,
    find_theme,
    find_version,
    page_at,
    pages,
    planned,
    stamp,
    themes,
    versions,
)
from hutong.decoration.service import (
    EditedMeanwhile,
    Saved,
    ThemeDraft,
    create_page,
    publish,
    restore,
    save_draft,
    save_theme,
    show_again,
    stop_showing,
)
from hutong.decoration.states import Audience, PageKind, Reader
from hutong.decoration.themes import PLAIN, Font, Look, Ornament, read_look

__all__ = [
    "KINDS",
    "LINE_MAX",
    "PLAIN",
    "Audience",
    "Block",
    "Board",
    "Body",
    "Choice",
    "Content",
    "EditedMeanwhile",
    "Field",
    "Font",
    "Goods",
    "GoodsWish",
    "Items",
    "Kind",
    "Look",
    "Ornament",
    "Page",
    "PageKind",
    "PageNotFound",
    "Planned",
    "Reader",
    "Saved",
    "Showing",
    "Shown",
    "Stamp",
    "Theme",
    "ThemeDraft",
    "Version",
    "Words",
    "board",
    "create_page",
    "find_page",
    "find_theme",
    "find_version",
    "is_local",
    "next_edge",
    "page_at",
    "pages",
    "planned",
    "publish",
    "read",
    "read_look",
    "replace_picture",
    "restore",
    "save_draft",
    "save_theme",
    "show_again",
    "shown",
    "stamp",
    "stop_showing",
    "themes",
    "versions",
]
