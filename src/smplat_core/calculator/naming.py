"""What somebody who mistyped a name probably meant."""

from collections.abc import Iterable
from itertools import islice
from typing import Final

_LOOKED_AT: Final = 50
"""Names of about this length; and characters of each: a refusal must cost little."""


def nearest(name: str, known: Iterable[str]) -> str:
    """``did you mean ...?`` with the one known name at most two slips away; else nothing."""
    best, least = "", min(3, len(name))  # a short name is soon another
    alike = (other for other in known if abs(len(other) - len(name)) < least)
    for other in islice(alike, _LOOKED_AT):
        if (slips := _slips(name[:_LOOKED_AT].lower(), other[:_LOOKED_AT].lower(), least)) < least:
            best, least = other, slips
    return f"did you mean {best}?" if best else ""


def _slips(one: str, other: str, bound: int) -> int:
    """Letters changed, added, left out or swapped with the next; no more than ``bound``."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before = before, row
        row = [i]
        for j, theirs in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != theirs))
            if older and j > 1 and letter == other[j - 2] and theirs == one[i - 2]:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) >= bound:
            return bound
    return row[-1]
