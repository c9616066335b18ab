"""What a column of the exchange format is."""

from dataclasses import dataclass

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
