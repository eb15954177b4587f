"""What an expression is made of: steps in the order they are worked, values before what uses them.

``a + b * 2`` is ``a``, ``b``, ``2``, ``*``, ``+``. Nothing is inside anything else, so that no walk
over an expression nests, however hostile its author was.
"""

from decimal import Decimal
from typing import Final

from attrs import field, frozen

from smplat_core.kernel import maker


@frozen(weakref_slot=False)
class Step:
    """A value, or what is done with the last values so far; where it was written does not count."""

    does: str
    """``NUMBER``, ``TRUTH``, ``NAME``; a sign or operator; ``CHOICE``; or a function."""
    takes: int
    """How many of the last values it turns into one."""
    holds: "Decimal | bool | str | None" = None
    """The number, never negative; the boolean; the name."""
    position: int = field(default=0, eq=False)


make_step = maker(Step)

Expression = tuple[Step, ...]

NUMBER: Final = "number"
TRUTH: Final = "truth"
NAME: Final = "name"
CHOICE: Final = "if"
"""Of a condition and two values: the first where it holds, else the second, never both."""
MINUS: Final = "minus"
PLUS: Final = "plus"
NOT: Final = "not"
POWER: Final = "^"

CHOICE_RANK, OR_RANK, AND_RANK, NOT_RANK, COMPARISON_RANK, SUM, PRODUCT, SIGN, POWER_RANK, ATOM = (
    range(1, 11)
)
"""How tightly each kind binds."""

COMPARISONS: Final = ("==", "!=", "<=", ">=", "<", ">")
RANKS: Final = {
    "or": OR_RANK,
    "and": AND_RANK,
    **dict.fromkeys(COMPARISONS, COMPARISON_RANK),
    "+": SUM,
    "-": SUM,
    "*": PRODUCT,
    "/": PRODUCT,
    "%": PRODUCT,
    POWER: POWER_RANK,
}
"""Of what stands between two values."""
SIGNS: Final = {MINUS: SIGN, PLUS: SIGN, NOT: NOT_RANK}
"""Of what stands before one."""

FUNCTIONS: Final = {
    "min": (1, None),
    "max": (1, None),
    "round": (1, 2),
    "ceil": (1, 1),
    "floor": (1, 1),
    "abs": (1, 1),
    "clamp": (3, 3),
    CHOICE: (3, 3),
}
"""How many values each takes, at least and at most."""

WORDS: Final = frozenset({"and", "or", "not", "true", "false", *FUNCTIONS})
"""What no input can be called."""
