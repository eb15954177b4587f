"""A field is tried out by itself, with what people will type."""

import pytest

from smplat_core.catalog import BadContent, FieldType, TryField
from smplat_core.testing.builders.configuring import a_field
from smplat_patterns import Re2Patterns

TRY = TryField(Re2Patterns())


async def test_each_text_is_answered_as_a_buyer_would_be() -> None:
    field = a_field("handle", pattern="@[a-z]+", max_length=9, sample="@ana")

    tried = await TRY(field, ["@ana", "ana", "@" + "a" * 9, "", " "])

    assert [one.text for one in tried] == ["@ana", "ana", "@" + "a" * 9, "", " "]
    assert [one.value for one in tried] == ["@ana", None, None, None, None]
    assert [one.error and one.error.code for one in tried] == [
        None,
        "catalog.pattern_mismatch",
        "catalog.text_too_long",
        None,
        None,
    ]


async def test_nothing_is_missing_in_a_required_field() -> None:
    (tried,) = await TRY(a_field("handle", required=True), [" "])

    assert tried.error
    assert (tried.error.pointer, tried.error.code) == ("/texts/0", "catalog.field_missing")


async def test_a_value_is_shown_as_it_would_be_kept() -> None:
    field = a_field("amount", FieldType.NUMBER, decimals=1)

    (tried,) = await TRY(field, ["007.50"])

    assert tried.value == "7.5"


async def test_a_field_that_cannot_be_one_is_refused() -> None:
    with pytest.raises(BadContent) as refusal:
        await TRY(a_field("handle", pattern="(?=a)"), ["a"])

    assert [(e.pointer, e.code) for e in refusal.value.errors] == [
        ("/field/pattern", "catalog.bad_pattern")
    ]


async def test_a_hundred_texts_are_tried_at_once_and_no_more() -> None:
    assert len(await TRY(a_field(), ["a"] * 100)) == 100

    with pytest.raises(BadContent) as refusal:
        await TRY(a_field(), ["a"] * 101)

    assert refusal.value.errors[0].pointer == "/texts"
