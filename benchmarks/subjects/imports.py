"""What `import smplat_core` costs over the two libraries it needs."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Final

from benchmarks.figures import Figure, at_most
from benchmarks.timing import once_in_turns

ROUNDS: Final = 9
EVERYTHING: Final = (
    "import smplat_core.automation, smplat_core.fulfillment, smplat_core.billing,"
    " smplat_core.payments, smplat_core.access"
)
"""The top contexts, which pull in all below them."""


def measure() -> Iterator[Figure]:
    rounds = once_in_turns(
        {
            "nothing": _running("pass"),
            "libraries": _running("import attrs, cattrs, json, decimal, uuid"),
            "core": _running(EVERYTHING),
        },
        rounds=ROUNDS,
    )
    extra = [
        core - libraries
        for core, libraries in zip(rounds.seconds["core"], rounds.seconds["libraries"], strict=True)
    ]
    yield Figure("interpreter", rounds.typical("nothing") * 1e3, "ms")
    yield Figure("attrs + cattrs", rounds.typical("libraries") * 1e3, "ms")
    yield Figure("every context of smplat_core", rounds.typical("core") * 1e3, "ms")
    typical = sorted(extra)[len(extra) // 2]
    yield Figure("over attrs + cattrs", typical * 1e3, "ms", at_most(60))


def _running(program: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 - our own words
