"""``python -m benchmarks [NAME ...] [--enforce]``: measure everything, or what is named."""

import argparse
import sys

from benchmarks import report
from benchmarks.figures import Figure
from benchmarks.house import House
from benchmarks.machine import described
from benchmarks.subjects import ALONE, SERVED


def main() -> int:
    """0, or with ``--enforce`` 1 when a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*ALONE, *SERVED]))
    parser.add_argument("--enforce", action="store_true", help="fail when a target is missed")
    given = parser.parse_args()
    if unknown := set(given.names) - {*ALONE, *SERVED}:
        parser.error(f"nothing is called {', '.join(sorted(unknown))}")
    machine, earlier = described(), report.last()
    report.say("\n".join(f"{name}: {value}" for name, value in machine.items()))
    results = measured(set(given.names) or {*ALONE, *SERVED}, earlier)
    report.say(f"\nkept in {report.keep(results, machine)}")
    missed = [f for figures in results.values() for f in figures if f.verdict == "MISSED"]
    report.say(f"{len(missed)} targets missed" if missed else "every target met")
    return 1 if missed and given.enforce else 0


def measured(names: set[str], earlier: dict[str, float]) -> dict[str, list[Figure]]:
    """The figures of each subject, told as soon as they are known."""
    results: dict[str, list[Figure]] = {}
    for name, measure in ALONE.items():
        if name in names:
            results[name] = list(report.told(name, measure(), earlier))
    if not names & set(SERVED):
        return results
    with House.open() as house:
        for name, measure_in in SERVED.items():
            if name in names:
                results[name] = list(report.told(name, measure_in(house), earlier))
    return results


if __name__ == "__main__":
    sys.exit(main())
