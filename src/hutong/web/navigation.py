"""Where one can go from every page: the shelves and the help, in the reader's language."""

from hutong.web.frame import Link


class Navigation:
    def categories(self) -> tuple[Link, ...]:
        """Two levels, as shoppers see them (STO-04)."""
        return ()

    def help_links(self) -> tuple[Link, ...]:
        return ()
