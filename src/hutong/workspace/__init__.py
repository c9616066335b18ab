"""How each member of staff has arranged the console: views of lists, columns, their home."""

from hutong.workspace.models import HomeHabit, ListHabit, SavedView
from hutong.workspace.queries import Arrangement, NoSuchView, View, arrangement, home_of
from hutong.workspace.service import (
    NAME_MAX,
    VIEWS_MAX,
    TooManyViews,
    arrange_home,
    choose_columns,
    open_with,
    remove_view,
    save_view,
)

__all__ = [
    "NAME_MAX",
    "VIEWS_MAX",
    "Arrangement",
    "HomeHabit",
    "ListHabit",
    "NoSuchView",
    "SavedView",
    "TooManyViews",
    "View",
    "arrange_home",
    "arrangement",
    "choose_columns",
    "home_of",
    "open_with",
    "remove_view",
    "save_view",
]
