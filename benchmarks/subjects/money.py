"""Amounts of money, beside plain integers and py-moneyed."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import moneyed

from benchmarks.figures import Figure, at_least
from benchmarks.timing import in_turns
from smplat_core.kernel import Currency, Money

NAMES: Final = {
    "Money": Money,
    "EUR": Currency.EUR,
    "one": Money(1250, Currency.EUR),
    "other": Money(349, Currency.EUR),
    "ten": [Money(1250, Currency.EUR)] * 10,
    "minor": 1250,
    "other_minor": 349,
    "ten_minor": [1250] * 10,
    "moneyed_one": moneyed.Money("12.50", "EUR"),
    "moneyed_other": moneyed.Money("3.49", "EUR"),
    "moneyed_ten": [moneyed.Money("12.50", "EUR")] * 10,
    "moneyed_zero": moneyed.Money(0, "EUR"),
    "factor": Decimal("1.0725"),
}
PIECES: Final = {
    "add": ("one + other", "minor + other_minor", "moneyed_one + moneyed_other"),
    "multiply and round": (
        "one.times(factor)",
        "(minor * 10_725 + 5_000) // 10_000",
        "(moneyed_one * factor).round(2)",
    ),
    "compare": ("one < other", "minor < other_minor", "moneyed_one < moneyed_other"),
    "total of 10": (
        "Money.total(ten, EUR)",
        "sum(ten_minor)",
        "sum(moneyed_ten, moneyed_zero)",
    ),
}


def measure() -> Iterator[Figure]:
    for name, (ours, integers, theirs) in PIECES.items():
        rounds = in_turns({"ours": ours, "integers": integers, "theirs": theirs}, names=NAMES)
        yield Figure(name, rounds.typical("ours") * 1e9, "ns")
        yield Figure(f"{name}: integers", rounds.typical("integers") * 1e9, "ns")
        faster = rounds.ratio("theirs", "ours")
        yield Figure(f"{name}: times faster than py-moneyed", faster, "x", at_least(3))
