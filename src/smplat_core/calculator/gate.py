"""The shortest way from given values to a result, where nothing is wrong with any of them.

Everything else goes the careful way, which ends in the same result or in a refusal that says why.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
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
Name = tuple[str, bool, Decimal | None, Decimal | None]
"""What it is called, whether it is a number, and then its bounds, both included."""

_OURS: Final = Context()
_OURS.run(setcontext, CONTEXT)
calculating: Final = _OURS.run
"""Call a program where arithmetic is the calculator's, whatever the caller's is.

``RuntimeError`` while another thread is in there: it is but one. Entering it costs a third of
setting the decimal context and putting back the old one.
"""


def gate(program: Program, names: Sequence[Name], careful: Evaluate) -> Evaluate:
    """``careful``, made quick where every value is of the right type and within its bounds."""
    make = _maker(tuple((number, low is None, high is None) for _, number, low, high in names))
    parts = [part for name, _, low, high in names for part in (name, low, high)]
    made: Evaluate = make(program, calculating, careful, *parts)
    return made


@lru_cache(maxsize=64)
def _maker(names: tuple[tuple[bool, bool, bool], ...]) -> Callable[..., Evaluate]:
    """What makes gates for such names: whether each is a number, and has no lower or upper bound."""
    every = range(len(names))
    params = "".join(f", k{n}, l{n}, h{n}" for n in every)
    taken = "".join(_taken(n, is_number=names[n][0]) for n in every)
    fits = " and ".join(check for n in every for check in _checks(n, *names[n])) or "True"
    given = "".join(f", v{n}" for n in every)
    source = f"""
def make(program, calculating, careful{params}):
    def gate(values):
        try:
{taken}            if {fits}:
                return calculating(program{given})
        except Exception:
            pass
        return careful(values)
    return gate
"""
    space: dict[str, Any] = {"Decimal": Decimal, "number_from": number_from}
    exec(source, space)  # noqa: S102 - only counts differ in it
    make: Callable[..., Evaluate] = space["make"]
    return make


def _taken(n: int, *, is_number: bool) -> str:
    taken = f"            v{n} = values[k{n}]\n"
    if is_number:
        taken += f"            if v{n}.__class__ is not Decimal: v{n} = number_from(v{n})\n"
    return taken


def _checks(n: int, *kind: bool) -> Iterator[str]:
    is_number, no_low, no_high = kind
    if not is_number:
        yield f"v{n}.__class__ is bool"
        return
    yield f"v{n}.adjusted() < {DIGITS} and v{n}.is_finite()"
    if not no_low:
        yield f"l{n} <= v{n}"
    if not no_high:
        yield f"v{n} <= h{n}"
