"""What a category asks of its products: figures in a unit, and values that shoppers choose by."""

import pytest

from hutong.catalog import Parameter, WantedParameter, filter_values
from hutong.catalog.attributes import with_units, without_figure
from hutong.kernel.texts import Texts

CAPACITY: Texts = {"zh": "容量", "en": "Capacity"}
IN_ML = (WantedParameter(name=CAPACITY, unit="ml"),)


def told(**value: str) -> tuple[Parameter, ...]:
    return (Parameter(name=CAPACITY, value=value),)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"zh": "420"}, {"zh": "420 毫升", "en": "420 ml"}),
        ({"zh": " 1.5 ", "en": "1.5"}, {"zh": "1.5 毫升", "en": "1.5 ml"}),
        ({"zh": "约 420 毫升"}, {"zh": "约 420 毫升"}),
        ({"zh": "很大"}, {"zh": "很大"}),
    ],
)
def test_a_number_alone_is_told_in_the_unit_in_both_languages(typed: Texts, kept: Texts) -> None:
    assert with_units(told(**typed), IN_ML) == told(**kept)
    assert with_units(told(**typed), ()) == told(**typed)


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("420 毫升", []),
        ("420ml", []),
        ("壶 1.2 升，杯 250 毫升", []),
        ("0.5 L", []),
        ("满杯三百毫升", ["parameters.0.value.zh"]),
        ("30 cm", ["parameters.0.value.zh"]),
        ("3 large", ["parameters.0.value.zh"]),
        ("", ["parameters.0.value.zh"]),
    ],
)
def test_a_figure_is_told_in_some_unit_of_the_same_measure(value: str, wrong: list[str]) -> None:
    assert [each.field for each in without_figure(told(zh=value), IN_ML)] == wrong


@pytest.mark.parametrize(
    ("value", "values"),
    [
        (
            {
                "zh": "微波炉、洗碗机（上层，木盖手洗）",
                "en": "Microwave, dishwasher (upper, no lid)",
            },
            [{"zh": "微波炉", "en": "Microwave"}, {"zh": "洗碗机", "en": "Dishwasher"}],
        ),
        ({"zh": "瓷，瓷", "en": "China"}, [{"zh": "瓷"}]),
        ({"zh": "USB；", "en": "USB;"}, [{"zh": "USB", "en": "USB"}]),
        ({"zh": "很" * 31}, []),
        ({"en": "Clay"}, []),
    ],
)
def test_a_list_of_words_is_several_choices_and_a_remark_is_none(
    value: Texts, values: list[Texts]
) -> None:
    assert list(filter_values(Parameter(name=CAPACITY, value=value))) == values
