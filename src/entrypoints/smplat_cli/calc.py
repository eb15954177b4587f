"""Expressions from the command line: one by one, or a line of JSON each."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, BinaryIO, Final

from cyclopts import Parameter

from smplat_cli.refusing import Refused
from smplat_core.calculator import (
    CalculatorError,
    Given,
    NoSource,
    Value,
    compile,  # noqa: A004 - its name there
    written,
)

LONGEST_LINE: Final = 1_000_000
"""Bytes of one question in JSON."""
LONGEST_SHOWN: Final = 120
"""Characters of an expression that is shown with a mark under the place to blame."""

_TRUTHS: Final = {"true": True, "false": False}


class _Numeral(str):
    """A number of JSON, still as it was written: the calculator reads it, to the last digit."""

    __slots__ = ()


class _BadLine(CalculatorError):
    """A line is no question: not JSON, or not of the shape."""

    code = "calculator.bad_line"


def calc(
    *words: Annotated[str, Parameter(allow_leading_hyphen=True, show=False)],
    lines: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> None:
    """Evaluate an expression exactly: smplat calc 'amount / days' amount=100 days=7

    Parameters
    ----------
    words
        The expression, and then its inputs as name=value; a value is a number, true or false.
    lines
        Read questions from standard input, one {"expr": ..., "inputs": {...}} per line, and write
        one {"value": ...} or {"error": {"code", "position", "message"}} for each.
    """
    if lines and words:
        raise Refused("with --json expressions come from standard input, one per line")
    if lines:
        _answer_all(sys.stdin.buffer)
    elif words:
        sys.stdout.write(f"{_evaluated(words[0], words[1:])}\n")
    else:
        raise Refused("give an expression: smplat calc 'amount / days' amount=100 days=7")


def _evaluated(source: str, given: tuple[str, ...]) -> str:
    try:
        return _shown(compile(source).evaluate(_inputs(given)))
    except CalculatorError as error:
        raise Refused(_explained(source, error)) from None


def _inputs(given: tuple[str, ...]) -> dict[str, Given]:
    values: dict[str, Given] = {}
    for word in given:
        name, separator, value = word.partition("=")
        if not separator or not name:
            raise Refused(f"{word!a} is no input: write name=value after the expression")
        if name in values:
            raise Refused(f"{name!a} is given twice")
        values[name] = _TRUTHS.get(value, value)
    return values


def _explained(source: str, error: CalculatorError) -> str:
    said = [f"{error.code} at {error.position}: {_message(error)}"]
    if len(source) <= LONGEST_SHOWN and source.isprintable():
        said += [f"  {source}", f"  {' ' * error.position}^"]
    return "\n".join(said)


def _answer_all(questions: BinaryIO) -> None:
    try:
        for line in _lines(questions):
            sys.stdout.write(f"{json.dumps(_answer(line))}\n")
            sys.stdout.flush()
    except (
        BrokenPipeError
    ):  # whoever read the answers has enough; the interpreter flushes once more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Every line, cut off where it is too long to be read."""
    while line := stream.readline(LONGEST_LINE + 1):
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE + 1)
        yield line


def _answer(line: bytes) -> dict[str, Any]:
    try:
        source, values = _question(line)
        value = compile(source).evaluate(values)
    except CalculatorError as error:
        said = {"code": error.code, "position": error.position, "message": _message(error)}
        return {"error": said}
    return {"value": value if isinstance(value, bool) else _shown(value)}


def _question(line: bytes) -> tuple[str, Mapping[str, Any]]:
    if len(line.rstrip(b"\r\n")) > LONGEST_LINE:
        raise _BadLine(f"the line has more than {LONGEST_LINE:,} bytes", hint="a shorter one")
    try:
        read = json.loads(
            line.decode(), parse_int=_Numeral, parse_float=_Numeral, parse_constant=_no_number
        )
    except UnicodeDecodeError as error:
        raise _BadLine("the line is not UTF-8", position=error.start) from None
    except json.JSONDecodeError as error:
        raise _BadLine(f"the line is not JSON: {error.msg}", position=error.pos) from None
    except RecursionError:
        raise _BadLine("the line is nested too deeply") from None
    if not isinstance(read, dict) or "expr" not in read:
        raise _BadLine(
            "the line asks nothing", hint='{"expr": "a / b", "inputs": {"a": 1, "b": 2}}'
        )
    source, values = read["expr"], read.get("inputs", {})
    if not isinstance(values, dict):
        raise _BadLine("the inputs are no object", hint='{"a": 1, "b": true}')
    if not isinstance(source, str) or isinstance(source, _Numeral):
        raise NoSource("an expression is text", hint='"amount / days"')
    return source, values


def _no_number(name: str) -> float:
    raise _BadLine(f"{name} is no number", hint="JSON has finite numbers only")


def _message(error: CalculatorError) -> str:
    return f"{error.detail} ({error.hint})" if error.hint else error.detail


def _shown(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else written(value)
