import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.customers import BadContact
from smplat_core.customers.wording import Reading, likeness_key


def test_blanks_are_collapsed() -> None:
    assert Reading().line("/x", "  Ana \t Maria  ") == "Ana Maria"


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_a_needed_line_that_is_blank_is_told(text: str) -> None:
    reading = Reading()

    reading.line("/first_name", text)

    assert [(e.pointer, e.code) for e in reading.errors] == [("/first_name", "customers.missing")]


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\x07b", "a\ue000b"])
def test_characters_no_label_can_show_are_told(text: str) -> None:
    reading = Reading()

    reading.line("/x", text)

    assert [error.code for error in reading.errors] == ["customers.bad_character"]


def test_everything_wrong_is_told_at_once() -> None:
    reading = Reading()
    reading.line("/a", "")
    reading.line("/b", "x" * 201)

    with pytest.raises(BadContact) as refusal:
        reading.refuse_if_wrong(BadContact)

    assert [e.pointer for e in refusal.value.errors] == ["/a", "/b"]


def test_notes_keep_their_lines() -> None:
    assert Reading().paragraph("/notes", " call  first \r\n\n then write ") == (
        "call first\n\nthen write"
    )


@given(st.text())
def test_what_is_accepted_can_be_stored_and_read_again_unchanged(text: str) -> None:
    reading = Reading()

    once = reading.optional_line("/x", text)

    once.encode()
    assert "\x00" not in once
    assert Reading().optional_line("/x", once) == once


@pytest.mark.parametrize(
    ("one", "other"),
    [("José  Núñez", "jose nunez"), ("O'Brien", "OBRIEN"), ("H8Z 2Z3", "h8z2z3")],
)
def test_spellings_of_the_same_thing_have_the_same_key(one: str, other: str) -> None:
    assert likeness_key(one) == likeness_key(other)
