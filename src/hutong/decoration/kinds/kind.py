from collections.abc import Sequence
from dataclasses import dataclass

from hutong.decoration.fields import Field


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of block: its fields are its schema and its form; the template of the same name under
    storefront/blocks draws it."""

    name: str
    title: str
    hint: str
    icon: str
    fields: Sequence[Field] = ()
