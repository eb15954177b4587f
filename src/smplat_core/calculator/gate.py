"""The shortest way from given values to a result, where nothing is wrong with any of them.

Everything else goes the careful way, which ends in the same result or in a refusal that says why.
"""

from collections.abc import Callable, Mapping, Sequence
from contextvars import Context
from decimal import Decimal, setcontext
from functools import lru_cache
from typing import Any, Final

from smplat_core.calculator.arithmetic import CONTEXT
from smplat_core.calculator.declaring import number_from
from smplat_core.calculator.program import Program
from smplat_core.calculator.vocabulary import DIGITS, Value

Evaluate = Callable[[Mapping[str, Any]], Value]

MOST_NAMES: Final = 12
"""Of an expression that has a gate; what has more can wait a microsecond."""
LARGEST: Final = Decimal(10**DIGITS - 1)

_OURS: Final = Context()
_OURS.run(setcontext, CONTEXT)
calculating: Final = _OURS.run
"""Call a program where arithmetic is the calculator's, whatever the caller's is.

``RuntimeError`` while another thread is in there: it is but one. Entering it costs a third of
setting the decimal context and putting back the old one.
"""


def gate(
    program: Program, names: Sequence[tuple[str, bool, Decimal, Decimal]], careful: Evaluate
) -> Evaluate:
    """``careful``, made quick where every value is of the right type already, and within bounds.

    Of each name: whether it is a number, and then its bounds, both included.
    """
    parts = [part for name, _, low, high in names for part in (name, low, high)]
    make = _maker(tuple(is_number for _, is_number, *_ in names))
    made: Evaluate = make(program, calculating, careful, *parts)
    return made


@lru_cache(maxsize=64)
def _maker(numbers: tuple[bool, ...]) -> Callable[..., Evaluate]:
    """What makes gates for names of these types."""
    every = range(len(numbers))
    params = "".join(f", k{n}, l{n}, h{n}" for n in every)
    taken = "".join(_taken(n, is_number) for n, is_number in enumerate(numbers))
    fits = " and ".join(_fits(n, is_number) for n, is_number in enumerate(numbers)) or "True"
    given = "".join(f", v{n}" for n in every)
    source = f"""
def make(program, calculating, careful{params}):
    def gate(values):
        try:
{taken}            if {fits}:
                return calculating(program{given})
        except Exception:
            return careful(values)
        return careful(values)
    return gate
"""
    space: dict[str, Any] = {"Decimal": Decimal, "number_from": number_from}
    exec(source, space)  # noqa: S102 - only counts differ in it
    make: Callable[..., Evaluate] = space["make"]
    return make


def _taken(n: int, is_number: bool) -> str:  # noqa: FBT001 - it is all there is to a name
    taken = f"            v{n} = values[k{n}]\n"
    if is_number:
        taken += f"            if v{n}.__class__ is not Decimal: v{n} = number_from(v{n})\n"
    return taken


def _fits(n: int, is_number: bool) -> str:  # noqa: FBT001 - as above
    return f"l{n} <= v{n} <= h{n}" if is_number else f"v{n}.__class__ is bool"
