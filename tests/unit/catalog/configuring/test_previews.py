"""Calculator lines are worked out for show, and never stand in the way."""

import pytest

from smplat_core.catalog import (
    Blueprint,
    CalculatorLine,
    FieldType,
    Option,
    Selection,
)
from smplat_core.testing.builders.configuring import a_content, a_field, a_group, an_add_on
from tests.builders.configuring import look


def line(expression: str, *, digits: int = 2, suffix: str = "") -> CalculatorLine:
    return CalculatorLine(
        key="line", label="Line", expression=expression, digits=digits, suffix=suffix
    )


FIELDS = (
    a_field("amount", FieldType.NUMBER, sample="100", decimals=3),
    a_field("days", FieldType.NUMBER, default="3"),
    a_field("sure", FieldType.BOOLEAN),
)


@pytest.mark.parametrize(
    ("preview", "entered", "text"),
    [
        (line("amount / days", suffix=" per day"), {"amount": "10"}, "3.33 per day"),
        (line("amount / days"), {}, "33.33"),
        (line("amount / days", digits=0), {"amount": "7.5", "days": "3"}, "3"),
        (line("amount", digits=0), {"amount": "2.5"}, "3"),
        (line("amount", digits=1), {"amount": "-0.04"}, "0.0"),
        (line("amount"), {"amount": "1000000"}, "1000000.00"),
        (line("quantity * 2", digits=0), {}, "4"),
        (line("sure"), {"sure": "true"}, "yes"),
        (line("sure or amount > 100"), {}, "no"),
        (line("if(sure, 1, 2)", digits=0), {}, "2"),
    ],
)
def test_a_line_is_worked_out_from_what_was_entered_or_stands_for_it(
    preview: CalculatorLine, entered: dict[str, str], text: str
) -> None:
    content = a_content(fields=FIELDS, calculators=(preview,))

    seen = look(content, Selection(fields=entered), quantity=2)

    assert [shown.text for shown in seen.previews] == [text]


@pytest.mark.parametrize(
    ("preview", "reason"),
    [
        (line("amount / (days - 3)"), "divided by zero"),
        (line("nobody + 1"), "nobody"),
        (line("1 +"), "ends"),
        (line("amount + sure"), "boolean"),
        (line("amount", digits=90), "90 digits"),
    ],
)
def test_a_line_that_cannot_be_worked_out_says_why_and_stops_nothing(
    preview: CalculatorLine, reason: str
) -> None:
    seen = look(a_content(fields=FIELDS, calculators=(preview,)))

    (shown,) = seen.previews
    assert shown.text is None
    assert reason in shown.reason
    assert seen.configuration


def test_a_refused_value_counts_as_its_sample() -> None:
    content = a_content(fields=FIELDS, calculators=(line("amount", digits=0),))

    seen = look(content, Selection(fields={"amount": "many"}))

    assert seen.previews[0].text == "100"


def test_the_lines_of_chosen_offers_come_after_those_of_the_product() -> None:
    content = a_content(
        calculators=(line("1", digits=0),),
        blueprint=Blueprint(calculator=line("2", digits=0)),
        option_groups=(
            a_group(
                "pace",
                options=(
                    Option(key="slow", label="Slow"),
                    Option(key="fast", label="F", blueprint=Blueprint(calculator=line("3"))),
                ),
                default=("slow",),
            ),
        ),
        add_ons=(an_add_on("rush", blueprint=Blueprint(calculator=line("4"))),),
    )
    every = Selection(options={"pace": ("fast",)}, add_ons=("rush",))

    plain, rushed = look(content).previews, look(content, every).previews

    assert [(shown.offer, shown.text) for shown in plain] == [("", "1"), ("", "2")]
    assert [(shown.offer, shown.text) for shown in rushed[2:]] == [
        ("pace/fast", "3.00"),
        ("rush", "4.00"),
    ]
