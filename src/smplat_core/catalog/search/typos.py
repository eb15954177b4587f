"""Finding the word that was meant."""

from collections.abc import Iterable, Mapping
from typing import Final

SHORTEST_MISTYPED: Final = 4
"""Below that, one wrong letter makes another word."""
SHORTEST_TWICE_MISTYPED: Final = 8


def slips_in(word: str) -> int:
    """How many slips are forgiven: none under 4 letters, one under 8, else two."""
    if len(word) < SHORTEST_MISTYPED:
        return 0
    return 1 if len(word) < SHORTEST_TWICE_MISTYPED else 2


def slips_between(typed: str, meant: str, most: int) -> int | None:
    """How many letters were missed, added, changed, or swapped with their neighbor.

    ``None`` when more than ``most``. No letter is counted twice (optimal string alignment).
    """
    if abs(len(typed) - len(meant)) > most:
        return None
    before, last = list[int](), list(range(len(meant) + 1))
    for row, letter in enumerate(typed, start=1):
        now = [row]
        for column, other in enumerate(meant, start=1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != other))
            swapped = row > 1 and column > 1 and letter == meant[column - 2]
            if swapped and typed[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return None
        before, last = last, now
    return last[-1] if last[-1] <= most else None


def meant_by(
    typed: str, known: Mapping[str, int] | Iterable[str], *, most: int = 3
) -> tuple[str, ...]:
    """The known words nearest to a mistyped one, at most ``most``: fewest slips first, then the
    more frequent one (where frequencies are given), then by the alphabet.
    """
    forgiven = slips_in(typed)
    if not forgiven:
        return ()
    counts = known if isinstance(known, Mapping) else dict.fromkeys(known, 1)
    near = []
    for word, count in counts.items():
        if (slips := slips_between(typed, word, forgiven)) is not None:
            near.append((slips, -count, word))
    return tuple(word for _, _, word in sorted(near)[:most])
