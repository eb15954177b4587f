"""Fails when tests notice fewer than nine in ten of the mutants of ``nox -s mutants``."""

import subprocess
import sys
from collections import Counter
from typing import Final

ENOUGH: Final = 0.9
NOTICED: Final = {"killed", "timeout", "caught by type check"}
NEVER_RUN: Final = {"not checked", "skipped"}


def main() -> int:
    told = subprocess.run(
        ["mutmut", "results", "--all", "true"],  # noqa: S607 - of this environment
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [line.strip().rpartition(": ") for line in told.stdout.splitlines() if ": " in line]
    fates = Counter(fate for _, _, fate in rows if fate not in NEVER_RUN)
    noticed = sum(fates[fate] for fate in NOTICED)
    share = noticed / max(1, fates.total())
    for name, _, fate in rows:
        if fate not in NOTICED | NEVER_RUN:
            print(f"{fate}: {name}")  # noqa: T201 - a report
    print(f"{noticed} of {fates.total()} mutants noticed: {share:.1%}; {dict(fates)}")  # noqa: T201
    return 0 if share >= ENOUGH else 1


if __name__ == "__main__":
    sys.exit(main())
