"""Expressions to try: well-formed ones for Hypothesis, and strings that may be anything."""

from random import Random
from typing import Any, Final

from hypothesis import strategies as st

from smplat_core.calculator.steps import (
    CHOICE,
    COMPARISONS,
    MINUS,
    NAME,
    NOT,
    NUMBER,
    PLUS,
    RANKS,
    TRUTH,
    Expression,
    Step,
)
from smplat_core.calculator.tokens import number

NUMBER_NAMES: Final = ("amount", "days", "x", "_y2")
BOOLEAN_NAMES: Final = ("rush", "is_gift")

numerals: Final = st.one_of(
    st.integers(0, 10**6).map(str),
    st.integers(0, 10**34 - 1).map(str),
    st.decimals(0, 10**6, places=4, allow_nan=False, allow_infinity=False).map(str),
    st.sampled_from((".5", "5.", "0.02", "1e3", "2.5E-4", "007", "0.000", "1e-40", "1e33")),
)

# --- Steps, of no particular type --------------------------------------------

leaves: Final = st.one_of(
    numerals.map(lambda text: (Step(NUMBER, 0, number(text)),)),
    st.booleans().map(lambda value: (Step(TRUTH, 0, value),)),
    st.sampled_from((*NUMBER_NAMES, *BOOLEAN_NAMES)).map(lambda name: (Step(NAME, 0, name),)),
)


def _applied(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    def with_(does: str, *given: Expression) -> Expression:
        return (*(step for part in given for step in part), Step(does, len(given)))

    return st.one_of(
        st.builds(with_, st.sampled_from((MINUS, PLUS, NOT, "abs", "round", "min")), parts),
        st.builds(with_, st.sampled_from(tuple(RANKS)), parts, parts),
        st.builds(with_, st.sampled_from(("max", "round", *RANKS)), parts, parts),
        st.builds(with_, st.sampled_from((CHOICE, "clamp", "min")), parts, parts, parts),
    )


expressions: Final[st.SearchStrategy[Expression]] = st.recursive(leaves, _applied, max_leaves=12)

# --- Text, well typed, with few parentheses ----------------------------------

gaps: Final = st.sampled_from(("", "", " ", "  ", "\t", "\n"))


@st.composite
def numeric(draw: st.DrawFn, depth: int = 2) -> str:
    """Operands with arithmetic between them, bound by nothing but precedence."""
    text = draw(_operand(depth))
    for _ in range(draw(st.integers(0, 3))):
        operator = draw(st.sampled_from(("+", "-", "*", "/", "%", "^", "**", "*", "+")))
        text += f"{draw(gaps)}{operator}{draw(gaps)}{draw(_operand(depth))}"
    return text


@st.composite
def _operand(draw: st.DrawFn, depth: int) -> str:
    if depth == 0 or draw(st.booleans()):
        plain = st.one_of(st.sampled_from(NUMBER_NAMES), st.integers(0, 12).map(str), numerals)
        return draw(plain)
    inner = numeric(depth - 1)
    kind = draw(st.sampled_from(("sign", "group", "choice", "if", "round", "function")))
    if kind == "sign":
        return f"{draw(st.sampled_from('-+'))}{draw(gaps)}{draw(_operand(depth - 1))}"
    if kind == "group":
        return f"({draw(gaps)}{draw(inner)})"
    if kind == "choice":
        return f"({draw(logical(depth - 1))} ? {draw(inner)}:{draw(inner)})"
    if kind == "if":
        return f"if({draw(logical(depth - 1))},{draw(inner)} , {draw(inner)})"
    return draw(_call(inner, kind))


@st.composite
def _call(draw: st.DrawFn, inner: st.SearchStrategy[str], kind: str) -> str:
    if kind == "round":
        return f"round({draw(inner)}, {draw(st.integers(-3, 6))})"
    name = draw(st.sampled_from(tuple(_COUNTS)))
    given = [draw(inner) for _ in range(draw(st.sampled_from(_COUNTS[name])))]
    return f"{name}{draw(gaps)}({', '.join(given)})"


_COUNTS: Final = {
    "min": (1, 2, 3),
    "max": (1, 2),
    "abs": (1,),
    "ceil": (1,),
    "floor": (1,),
    "clamp": (3,),
}


@st.composite
def logical(draw: st.DrawFn, depth: int = 2) -> str:
    text = draw(_claim(depth))
    for _ in range(draw(st.integers(0, 2))):
        text += draw(st.sampled_from((" and ", " or ", "&&", " || "))) + draw(_claim(depth))
    return text


@st.composite
def _claim(draw: st.DrawFn, depth: int) -> str:
    kind = draw(st.integers(0, 4))
    if kind == 0 or depth == 0:
        return draw(st.sampled_from((*BOOLEAN_NAMES, "true", "false")))
    if kind == 1:
        return f"{draw(st.sampled_from(('not ', '!')))}{draw(_claim(depth - 1))}"
    if kind == 2:
        return f"({draw(logical(depth - 1))})"
    low = depth - 1
    operator = draw(st.sampled_from(COMPARISONS))
    return f"{draw(numeric(low))}{draw(gaps)}{operator}{draw(gaps)}{draw(numeric(low))}"


amounts: Final = st.one_of(
    st.integers(-100, 100).map(str),
    st.decimals(-(10**9), 10**9, places=6).map(str),
    st.sampled_from(("0", "-0", "0.5", "1e-30", "9999999999999999999999999999999999")),
)
givens: Final[st.SearchStrategy[dict[str, Any]]] = st.fixed_dictionaries(
    {
        **dict.fromkeys(NUMBER_NAMES, amounts),
        **dict.fromkeys(BOOLEAN_NAMES, st.booleans()),
    }
)

# --- Text that may be anything, quickly --------------------------------------

_WORDS: Final = """
0 1 2 7 10 0.02 .5 1e3 1e-999 1e33 9999999999999999999999999999999999
amount days rush is_gift amount days rush is_gift amuont x None True true false
+ - * / % ^ ** + - * / < <= > >= == != and or not && || ! ? : ( ) ( ) , ( )
min( max( round( ceil( floor( abs( clamp( if(
"""
_ODD: Final = """
1e400 1.2.3 2x = & | . ; [ ] { } eval( __class__ lambda inf nan ' " \\ # @ é ×
"""  # noqa: RUF001 - what people paste
_PIECES: Final = (
    *_WORDS.split() * 5,
    *_ODD.split(),
    *(" ", "\t", "\n", "\0", "\x7f", "\ud800", "\U0001f600"),
)
_SEEDS: Final = (
    "min(amount*0.02, 15) + (days<7 ? 3 : 0)",
    "round(amount / days, 2) >= 3 and not rush",
    "if(rush || is_gift, clamp(x, 1, 5) ** 2, -x % 3) ^ 0.5",
    "amount ? days : 1",
    "2 ^ 3 ^ 2 - -2 ^ 2 == 508",
    "rush == is_gift ? ceil(amount) : floor(-amount)",
)
_REPEATED: Final = (
    "(",
    "-",
    "!",
    "1+",
    "2^",
    "min(",
    "if(1,",
    "a?",
    "a%",
    "((1)",
    "x^.5+",
    "9",
    "a",
)


def any_string(chance: Random) -> str:
    """Something well formed, damaged or not; a soup of tokens; one thing over and over; noise."""
    kind = chance.random()
    if kind < 0.3:
        return _formed(chance, chance.randint(0, 5))
    if kind < 0.6:
        joint = chance.choice(("", "", " "))
        return joint.join(chance.choices(_PIECES, k=chance.randint(1, 14)))
    if kind < 0.85:
        known = chance.choice(_SEEDS) if chance.random() < 0.5 else _formed(chance, 4)
        return _damaged(known, chance)
    if kind < 0.93:
        return chance.choice(_REPEATED) * chance.randint(1, 90) + chance.choice(_SEEDS)
    return "".join(chr(chance.randrange(0x2_000)) for _ in range(chance.randint(0, 30)))


def _formed(chance: Random, depth: int) -> str:
    """Of the right shape; its types, values and size are left to chance."""
    if depth == 0:
        return chance.choice((*NUMBER_NAMES, *BOOLEAN_NAMES, "true", "2", "0.02", "7", "1e33", "0"))
    parts = [_formed(chance, chance.randrange(depth)) for _ in range(3)]
    shape = chance.choice(_SHAPES)
    return shape.format(*parts, o=chance.choice(_OPERATORS), f=chance.choice(_FUNCTIONS))


_OPERATORS: Final = (*RANKS, "+", "-", "*", "/", "**", "&&", "||")
_FUNCTIONS: Final = ("min", "max", "abs", "round", "ceil", "floor", "clamp")
_SHAPES: Final = (
    *("{0} {o} {1}", "{0}{o}{1}{o}{2}", "({0}){o}({1})", "-{0}", "!{0}", "({0})", "{f}({0})"),
    *("{f}({0}, {1})", "{f}({0},{1},{2})", "if({0} > 1, {1}, {2})", "{0} <= 2 ? {1} : {2}"),
)


def _damaged(source: str, chance: Random) -> str:
    for _ in range(chance.randint(1, 3)):
        at = chance.randint(0, len(source))
        upto = min(len(source), at + chance.randint(0, 3))
        put = chance.choice(_PIECES) if chance.random() < 0.7 else ""
        source = source[:at] + put + source[upto:]
    return source
