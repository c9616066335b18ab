"""What stands in a cell, as what it means; what is wrong with it goes on the list."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from hutong.exchange.column import CLEAR
from hutong.exchange.columns import title_of
from hutong.exchange.planned import Wrong
from hutong.exchange.reading import Row
from hutong.inventory import QUANTITY_MAX
from hutong.kernel.i18n import gettext as _
from hutong.kernel.money import Money, yuan

ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
SHORTENED = re.compile(r"[0-9.]+E\+?[0-9]+", re.IGNORECASE)
AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")
DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
DAY_LENGTH = len("2026-11-22")
WHOLE = re.compile(r"[0-9]{1,9}(\.0+)?")
YES = {"yes", "y", "true", "1", "是", "在售"}
NO = {"no", "n", "false", "0", "否", "停售"}
QUOTED = re.compile(r"'[=+\-@\t]")
VALUE_SHOWN = 80


class Typist:
    """Reads the cells of one product's rows and keeps what is wrong with them."""

    def __init__(self) -> None:
        self.wrong: list[Wrong] = []

    def tell(self, row: Row, key: str, message: str, *, alike: str = "") -> None:
        cell = row.cells.get(key)
        self.wrong.append(
            Wrong(
                row=row.number,
                column=key,
                cell=cell.place if cell else "",
                value=cell.text[:VALUE_SHOWN] if cell else "",
                message=message,
                alike=alike,
            )
        )

    def has_told(self, key: str) -> bool:
        """Something is wrong with the column already: what follows from it need not be said."""
        return any(wrong.column == key for wrong in self.wrong)

    def words(self, row: Row, key: str) -> str | None:
        """None leaves the field as it is, "" empties it."""
        cell = row.cells.get(key)
        if cell is None:
            return None
        if cell.dated:
            self.tell(
                row,
                key,
                _("The spreadsheet made a date of this. Format the column as text, type it again."),
            )
        elif cell.text.upper() in ERRORS:
            self.tell(row, key, _("A formula failed here. Write the value itself."))
        elif cell.text.startswith(("=", "@", "\t")):
            self.tell(row, key, _("This looks like a formula. Write the value itself."))
        elif QUOTED.match(cell.text):  # as our own exports write what would be a formula
            return cell.text[1:]
        else:
            return "" if cell.text.casefold() in CLEAR else cell.text
        return None

    def code(self, row: Row, key: str) -> str | None:
        """Full-width letters and digits are taken for the plain ones."""
        words = self.words(row, key)
        if words is None:
            return None
        plain = unicodedata.normalize("NFKC", words).strip()
        if SHORTENED.fullmatch(plain):
            self.tell(
                row,
                key,
                _("The spreadsheet shortened this number. Make the column text, type it anew."),
            )
            return None
        return plain

    def whole(self, row: Row, key: str) -> int | None:
        plain = self.code(row, key)
        if not plain:
            return None
        digits = plain.replace(",", "")
        if not WHOLE.fullmatch(digits) or int(digits.partition(".")[0]) > QUANTITY_MAX:
            self.tell(row, key, _("A whole number is needed here."))
            return None
        return int(digits.partition(".")[0])

    def price(self, row: Row, key: str = "price") -> Money | None:
        plain = self.code(row, key)
        if plain is None:
            return None
        amount = plain.removeprefix("¥").removeprefix("￥").removesuffix("元").replace(",", "")
        try:
            written = f"{Decimal(amount.strip()):f}"
        except InvalidOperation:
            written = ""
        if "." in written:
            written = written.rstrip("0").rstrip(".")
        if not AMOUNT.fullmatch(written):
            self.tell(row, key, _("An amount such as 12.50 is needed here."))
            return None
        return yuan(written)

    def day(self, row: Row, key: str) -> date | None:
        """As it is typed, or as the spreadsheet keeps a day."""
        cell = row.cells.get(key)
        plain = cell.text[:DAY_LENGTH] if cell and cell.dated else self.code(row, key)
        if not plain:
            return None
        found = DAY.fullmatch(plain)
        try:
            return date(*map(int, found.groups())) if found else date.fromisoformat(plain)
        except ValueError:
            self.tell(row, key, _("A day such as 2026-11-22 is needed."))
            return None

    def yes(self, row: Row, key: str) -> bool | None:
        plain = self.code(row, key)
        if not plain:
            return None
        if plain.casefold() not in YES | NO:
            self.tell(row, key, _("Write yes or no."))
            return None
        return plain.casefold() in YES

    def shared(self, rows: Sequence[Row], key: str) -> tuple[Row, str] | None:
        """What the rows of a product have in common: it stands in one of them, or in all the same.
        With the row in which it stands; None leaves the field as it is."""
        said = [(row, words) for row in rows if (words := self.words(row, key)) is not None]
        for row, words in said[1:]:
            if words != said[0][1]:
                self.tell(
                    row,
                    key,
                    _("{title}: row {row} of the same product says otherwise.").format(
                        title=title_of(key), row=said[0][0].number
                    ),
                    alike=_("Another row of the same product says otherwise."),
                )
        return said[0] if said else None
