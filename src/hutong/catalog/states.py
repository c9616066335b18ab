from enum import StrEnum


class ProductKind(StrEnum):
    """goods: sent in a parcel; service: had by showing a code. Said once, when it is made."""

    GOODS = "goods"
    SERVICE = "service"


class ProductState(StrEnum):
    DRAFT = "draft"
    LISTED = "listed"
    DELISTED = "delisted"


MOVES = {
    ProductState.DRAFT: {ProductState.LISTED},
    ProductState.LISTED: {ProductState.DELISTED},
    ProductState.DELISTED: {ProductState.LISTED},
}
