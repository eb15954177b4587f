"""What people type becomes words that can be found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.catalog.search.words import LONGEST_SEARCH, BadSearch, SearchWords, words_of


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Temperature  SENSOR", ("temperature", "sensor")),
        ("Capteur d'Été", ("capteur", "d", "ete")),
        ("Straße", ("strasse",)),
        ("ﬁne ﬁlter", ("fine", "filter")),
        ("T-100_x", ("t", "100", "x")),
        ("!!! ...", ()),
        ("", ()),
    ],
)
def test_words_have_no_case_no_accents_and_no_punctuation(
    typed: str, words: tuple[str, ...]
) -> None:
    assert words_of(typed) == words


def test_a_word_said_twice_is_searched_once_and_a_paragraph_is_cut() -> None:
    assert SearchWords.of("sensor Sensor").words == ("sensor",)
    assert SearchWords.of(" ".join(map(str, range(20)))).words == tuple(map(str, range(8)))


@pytest.mark.parametrize("typed", ["x" * (LONGEST_SEARCH + 1), "a\x00b", "a\ud800b", "a\nb"])
def test_what_nobody_can_search_for_is_refused(typed: str) -> None:
    with pytest.raises(BadSearch) as refusal:
        SearchWords.of(typed)

    assert refusal.value.errors[0].pointer == "/q"


@given(st.text(max_size=LONGEST_SEARCH))
def test_words_found_once_are_found_again(typed: str) -> None:
    once = words_of(typed)

    assert words_of(" ".join(once)) == once
