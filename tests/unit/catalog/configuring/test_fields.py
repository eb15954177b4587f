"""What is typed into a field is taken in one form, or refused with what would be taken."""

from datetime import date
from decimal import Decimal

import pytest

from smplat_core.catalog import Choice, CustomField, FieldType, Selection
from smplat_core.testing.builders.configuring import a_content, a_field
from tests.builders.configuring import faults, look

LINK = a_field(
    "link", min_length=3, max_length=20, pattern=r"@[a-z]+", sample="@ana", passthrough=True
)
AMOUNT = a_field(
    "amount", FieldType.NUMBER, minimum=Decimal("-1.5"), maximum=Decimal(1000), decimals=2
)
PUBLIC = a_field("public", FieldType.BOOLEAN)
COLOR = a_field(
    "color",
    FieldType.SELECT,
    choices=(Choice(value="red", label="Red"), Choice(value="blue", label="Blue")),
)
STARTS = a_field("starts", FieldType.DATE, earliest=date(2026, 11, 1), latest=date(2026, 11, 30))


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (LINK, "@ana", "@ana"),
        (AMOUNT, "100", "100"),
        (AMOUNT, " 007.50 ", "7.5"),
        (AMOUNT, "1.00", "1"),
        (AMOUNT, "-0", "0"),
        (AMOUNT, "-0.00", "0"),
        (AMOUNT, "-1.5", "-1.5"),
        (AMOUNT, "1000", "1000"),
        (PUBLIC, "true", "true"),
        (PUBLIC, " false ", "false"),
        (COLOR, "blue", "blue"),
        (STARTS, "2026-11-01", "2026-11-01"),
        (STARTS, "2026-11-30", "2026-11-30"),
    ],
)
def test_a_value_is_kept_in_the_canonical_form_of_its_type(
    field: CustomField, typed: str, value: str
) -> None:
    seen = look(a_content(fields=(field,)), Selection(fields={field.key: typed}))

    made = seen.strict()
    assert [entered.text for entered in made.values] == [value]
    assert made.selection.fields == {field.key: value}
    assert made.values[0].passthrough is field.passthrough


@pytest.mark.parametrize(
    ("field", "typed", "code", "accepted"),
    [
        (LINK, "@a", "catalog.text_too_short", "at least 3"),
        (LINK, "@" + "a" * 20, "catalog.text_too_long", "at most 20"),
        (LINK, "ana lima", "catalog.pattern_mismatch", "what matches @[a-z]+, like @ana"),
        (LINK, "@ana\n", "catalog.pattern_mismatch", "what matches @[a-z]+, like @ana"),
        (LINK, "@an\x00", "catalog.bad_text", "characters that can be read"),
        (LINK, "@an\udc00", "catalog.bad_text", "characters that can be read"),
        (
            AMOUNT,
            "many",
            "catalog.not_a_number",
            "a number from -1.5 to 1000 with up to 2 decimals",
        ),
        (AMOUNT, "1e2", "catalog.not_a_number", "a number from -1.5 to 1000 with up to 2 decimals"),
        (AMOUNT, "1,5", "catalog.not_a_number", "a number from -1.5 to 1000 with up to 2 decimals"),
        (AMOUNT, "+1", "catalog.not_a_number", "a number from -1.5 to 1000 with up to 2 decimals"),
        (AMOUNT, "NaN", "catalog.not_a_number", "a number from -1.5 to 1000 with up to 2 decimals"),
        (AMOUNT, "٣", "catalog.not_a_number", "a number from -1.5 to 1000 with up to 2 decimals"),
        (AMOUNT, "1" * 35, "catalog.not_a_number", "at most 34 digits"),
        (AMOUNT, "1" * 9_999, "catalog.not_a_number", "a number from"),
        (AMOUNT, "1.234", "catalog.too_many_decimals", "with up to 2 decimals"),
        (AMOUNT, "-1.51", "catalog.number_too_small", "from -1.5"),
        (AMOUNT, "1000.01", "catalog.number_too_large", "to 1000"),
        (PUBLIC, "True", "catalog.not_a_boolean", "true or false"),
        (PUBLIC, "1", "catalog.not_a_boolean", "true or false"),
        (COLOR, "rad", "catalog.no_such_choice", "red, if that is what was meant"),
        (COLOR, "Z", "catalog.no_such_choice", "red or blue"),
        (STARTS, "21.11.2026", "catalog.not_a_date", "a date from 2026-11-01 to 2026-11-30"),
        (STARTS, "20261121", "catalog.not_a_date", "as 2026-11-21"),
        (STARTS, "2026-11-31", "catalog.not_a_date", "as 2026-11-21"),
        (STARTS, "2026-W47-1", "catalog.not_a_date", "as 2026-11-21"),
        (STARTS, "2026-10-31", "catalog.date_too_early", "from 2026-11-01"),
        (STARTS, "2026-12-01", "catalog.date_too_late", "to 2026-11-30"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(
    field: CustomField, typed: str, code: str, accepted: str
) -> None:
    seen = look(a_content(fields=(field,)), Selection(fields={field.key: typed}))

    (error,) = seen.errors
    assert (error.pointer, error.code) == (f"/selection/fields/{field.key}", code)
    assert accepted in error.accepted
    assert field.label in error.detail or repr(typed) in error.detail
    assert seen.fields[0].value == typed


def test_a_text_without_limits_has_one_all_the_same() -> None:
    content = a_content(fields=(a_field("note"),))

    seen = look(content, Selection(fields={"note": "x" * 5_001}))

    assert faults(seen) == [("/selection/fields/note", "catalog.text_too_long")]


@pytest.mark.parametrize("typed", [None, "", "   "])
def test_a_required_field_left_empty_is_an_error(typed: str | None) -> None:
    content = a_content(fields=(a_field("link", required=True, sample="@ana"),))
    entered = {} if typed is None else {"link": typed}

    seen = look(content, Selection(fields=entered))

    (error,) = seen.errors
    assert error.code == "catalog.field_missing"
    assert error.accepted == "like @ana"


def test_a_required_select_left_empty_names_its_choices() -> None:
    seen = look(
        a_content(fields=(a_field("c", FieldType.SELECT, choices=COLOR.choices, required=True),))
    )

    assert seen.errors[0].accepted == "red or blue"


def test_an_optional_field_left_empty_has_no_value() -> None:
    made = look(a_content(fields=(LINK, AMOUNT)), Selection(fields={"link": " "})).strict()

    assert made.values == ()
    assert made.unanswered == {"amount": FieldType.NUMBER}


def test_a_field_nobody_mentions_takes_its_default() -> None:
    content = a_content(fields=(a_field("days", FieldType.NUMBER, default="7.0", decimals=1),))

    made = look(content).strict()

    assert [value.text for value in made.values] == ["7"]
    assert made.selection.fields == {}


def test_a_field_emptied_on_purpose_does_not_take_its_default() -> None:
    content = a_content(fields=(a_field("days", FieldType.NUMBER, default="7"),))

    made = look(content, Selection(fields={"days": ""})).strict()

    assert made.values == ()


def test_formulas_read_zero_and_false_for_what_has_no_value() -> None:
    made = look(a_content(fields=(LINK, AMOUNT, PUBLIC))).strict()

    assert made.inputs == {"amount": Decimal(0), "public": False}


def test_formulas_read_what_was_entered() -> None:
    entered = {"amount": "2.50", "public": "true", "link": "@ana"}

    made = look(a_content(fields=(LINK, AMOUNT, PUBLIC)), Selection(fields=entered)).strict()

    assert made.inputs == {"amount": Decimal("2.5"), "public": True}
