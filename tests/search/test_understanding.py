import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hutong.search.normal import normal, singular
from hutong.search.prices import price_words
from hutong.search.thesaurus import thesaurus
from hutong.search.understanding import typos, understand
from hutong.search.vocabulary import Vocabulary
from tests.search.test_find import EVERYTHING

WORDS = st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=8)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    known = Vocabulary()
    for document in EVERYTHING:
        known.meet(dict.fromkeys(known.words(document), 1))
    return known


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ＭＵＧ", "mug"),
        ("馬克杯", "马克杯"),
        ("0.5升", " 500ml "),
        ("500 毫升", " 500ml "),
        ("1.5L", " 1500ml "),
        ("2kg", " 2000g "),
        ("3 large", "3 large"),
    ],
)
def test_one_thing_has_one_writing(typed: str, read: str) -> None:
    assert normal(typed) == read


@pytest.mark.parametrize(
    ("typed", "stem"),
    [("mugs", "mug"), ("boxes", "box"), ("glass", "glass"), ("gas", "gas"), ("杯", "杯")],
)
def test_english_plurals_find_the_singular(typed: str, stem: str) -> None:
    assert singular(typed) == stem


@pytest.mark.parametrize(
    ("typed", "rest", "lowest", "highest"),
    [
        ("杯子 200以内", "杯子", None, 200),
        ("杯子200元以下", "杯子", None, 200),
        ("不超过50元的杯子", "杯子", None, 50),
        ("100-200 台灯", "台灯", 100, 200),
        ("200到100块的台灯", "台灯", 100, 200),
        ("500以上", "", 500, None),
        ("100左右", "", 80, 120),
        ("vase under 130", "vase", None, 130),
        ("304 保温杯", "304 保温杯", None, None),
        ("mug over 360ml", "mug over 360ml", None, None),
    ],
)
def test_prices_are_heard_among_the_words(
    typed: str, rest: str, lowest: int | None, highest: int | None
) -> None:
    heard = price_words(typed)

    assert (heard.rest.strip(), heard.lowest, heard.highest) == (rest, lowest, highest)


@pytest.mark.parametrize("typed", ["makebei", "mkb", "馬克杯", "我想买马克杯"])
def test_pinyin_initials_and_small_talk_mean_the_word(vocabulary: Vocabulary, typed: str) -> None:
    terms = understand(typed, vocabulary).terms

    assert len(terms) == 1
    assert "马克杯" in [each.written for each in terms[0].writings]


def test_pinyin_without_spaces_is_cut_into_words(vocabulary: Vocabulary) -> None:
    said = [term.said for term in understand("baisemakebei", vocabulary).terms]

    assert said == ["baise", "makebei"]


def test_a_wide_word_finds_narrow_ones_and_not_the_other_way_round(vocabulary: Vocabulary) -> None:
    cup = understand("杯子", vocabulary).terms[0]
    mug = understand("马克杯", vocabulary).terms[0]

    assert "马克杯" in [each.written for each in cup.writings]
    assert "杯子" not in [each.written for each in mug.writings]


@given(WORDS, WORDS)
def test_typing_errors_count_the_same_both_ways(one: str, other: str) -> None:
    assert typos(one, other, 9) == typos(other, one, 9) <= max(len(one), len(other))
    assert (typos(one, other, 9) == 0) == (one == other)


@given(WORDS, st.integers(0, 7))
def test_a_lost_letter_and_two_exchanged_are_one_error(word: str, at: int) -> None:
    lost = word[:at] + word[at + 1 :]
    exchanged = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]

    assert typos(word, lost, 2) <= 1
    assert typos(word, exchanged, 2) <= 1


@given(st.text(max_size=60))
def test_whatever_is_typed_is_understood_somehow(vocabulary: Vocabulary, typed: str) -> None:
    understood = understand(typed, vocabulary)

    assert len(understood.terms) <= 8
    assert all(term.writings for term in understood.terms)


@given(st.text(max_size=40))
def test_what_is_normal_stays_as_it_is(typed: str) -> None:
    once = normal(typed).split()

    assert normal(" ".join(once)).split() == once


def test_our_own_words_are_in_their_normal_writing() -> None:
    known = thesaurus()
    words = [*known.words, *known.silent, *(each for all_ in known.wider.values() for each in all_)]

    assert [word for word in words if normal(word) != word] == []
