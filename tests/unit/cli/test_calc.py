"""``smplat calc``: whatever is typed or sent, an answer or a refusal of one line, never a traceback."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from smplat_cli import app
from smplat_cli.refusing import Refused


def typed(*words: str) -> None:
    app(["calc", *words], exit_on_error=False, result_action="return_value")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("amount / days", "amount=100", "days=7"), "14.28571428571428571428571428571429"),
        (("-2 ^ 2",), "-4"),
        (("-x", "x=-3"), "3"),
        (("--x", "x=2"), "2"),
        (("0.1 + 0.2 == 0.3",), "true"),
        (("!rush", "rush=true"), "false"),
        (("rush ? 1 : 2", "rush=false"), "2"),
        (("1e3 * 1.50",), "1500"),
    ],
)
def test_an_expression_is_evaluated(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], answer: str
) -> None:
    typed(*words)

    assert capsys.readouterr().out == f"{answer}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("amuont / days", "amount=100", "days=7"),
            "calculator.unknown_name at 0: nothing is given for amuont (did you mean amount?)\n  amu",
        ),
        (("10 / 0",), "calculator.division_by_zero at 3: 10 is divided by zero (say "),
        (("1 +\n",), "calculator.incomplete at 4: "),
        (("1" * 2001,), "calculator.too_long at 2000: "),
        (("\udcff",), "calculator.bad_character at 0: '\\udcff' means nothing here"),
        (("x", "x=1.2.3"), "calculator.bad_input at 0: x: '1.2.3' is no number"),
        (("x", "x=True"), "calculator.bad_input at 0: x: 'True' is no number"),
        (("x + 1", "x=true"), "calculator.mixed_types at 0: "),
        (("x", "y"), "'y' is no input: write name=value"),
        (("x", "=1"), "'=1' is no input"),
        (("x", "x=1", "x=2"), "'x' is given twice"),
        ((), "give an expression"),
        (("1 + 1", "--json"), "with --json expressions come from standard input"),
    ],
)
def test_what_cannot_be_evaluated_is_refused(words: tuple[str, ...], said: str) -> None:
    with pytest.raises(Refused) as refused:
        typed(*words)

    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("source", ["10 / 0", f"10 / 0{' ' * 114}"])
def test_the_place_to_blame_is_shown(source: str) -> None:
    with pytest.raises(Refused) as refused:
        typed(source)

    assert str(refused.value).endswith(f"\n  {source}\n     ^")


@pytest.mark.parametrize("source", ["10 /\n0", f"10 / 0{' ' * 115}"])
def test_no_place_is_shown_in_what_does_not_fit_a_line(source: str) -> None:
    with pytest.raises(Refused) as refused:
        typed(source)

    assert "\n" not in str(refused.value)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def ask(lines: bytes) -> list[dict[str, Any]]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
        typed("--json")
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return ask


def test_every_question_gets_its_line(answers: Any) -> None:
    lines = (
        b'{"expr": "amount / days", "inputs": {"amount": 100, "days": 8}}\n'
        b'{"expr": "a + b == 0.3", "inputs": {"a": 0.1, "b": "0.2"}, "id": "ignored"}\r\n'
        b'{"expr": "rush ? 1 : 2", "inputs": {"rush": true}}\n'
        b"\n"
        b'{"expr": "1 / 0"}'
    )

    found = answers(lines)

    assert found[:3] == [{"value": "12.5"}, {"value": True}, {"value": "1"}]
    assert found[3]["error"]["code"] == "calculator.bad_line"
    assert found[4]["error"] == {
        "code": "calculator.division_by_zero",
        "position": 2,
        "message": "1 is divided by zero (say what to take instead: x == 0 ? 0 : 1 / x)",
    }
    assert len(found) == 5


def test_numbers_of_json_are_read_to_the_last_digit(answers: Any) -> None:
    lines = (
        b'{"expr": "x", "inputs": {"x": 1234567890123456789012345678.901234}}\n'
        b'{"expr": "x", "inputs": {"x": 1E-5}}\n'
        b'{"expr": "x", "inputs": {"x": -0.0}}\n'
    )

    assert answers(lines) == [
        {"value": "1234567890123456789012345678.901234"},
        {"value": "0.00001"},
        {"value": "0"},
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"", "bad_line"),
        (b"garbage", "bad_line"),
        (b"\xff\xfe", "bad_line"),
        (b"\x00", "bad_line"),
        (b"null", "bad_line"),
        (b"5", "bad_line"),
        (b"[]", "bad_line"),
        (b'"expr"', "bad_line"),
        (b"{}", "bad_line"),
        (b'{"expr": "1"', "bad_line"),
        (b'{"expr": "1"} 2', "bad_line"),
        (b'{"expr": "a\x00"}', "bad_line"),
        (b'{"expr": NaN}', "bad_line"),
        (b'{"expr": "x", "inputs": {"x": NaN}}', "bad_line"),
        (b'{"expr": "x", "inputs": {"x": -Infinity}}', "bad_line"),
        (b'{"expr": "x", "inputs": []}', "bad_line"),
        (b'{"expr": "x", "inputs": null}', "bad_line"),
        (b'{"expr": "x", "inputs": "x"}', "bad_line"),
        (b"[" * 100_000, "bad_line"),
        (b'{"expr":' * 100_000, "bad_line"),
        (b'{"expr": "' + b"1" * 1_000_001 + b'"}', "bad_line"),
        (b'{"expr": "' + b"(" * 100_000 + b'"}', "too_long"),
        (b'{"expr": 5}', "no_source"),
        (b'{"expr": 5.5}', "no_source"),
        (b'{"expr": null}', "no_source"),
        (b'{"expr": true}', "no_source"),
        (b'{"expr": ["1"]}', "no_source"),
        (b'{"expr": {"a": 1}}', "no_source"),
        (b'{"expr": ""}', "incomplete"),
        (b'{"expr": "\\u0000"}', "bad_character"),
        (b'{"expr": "\\ud800"}', "bad_character"),
        (b'{"expr": "x", "inputs": {"\\ud800": 1}}', "unknown_name"),
        (b'{"expr": "x", "inputs": {"x": null}}', "bad_input"),
        (b'{"expr": "x", "inputs": {"x": [1]}}', "bad_input"),
        (b'{"expr": "x", "inputs": {"x": {"y": 1}}}', "bad_input"),
        (b'{"expr": "x", "inputs": {"x": "nan"}}', "bad_input"),
        (b'{"expr": "x", "inputs": {"x": 1e400}}', "bad_input"),
        (b'{"expr": "x", "inputs": {"x": 1e999999999999}}', "bad_input"),
        (b'{"expr": "x", "inputs": {"x": ' + b"9" * 5_000 + b"}}", "bad_input"),
        (b'{"expr": "x + 1", "inputs": {"x": true}}', "mixed_types"),
    ],
    ids=lambda part: part if isinstance(part, str) else str(hash(part)),
)
def test_a_line_that_makes_no_sense_costs_nobody_elses(
    answers: Any, line: bytes, code: str
) -> None:
    found = answers(line + b'\n{"expr": "1 + 1"}\n')

    assert set(found[0]) == {"error"}
    assert set(found[0]["error"]) == {"code", "position", "message"}
    assert found[0]["error"]["code"] == f"calculator.{code}"
    assert isinstance(found[0]["error"]["position"], int)
    assert found[1:] == [{"value": "2"}]


def test_no_questions_get_no_answers(answers: Any) -> None:
    assert answers(b"") == []


def test_whoever_stops_listening_is_no_trouble(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Closed(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError

        def fileno(self) -> int:
            return spare.fileno()

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"expr": "1"}\n' * 3)))
    with (tmp_path / "spare").open("w") as spare:
        monkeypatch.setattr(sys, "stdout", Closed())

        typed("--json")
