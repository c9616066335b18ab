"""How somebody sees a list: which view is open, which columns stand there and in which order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hutong.console.kit.address import EVERYTHING, Address, of
from hutong.console.kit.columns import Column, Phone
from hutong.console.kit.screens import ListScreen
from hutong.workspace import Arrangement, View


@dataclass(frozen=True, slots=True)
class ViewLink:
    view: View
    url: Address
    current: bool
    opens: bool


@dataclass(frozen=True, kw_only=True)
class Arranged:
    """The columns that are shown, those that could be, the views to choose from."""

    columns: Sequence[Column]
    hidden: Sequence[Column]
    views: Sequence[ViewLink]
    current: View | None
    changed: bool
    """What is shown is no longer what the open view says."""
    own_columns: bool

    @property
    def own(self) -> View | None:
        """The open view where it may be saved over."""
        return self.current if self.current and self.current.own else None


def arranged(screen: ListScreen, address: Address, found: Arrangement) -> Arranged:
    current = found.view(address.values.get("view", ""))
    names = (current.columns if current else ()) or found.columns
    shown = columns(screen, names)
    return Arranged(
        columns=shown,
        hidden=[column for column in screen.columns if column not in shown],
        views=[
            ViewLink(
                view=view,
                url=address_of(screen, view),
                current=view == current,
                opens=view == found.opens_with,
            )
            for view in found.views
        ],
        current=current,
        changed=current is not None and _plain(address) != _plain(address_of(screen, current)),
        own_columns=bool(names),
    )


def columns(screen: ListScreen, names: Sequence[str]) -> Sequence[Column]:
    """Those that were chosen, in that order, and always the one that names the thing; where
    nothing was chosen, those that the list shows by itself."""
    known = {column.name: column for column in screen.columns}
    chosen = [known[name] for name in dict.fromkeys(names) if name in known]
    if not chosen:
        return [column for column in screen.columns if not column.extra]
    naming = [column for column in screen.columns if column.phone is Phone.TITLE]
    return [*(column for column in naming if column not in chosen), *chosen]


def address_of(screen: ListScreen, view: View) -> Address:
    return of(screen, {**view.query, "view": str(view.id)})


def with_everything(address: Address, found: Arrangement) -> Address:
    """Where the list opens with a view, its bare address is that view; everything is asked for."""
    return replace(address, bare=EVERYTHING) if found.opens_with else address


def _plain(address: Address) -> dict[str, str]:
    return {name: value for name, value in address.values.items() if name != "page"}
