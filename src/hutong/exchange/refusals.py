"""What can be wrong with a whole file, in words that say what to do."""

from dataclasses import dataclass

from hutong.kernel.errors import Conflict, NotFound, Refused


@dataclass(eq=False)
class TooLarge(Refused):
    message = "The file has more than {most} MB. Split it, or leave pictures out."
    most: int


@dataclass(eq=False)
class Empty(Refused):
    message = "There is not one row below the headings."


@dataclass(eq=False)
class NoTable(Refused):
    message = (
        "This is no table that can be read. Save it as .xlsx or as .csv, or put one of them in a"
        " .zip with its pictures."
    )


@dataclass(eq=False)
class OldExcel(Refused):
    message = (
        "This is an old .xls file, or one with a password. Open it, save it as .xlsx without a"
        " password, and send that."
    )


@dataclass(eq=False)
class Encrypted(Refused):
    message = "The file has a password. Save it without one and send it again."


@dataclass(eq=False)
class HasMacros(Refused):
    message = (
        "The workbook carries macros, which are not opened here. Save it as .xlsx, which leaves"
        " them out, and send that."
    )


@dataclass(eq=False)
class Uncounted(Refused):
    message = (
        "The sheet “{sheet}” has formulas that were never worked out: {cells}. Open it in Excel or"
        " WPS, save it, and send it again; or write the values themselves."
    )
    sheet: str
    cells: str


@dataclass(eq=False)
class Suspicious(Refused):
    message = (
        "The file holds declarations that no spreadsheet program writes, so it is not opened."
        " Save it anew as .xlsx and send that."
    )


@dataclass(eq=False)
class UnpacksToTooMuch(Refused):
    message = (
        "Unpacked, the file has more than {most} MB or too many parts, so it is not opened. Split"
        " it, or leave pictures out."
    )
    most: int


@dataclass(eq=False)
class BadNames(Refused):
    message = (
        "The zip holds a name that leads out of it: {name}. Pack table and pictures anew, without"
        " folders."
    )
    name: str


@dataclass(eq=False)
class SeveralTables(Refused):
    message = "The zip holds {count} tables. It must be one, with its pictures."
    count: int


@dataclass(eq=False)
class Undecodable(Refused):
    message = "The characters are neither UTF-8 nor GBK. Save the table as .xlsx, or as CSV UTF-8."


@dataclass(eq=False)
class Merged(Refused):
    message = (
        "The sheet “{sheet}” has merged cells: {cells}. Unmerge them and write the value into each"
        " row."
    )
    sheet: str
    cells: str


@dataclass(eq=False)
class TooManyRows(Refused):
    message = "At most {most} rows in one file. Split it and import the parts one after another."
    most: int


@dataclass(eq=False)
class TooWide(Refused):
    message = "At most {most} columns in one file. Delete those that are not needed."
    most: int


@dataclass(eq=False)
class WrongHeadings(Refused):
    message = (
        "The first row must hold the headings of the template; there is no “{missing}” among them."
        " It begins with: {found}."
    )
    missing: str
    found: str


@dataclass(eq=False)
class HeadingsTwice(Refused):
    message = "These headings stand there twice: {found}. Keep one of each."
    found: str


@dataclass(eq=False)
class NoSuchImport(NotFound):
    message = "There is no such import."


@dataclass(eq=False)
class StillRunning(Conflict):
    message = "This import is still being worked on. Wait until it has ended."


@dataclass(eq=False)
class NotNow(Conflict):
    message = "This import has moved on in the meantime. Look at it again."


@dataclass(eq=False)
class NothingToDo(Refused):
    message = "There is nothing to import: every row is wrong, or is in the shop just so already."


@dataclass(eq=False)
class SomeAreWrong(Refused):
    message = (
        "{count} rows are wrong. Correct them and send the file again, or import only the good"
        " ones."
    )
    count: int


@dataclass(eq=False)
class SuggestedSince(Conflict):
    message = "{code}: its suggested price was changed in the meantime."
    code: str


@dataclass(eq=False)
class MayNotPin(Refused):
    message = (
        "The file sets stock limits, which your role does not include. Leave both columns out."
    )


@dataclass(eq=False)
class NotImported(Refused):
    message = "Nothing was imported. {why} Have the file checked again."
    why: str
