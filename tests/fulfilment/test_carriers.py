import pytest

from hutong.fulfilment import CARRIERS, carriers
from hutong.kernel.errors import Invalid


@pytest.mark.parametrize("code", CARRIERS)
def test_every_carrier_accepts_its_own_example_and_speaks_both_languages(code: str) -> None:
    carrier = CARRIERS[code]

    assert carriers.checked(code, carrier.example) == carrier.example
    assert set(carrier.name) == {"zh", "en"}


def test_a_pasted_number_is_cleaned() -> None:
    assert carriers.checked("sf", " sf1412 3456 78901\n") == "SF1412345678901"


@pytest.mark.parametrize(
    "number", ["", "1", "SF123", "SF14123456789012345", "sf14<script>", "９" * 12, "SF" * 400]
)
def test_a_number_that_the_carrier_cannot_have_made_is_refused(number: str) -> None:
    with pytest.raises(Invalid) as refused:
        carriers.checked("sf", number)

    (problem,) = refused.value.problems
    assert problem.field == "tracking_number"
    assert CARRIERS["sf"].example in problem.message


def test_a_carrier_that_nobody_knows_is_refused() -> None:
    with pytest.raises(Invalid):
        carriers.checked("owl", "SF1412345678901")
