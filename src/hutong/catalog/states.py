from enum import StrEnum


class ProductState(StrEnum):
    DRAFT = "draft"
    LISTED = "listed"
    DELISTED = "delisted"


MOVES = {
    ProductState.DRAFT: {ProductState.LISTED},
    ProductState.LISTED: {ProductState.DELISTED},
    ProductState.DELISTED: {ProductState.LISTED},
}
