from enum import StrEnum


class Criterion(StrEnum):
    """What something new is judged by: three for how it fits the brand, three for its quality."""

    FIT = "fit"
    """It belongs with what the shop stands for."""
    DIFFERENCE = "difference"
    """It adds something that the range lacks."""
    DEMAND = "demand"
    """The shop's own customers want it."""
    MATERIAL = "material"
    WORKMANSHIP = "workmanship"
    SUPPLIER = "supplier"
    """The supplier can be relied on: papers, batches, delivery."""


BRAND = (Criterion.FIT, Criterion.DIFFERENCE, Criterion.DEMAND)
QUALITY = (Criterion.MATERIAL, Criterion.WORKMANSHIP, Criterion.SUPPLIER)
LEAST, MOST = 1, 5


class IntroductionState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"


MOVES = {
    IntroductionState.WAITING: {IntroductionState.APPROVED, IntroductionState.DECLINED},
    IntroductionState.APPROVED: set[IntroductionState](),
    IntroductionState.DECLINED: set[IntroductionState](),
}
