"""Whatever string there is: it is calculated or refused, and nothing else ever happens.

``SMPLAT_CALCULATOR_STRINGS=1000000`` tries a million, and measures how long the slowest took.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from random import Random
from time import perf_counter, thread_time
from typing import Any, Final

from smplat_core.calculator import CalculatorError, compile  # noqa: A004 - its name there
from tests.unit.calculator.sources import BOOLEAN_NAMES, NUMBER_NAMES, any_string

STRINGS: Final = int(os.environ.get("SMPLAT_CALCULATOR_STRINGS", "3000"))
SEED: Final = os.environ.get("SMPLAT_CALCULATOR_SEED", "every day the same")
LONGEST_MS: Final = 5.0
TRIES: Final = 7
"""A string that seems slow is tried again: a machine does other things too, and Python collects garbage."""


def drawn() -> Iterator[tuple[str, dict[str, Any]]]:
    chance = Random(SEED)  # noqa: S311 - to be drawn again
    numbers = ("0", "1", "-2.5", 3, Decimal("0.1"), "9" * 34, "1e-999", -7)
    for _ in range(STRINGS):
        values: dict[str, Any] = {name: chance.choice(numbers) for name in NUMBER_NAMES}
        yield any_string(chance), values | {n: chance.random() < 0.5 for n in BOOLEAN_NAMES}


def outcome(source: str, values: dict[str, Any]) -> str:
    refused = None
    try:
        calculator = compile(source)
        value = calculator.evaluate(values)
    except CalculatorError as error:
        refused = error
    if refused is not None:
        assert 0 <= refused.position <= len(source), source
        assert refused.detail, source
        return refused.code
    assert isinstance(value, bool) or value.is_finite(), source
    assert len(str(calculator)) <= 2_000
    assert compile(str(calculator)).evaluate(values) == value, source
    return "calculated"


def milliseconds(source: str, values: dict[str, Any]) -> float:
    """Of work, to compile and evaluate it or to refuse it."""
    started = thread_time()
    with suppress(CalculatorError):
        compile(source).evaluate(values)
    return (thread_time() - started) * 1_000


def test_a_string_is_calculated_or_refused() -> None:
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    started = perf_counter()
    for source, values in drawn():
        took = milliseconds(source, values)
        if took > slowest:
            again = (milliseconds(f"{source}{' ' * n}", values) for n in range(1, TRIES))
            slowest = max(slowest, min(took, *again))
        outcomes[outcome(source, values)] += 1

    print(f"{STRINGS:,} strings in {perf_counter() - started:.0f} s; slowest {slowest:.2f} ms")  # noqa: T201 - a figure to write down
    print("\n".join(f"{count:>9,} {code}" for code, count in outcomes.most_common()))  # noqa: T201 - as above
    assert outcomes["calculated"] > STRINGS / 50
    assert len(outcomes) > min(15, STRINGS // 50)
    assert STRINGS < 1_000_000 or slowest <= LONGEST_MS
